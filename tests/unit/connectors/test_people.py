"""People: what a good export gives, and that nobody who is in the file goes missing."""

from __future__ import annotations

from datetime import date

import pytest

from autoupdate.connectors.unreadable import UnreadableExport
from autoupdate.records import Kind, PersonRecord
from tests.unit.connectors.exports import (
    ADA,
    BEN,
    MEG,
    codes,
    csv_text,
    parsed,
    without,
    xml,
)


def test_a_student() -> None:
    found = parsed(xml(ADA, BEN))
    assert found.num_rows == 2
    assert found.problems == ()
    assert found.records[0] == PersonRecord(
        kind=Kind.STUDENT,
        mis_id="1234",
        legal_forename="Ada",
        legal_surname="Okonkwo",
        preferred_surname="Okonkwo",
        date_of_birth=date(2015, 3, 4),
        upn="B801200005001",
        admission_number="001234",
        year_group="6",
        reg_group="6B",
        house="Kestrel",
        row_number=1,
    )
    assert found.records[1].row_number == 2


def test_a_member_of_staff() -> None:
    (record,) = parsed(xml(MEG), "staff").records
    assert record == PersonRecord(
        kind=Kind.STAFF,
        mis_id="77",
        legal_forename="Megan",
        legal_surname="Jones",
        date_of_birth=date(1980, 5, 6),
        title="Mrs",
        email="m.jones@school.example",
        staff_code="MJO",
        job_title="Teacher",
        starts_on=date(2010, 9, 1),
        row_number=1,
    )


@pytest.mark.parametrize(
    ("sub_report", "kind"), [("staff_future", Kind.STAFF), ("students_future", Kind.STUDENT)]
)
def test_people_to_come(sub_report: str, kind: Kind) -> None:
    row = MEG if kind is Kind.STAFF else ADA
    (record,) = parsed(xml(row), sub_report).records
    assert record.kind is kind


@pytest.mark.parametrize("sub_report", ["staff_future", "students_future"])
def test_nobody_may_be_due_to_come(sub_report: str) -> None:
    found = parsed(xml(), sub_report)
    assert (found.records, found.num_rows, found.known_fields) == ((), 0, frozenset())


def test_somebody_to_come_may_have_no_date_of_birth_yet() -> None:
    found = parsed(xml(without(ADA, "DOB")), "students_future")
    assert codes(found) == ["birth_date_missing"]
    assert "date_of_birth" not in found.known_fields


def test_only_columns_that_came_are_known() -> None:
    found = parsed(xml(without(ADA, "UPN", "House")))
    assert not found.known_fields & {"upn", "house", "email"}
    assert found.known_fields >= {"mis_id", "reg_group", "year_group"}


def test_a_blank_csv_column_is_known_to_be_blank() -> None:
    found = parsed(csv_text({**ADA, "House": ""}))
    assert "house" in found.known_fields
    assert found.records[0].house == ""


def test_a_field_not_uploaded_is_unknown() -> None:
    found = parsed(xml(ADA), not_uploaded={"upn", "house"})
    assert not found.known_fields & {"upn", "house"}
    assert (found.records[0].upn, found.records[0].house) == ("", "")


def test_surname_stands_in_for_a_missing_legal_surname_column() -> None:
    found = parsed(xml(without(ADA, "Legal Surname")))
    assert found.records[0].legal_surname == "Okonkwo"
    assert "legal_surname" not in found.known_fields


def test_a_surname_opted_out_does_not_stand_in() -> None:
    with pytest.raises(UnreadableExport, match="lacks the column “Legal Surname”"):
        parsed(xml(without(ADA, "Legal Surname")), not_uploaded={"preferred_surname"})


def test_primary_id_stands_in_for_a_missing_id_column() -> None:
    assert parsed(xml(without(ADA, "ID"))).records[0].mis_id == "1234"


def test_the_most_precise_caption_counts() -> None:
    row = {**ADA, "Legal Forename": "Adaeze"}
    assert parsed(csv_text(row)).records[0].legal_forename == "Adaeze"


def test_captions_may_differ_in_case_and_spacing() -> None:
    data = csv_text(ADA).replace("Legal Surname", "LEGAL  surname").replace("UPN", "Upn")
    assert parsed(data).records[0].upn == "B801200005001"


def test_two_spellings_of_one_caption_are_a_column_twice() -> None:
    with pytest.raises(UnreadableExport, match="occurs twice"):
        parsed(csv_text({**ADA, "adno": "2"}))


