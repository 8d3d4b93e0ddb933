"""Multiplied rows become one person, and differences are told from multiplication."""

from __future__ import annotations

from datetime import date
from itertools import product

from autoupdate.records import PersonRecord
from tests.unit.connectors.exports import ADA, BEN, MEG, codes, csv_text, parsed, without, xml


def test_a_teacher_with_three_roles_and_two_addresses_is_one() -> None:
    rows = [
        {**MEG, "Role Text": role, "Work Email": email}
        for role, email in product(
            ("Teacher", "Head of Year", "Examiner"), ("m.jones@school.example", "meg@x.example")
        )
    ]
    found = parsed(xml(*rows), "staff")
    (record,) = found.records
    assert found.problems == ()
    assert found.num_rows == 6
    assert record.job_title == "Examiner; Head of Year; Teacher"
    assert record.email == "m.jones@school.example"


def test_the_order_of_the_rows_does_not_matter_to_the_roles() -> None:
    rows = [{**MEG, "Role Text": role} for role in ("b", "a", "c")]
    assert [parsed(xml(*order), "staff").records[0].job_title for order in (rows, rows[::-1])] == [
        "a; b; c",
        "a; b; c",
    ]


def test_roles_stop_where_there_is_no_more_room() -> None:
    rows = [{**MEG, "Role Text": letter * 45} for letter in "abc"]
    (record,) = parsed(xml(*rows), "staff").records
    assert record.job_title == "a" * 45 + "; " + "b" * 45


def test_rows_need_not_stand_together_and_fill_each_others_blanks() -> None:
    found = parsed(xml(without(ADA, "House", "DOB"), BEN, without(ADA, "Reg")))
    ada, ben = found.records
    assert found.problems == ()
    assert (ada.house, ada.reg_group, ada.date_of_birth) == ("Kestrel", "6B", date(2015, 3, 4))
    assert (ada.row_number, ben.row_number) == (1, 2)


def test_one_date_written_in_two_ways_is_one_date() -> None:
    assert parsed(csv_text(ADA, {**ADA, "DOB": "04/03/2015"})).problems == ()


def test_case_and_spacing_of_a_name_are_no_difference() -> None:
    assert parsed(csv_text(ADA, {**ADA, "Legal Surname": " OKONKWO"})).problems == ()


def test_a_problem_of_multiplied_rows_is_told_once() -> None:
    row = {**ADA, "DOB": "31/02/2012"}
    assert codes(parsed(csv_text(row, {**row, "House": "Hawk"}, row))) == ["birth_date_impossible"]


def test_two_people_with_one_id_are_not_mixed() -> None:
    (record,) = parsed(xml(without(ADA, "House", "UPN"), {**BEN, "ID": "1234"})).records
    assert isinstance(record, PersonRecord)
    assert record.no_account_code == "id_shared"
    assert (record.legal_forename, record.house, record.upn) == ("Ada", "", "")


def test_three_rows_of_which_two_disagree() -> None:
    found = parsed(xml(ADA, ADA, {**ADA, "DOB": "2015-03-05T00:00:00"}))
    assert codes(found) == ["rows_disagree"]
    assert found.problems[0].value == "2015-03-04T00:00:00 / 2015-03-05T00:00:00"
