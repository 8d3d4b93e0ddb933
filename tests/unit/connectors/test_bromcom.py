"""Bromcom's files: padded, flagged, counted, and with several things in one value."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from autoupdate.connectors.bromcom.connector import BROMCOM
from autoupdate.connectors.bromcom.parser import class_name
from autoupdate.connectors.intake import FilteredExport
from autoupdate.connectors.tabular.rows import ByteSource
from autoupdate.connectors.unreadable import UnreadableExport
from autoupdate.records import ParsedExport

TODAY = date(2026, 11, 20)
FOLDER = Path(__file__).resolve().parents[2] / "samples" / "bromcom"
SUB_REPORTS = [each.code for each in BROMCOM.sub_reports()]
STUDENTS = ("studentId", "firstName", "lastName", "dateOfBirth", "tutorGroupName")
CONTACTS = (
    "studentId",
    "contactId",
    "title",
    "firstName",
    "lastName",
    "contactName",
    "contactEmail",
    "contactTelephone",
    "contactParentalResponsibility",
)


def parsed(source: ByteSource, sub_report: str, *, without: str = "") -> ParsedExport[Any]:
    declared = BROMCOM.sub_report(sub_report)
    door = FilteredExport.of_file(
        source, sub_report=declared, not_uploaded={without} if without else ()
    )
    assert BROMCOM.parser is not None
    return BROMCOM.parser([b"".join(door)], declared, today=TODAY)


def sample(name: str) -> ParsedExport[Any]:
    with (FOLDER / f"{name}.csv").open("rb") as file:
        return parsed(file, Path(name).name)


def sheet(captions: tuple[str, ...], *rows: tuple[str, ...], count: str | None = None) -> bytes:
    """A file as Bromcom writes it: quoted, padded, with its count at the end."""
    lines = [",".join(f'"{caption}"' for caption in captions)]
    lines += [",".join(f'"{value:<24}"' for value in row) for row in rows]
    ending = f'"Count:","{len(rows)}"' if count is None else count
    return "\r\n".join([*lines, ending, ""]).encode()


def contact(**values: str) -> Any:
    given = {"studentId": "1", "contactId": "9", **values}
    row = tuple(given.get(caption, "") for caption in CONTACTS)
    return parsed([sheet(CONTACTS, row)], "contacts").records[0]


@pytest.mark.parametrize("sub_report", SUB_REPORTS)
def test_good_samples_have_no_problems(sub_report: str) -> None:
    found = sample(sub_report)
    assert found.problems == ()
    assert found.known_fields == {each.code for each in BROMCOM.sub_report(sub_report).fields}


def test_there_is_a_sample_of_every_sub_report() -> None:
    assert {path.stem for path in FOLDER.glob("*.csv")} == set(SUB_REPORTS)


def test_what_is_nasty_is_read_as_far_as_it_goes() -> None:
    found = sample("nasty/students")
    names = {each.mis_id: each.legal_surname for each in found.records}
    assert names["502"] == "Núñez, O’Brien"
    assert "503" not in names, "a guest is another school's pupil"
    groups = {each.mis_id: each.reg_group for each in found.records}
    assert groups == {"501": "9A", "502": "9 B", "504": "", "505": "", "506": "Band (A)"}
    assert [(each.row_number, each.code) for each in found.problems] == [
        (4, "forename_missing"),
        (4, "birth_date_missing"),
        (5, "upn_invalid"),
    ]
    assert [each.row_number for each in found.records] == [1, 2, 4, 5, 6]
    assert (found.num_rows, found.num_left_out) == (6, 0)


def test_somebody_called_count_is_no_count() -> None:
    found = sample("nasty/students_future")
    assert [each.legal_forename for each in found.records] == ["Count:", "Later"]


def test_nobody_to_come_is_an_ordinary_answer_and_no_staff_is_none() -> None:
    assert sample("nasty/staff_future").records == ()
    assert refusal((FOLDER / "nasty" / "staff_future.csv").read_bytes(), "staff").code == "no_rows"


def test_contacts_have_all_their_addresses_and_numbers() -> None:
    found = sample("nasty/contacts")
    farah, ali, again = found.records
    assert farah.emails == ("farah@mail.example", "farah@work.example")
    assert (farah.mobiles, farah.phones) == (("07700 900001",), ("020 7946 0001",))
    assert (farah.priority, farah.has_parental_responsibility) == (1, True)
    assert (ali.title, ali.forename, ali.surname) == ("Mr", "Ali", "Rahman")
    assert (again.relationship, again.has_parental_responsibility) == ("Step Mother", False)
    assert again.emails == ()
    assert found.problem_counts == {"contact_name_missing": 1}
    assert found.problems[0].row_number == 4


@pytest.mark.parametrize(
    ("whole", "title", "forename", "surname"),
    [
        ("Mr Ali Rahman", "Mr", "Ali", "Rahman"),
        ("Dr. Anna Maria Cruz", "Dr.", "Anna Maria", "Cruz"),
        ("Mr & Mrs Smith", "Mr & Mrs", "", "Smith"),
        ("Madonna", "", "", "Madonna"),
        ("Sir", "", "", "Sir"),
    ],
)
def test_a_name_typed_whole_is_taken_apart(
    whole: str, title: str, forename: str, surname: str
) -> None:
    found = contact(contactName=whole)
    assert (found.title, found.forename, found.surname) == (title, forename, surname)


def test_what_was_typed_apart_is_believed() -> None:
    found = contact(contactName="Mrs F Begum", lastName="Begum-Khan", firstName="Farah")
    assert (found.title, found.forename, found.surname) == ("", "Farah", "Begum-Khan")
    found = contact(contactName="Mrs F Begum", firstName="Farah", title="Ms")
    assert (found.title, found.forename, found.surname) == ("Ms", "Farah", "Begum")


def test_a_file_with_whole_names_alone_is_read() -> None:
    captions = ("studentId", "contactId", "contactName", "firstName")
    file = sheet(captions, ("1", "9", "Mr Ali Rahman", ""))
    found = parsed([file], "contacts", without="forename")
    assert [(each.forename, each.surname) for each in found.records] == [("", "Rahman")]
    assert "forename" not in found.known_fields


@pytest.mark.parametrize(("flag", "is_so"), [("yes", True), ("no", False), ("", None)])
def test_flags_are_padded_words(flag: str, is_so: bool | None) -> None:
    found = contact(lastName="Begum", contactParentalResponsibility=flag)
    assert found.has_parental_responsibility is is_so


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("7A (26/27)", "7A"),
        ("7A (25/26)   ", "7A"),
        ("9 B(26/27)", "9 B"),
        ("(26/27)", ""),
        ("Band (A) (26/27)", "Band (A)"),
        ("7A", "7A"),
        ("7A (26/27) old", "7A (26/27) old"),
        ("Class (1/2)", "Class (1/2)"),
    ],
)
def test_the_school_year_of_a_class_is_no_part_of_its_name(text: str, name: str) -> None:
    assert class_name(text) == name


def test_without_the_enrolment_guests_cannot_be_told() -> None:
    with (FOLDER / "nasty" / "students.csv").open("rb") as file:
        found = parsed(file, "students", without="enrolment")
    assert "503" in {each.mis_id for each in found.records}
    assert "enrolment" not in found.known_fields


ADA = ("1", "Ada", "Okonkwo", "2015-03-04T00:00:00", "6B (26/27)")


def refusal(file: bytes, sub_report: str = "students") -> UnreadableExport:
    with pytest.raises(UnreadableExport) as refused:
        parsed([file], sub_report)
    return refused.value


def test_a_count_that_is_right_is_believed() -> None:
    assert len(parsed([sheet(STUDENTS, ADA)], "students").records) == 1


def test_a_count_of_other_rows_is_a_file_that_was_cut() -> None:
    found = refusal(sheet(STUDENTS, ADA, count='"Count:","412"'))
    assert (found.code, found.details) == ("count_differs", {"stated": "412", "found": "1"})


@pytest.mark.parametrize("count", ["", '"Count:"', '"Count:","many"'])
def test_without_a_count_nobody_knows_whether_all_came(count: str) -> None:
    assert refusal(sheet(STUDENTS, ADA, count=count)).code == "truncated"


def test_a_file_cut_anywhere_is_refused() -> None:
    whole = sheet(STUDENTS, ADA, ADA, ADA)
    start = whole.index(b"\r\n")
    for end in range(start, len(whole) - 3):
        assert refusal(whole[:end]).code in {
            "truncated",
            "csv_malformed",
            "csv_row_length",
            "count_differs",
        }, whole[:end]


@pytest.mark.parametrize(
    ("name", "sub_report", "report"),
    [
        ("students", "staff", "Students"),
        ("staff", "students", "Staff"),
        ("contacts", "students", "Contacts"),
    ],
)
def test_a_file_under_another_name_is_refused(name: str, sub_report: str, report: str) -> None:
    found = refusal((FOLDER / f"{name}.csv").read_bytes(), sub_report)
    assert (found.code, found.details["report"]) == ("looks_like_other", report)


@pytest.mark.parametrize("code", BROMCOM.problem_texts)
def test_remedies_speak_of_bromcom_or_of_nothing(code: str) -> None:
    assert "SIMS" not in BROMCOM.problem_text(code).remedy