@pytest.mark.parametrize("name", ["-", "–", ".", " - "])
def test_a_person_may_have_one_name_only(name: str) -> None:
    found = parsed(csv_text({**ADA, "Forename": name}))
    assert found.problems == ()
    assert (found.records[0].legal_forename, found.records[0].legal_surname) == ("", "Okonkwo")


@pytest.mark.parametrize("name", ["n/a", "None", "NULL"])
def test_a_word_for_nothing_is_no_name(name: str) -> None:
    assert codes(parsed(csv_text({**ADA, "Forename": name}))) == ["forename_missing"]


@pytest.mark.parametrize(
    ("upn", "kept"),
    [
        ("M80120000500A", "M80120000500A"),
        (" b8012 0000 5001 ", "B801200005001"),
        ("", ""),
        ("  ", ""),
    ],
)
def test_upns(upn: str, kept: str) -> None:
    found = parsed(csv_text({**ADA, "UPN": upn}))
    assert (found.records[0].upn, codes(found)) == (kept, [])


def test_a_upn_is_masked_where_it_is_quoted() -> None:
    (problem,) = parsed(xml({**ADA, "UPN": "A801200005001"})).problems
    assert problem.value == "•••••••••5001"
    assert problem.person == "Ada Okonkwo"


def test_a_shared_upn_is_used_for_nobody() -> None:
    cy = {**ADA, "ID": "3", "Forename": "Cy"}
    found = parsed(xml(ADA, BEN, cy))
    assert [each.upn for each in found.records] == ["", "Q801200005002", ""]
    assert found.problem_counts["upn_shared"] == 2


def test_texts_are_cleaned() -> None:
    row = {
        **ADA,
        "Forename": "  Zoe\u0308  \u200bAnn\x07 ",
        "House": "\xa0Red\tKite ",
        "Adno": "007 ",
    }
    record = parsed(csv_text(row)).records[0]
    assert (record.legal_forename, record.house, record.admission_number) == (
        "Zoë Ann",
        "Red Kite",
        "007",
    )


def test_a_formula_is_a_name_like_another_here() -> None:
    name = '=HYPERLINK("http://evil.example","Ada")'
    assert parsed(csv_text({**ADA, "Forename": name})).records[0].legal_forename == name


def test_the_whole_column_of_american_dates_is_distrusted() -> None:
    rows = [
        {**ADA, "ID": "1", "UPN": "", "DOB": "03/24/2015"},
        {**ADA, "ID": "2", "UPN": "", "DOB": "03/04/2015"},
        {**ADA, "ID": "3", "UPN": "", "DOB": "03/03/2015"},
    ]
    found = parsed(csv_text(*rows))
    assert codes(found) == ["birth_date_us_order", "birth_date_us_order"]
    assert [each.date_of_birth for each in found.records] == [None, None, date(2015, 3, 3)]


def test_one_american_date_among_british_ones_is_alone() -> None:
    rows = [
        {**ADA, "ID": "1", "UPN": "", "DOB": "03/24/2015"},
        {**ADA, "ID": "2", "UPN": "", "DOB": "24/03/2015"},
        {**ADA, "ID": "3", "UPN": "", "DOB": "25/03/2015"},
        {**ADA, "ID": "4", "UPN": "", "DOB": "03/04/2015"},
    ]
    found = parsed(csv_text(*rows))
    assert codes(found) == ["birth_date_us_order"]
    assert found.records[3].date_of_birth == date(2015, 4, 3)


def test_problems_are_capped_but_counted() -> None:
    rows = [{**ADA, "ID": str(number), "UPN": "", "DOB": ""} for number in range(50)]
    found = parsed(csv_text(*rows), problems_kept=5)
    assert [problem.row_number for problem in found.problems] == [1, 2, 3, 4, 5]
    assert found.problem_counts == {"birth_date_missing": 50}
    assert len(found.records) == 50


def test_problems_come_in_the_order_of_the_rows() -> None:
    rows = [{**ADA, "DOB": ""}, {**BEN, "ID": ""}, {**BEN, "UPN": ADA["UPN"], "Year": "27"}]
    found = parsed(csv_text(*rows))
    assert [(each.row_number, each.code) for each in found.problems] == [
        (1, "birth_date_missing"),
        (1, "upn_shared"),
        (2, "id_missing"),
        (3, "year_unknown"),
        (3, "upn_shared"),
    ]
    assert found.problems[2].person == "Ben Hart-Lee"
