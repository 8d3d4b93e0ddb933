"""Arbor's samples, good and nasty, as the puller reads them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from autoupdate.connectors.arbor.connector import ARBOR
from autoupdate.connectors.arbor.puller import ArborPuller
from autoupdate.connectors.trouble import VendorTrouble
from autoupdate.records import ParsedExport
from tests.unit.connectors.fetched.playing import Playing, parsed, rows, session

FOLDER = Path(__file__).resolve().parents[3] / "samples" / "arbor"
_QUERY = re.compile(r"\{ (\w+)\(page_size: (\d+), page_num: (\d+)")


def played(folder: Path) -> Playing:
    """An Arbor whose lists are the files of a folder."""

    def answering(call: Mapping[str, Any]) -> Any:
        found = _QUERY.match(call["payload"]["query"])
        assert found
        entity, size, number = found[1], int(found[2]), int(found[3])
        items = json.loads((folder / f"{entity}.json").read_text())["data"][entity]
        return {"data": {entity: items[number * size : (number + 1) * size]}}

    return Playing(answering)


def read(folder: Path, code: str) -> ParsedExport[Any]:
    return parsed(ArborPuller(session(played(folder))), ARBOR, code)


@pytest.mark.parametrize("sub_report", list(ARBOR.sub_reports()), ids=lambda each: each.code)
def test_the_good_samples_have_no_problems(sub_report: Any) -> None:
    found = read(FOLDER, sub_report.code)
    assert found.problems == ()
    assert found.records
    assert found.known_fields == {each.code for each in sub_report.fields}


def test_the_good_samples_count_those_who_belong() -> None:
    """40 are in the list of students: pre-admissions, guests and leavers among them."""
    assert len(read(FOLDER, "students").records) == 35
    assert len(read(FOLDER, "staff").records) == 5


def test_nasty_students() -> None:
    found = read(FOLDER / "nasty", "students")
    by_id = {one.mis_id: one for one in found.records}
    # 502 is a pre-admission, 503 a guest, 504 has left, 510 starts later.
    assert sorted(by_id) == ["501", *map(str, range(505, 510)), *map(str, range(511, 515))]
    assert by_id["501"].preferred_or_legal_forename == "Ash"
    assert (by_id["501"].upn, by_id["501"].reg_group) == ("R990202119000", "3 Ash")
    assert (by_id["505"].upn, by_id["505"].reg_group) == ("F990202119001", "3 Ash")
    assert by_id["505"].preferred_forename == "Rafa"
    assert by_id["506"].upn == "L99020212403A"
    assert (by_id["506"].year_group, by_id["514"].year_group) == ("N1", "N2")
    assert (by_id["507"].date_of_birth, by_id["507"].no_account_code) != (None, "")
    assert by_id["508"].leaves_on == date(2026, 11, 20)
    assert by_id["508"].upn == ""  # a wrong check letter
    assert (by_id["509"].email, by_id["509"].upn) == ("eve@ash.example", "")
    assert by_id["511"].upn == by_id["512"].upn == ""  # they share one
    assert by_id["513"].year_group == ""
    assert found.problem_counts == {
        "birth_date_missing": 1,
        "forename_missing": 1,
        "upn_invalid": 1,
        "upn_shared": 2,
    }


def test_nasty_staff() -> None:
    found = read(FOLDER / "nasty", "staff")
    by_id = {one.mis_id: one for one in found.records}
    # 603 has left, 604 is a visitor, 606 starts later; 602 has two contracts.
    assert set(by_id) == {"501", "602", "605", "607"}
    assert by_id["501"].email == "mross@ash.example"
    assert by_id["602"].email == ""
    assert by_id["605"].leaves_on == date(2026, 11, 20)


def test_nasty_contacts() -> None:
    found = read(FOLDER / "nasty", "contacts")
    ties = {(one.mis_student_id, one.mis_contact_id): one for one in found.records}
    # The grandfather's grandchild has left.
    assert set(ties) == {("501", "501"), ("505", "501"), ("501", "702")}
    farah = ties["501", "501"]
    assert (farah.title, farah.forename, farah.surname) == ("Mrs", "Farah", "Begum")
    assert farah.emails == ("farah@mail.example", "farah@work.example")
    assert farah.mobiles == ("+44 7700 900002", "07700 900001")
    assert farah.phones == ("020 7946 0001",)
    assert (farah.priority, farah.has_parental_responsibility) == (1, True)
    assert ties["505", "501"].relationship == "Step Mother"
    rahman = ties["501", "702"]
    assert (rahman.forename, rahman.priority, rahman.relationship) == ("", None, "")
    assert (rahman.emails, rahman.mobiles, rahman.phones) == ((), (), ())
    assert found.problems == ()


def test_nasty_groups() -> None:
    def pairs(code: str) -> set[tuple[str, str]]:
        records = read(FOLDER / "nasty", code).records
        return {(one.group_name, one.mis_id) for one in records}

    # 505's place is over, 31 of last year too, 503 is a guest and 504 has left.
    assert pairs("class_students") == {("3A: Reading", "501"), ("Chess, Thursdays", "509")}
    assert pairs("class_teachers") == {("3A: Reading", "501"), ("3A: Reading", "602")}
    assert pairs("reg_tutors") == {("3 Ash", "602")}
    assert pairs("reg_students") == {("3 Ash", "501"), ("3 Ash", "505"), ("Owls", "506")}


def test_nasty_marks() -> None:
    found = read(FOLDER / "nasty", "attendance")
    assert [(one.mis_student_id, one.session, one.code) for one in found.records] == [
        ("501", "AM", "/"),
        ("501", "PM", "\\"),
        ("505", "AM", "L"),
        ("509", "AM", "Y1"),
    ]
    assert found.records[2].minutes_late == 17
    assert found.problem_counts == {"mark_code_unknown": 1}


def test_what_arbor_refuses() -> None:
    """A date of birth cannot be missed; it is named."""
    refused = json.loads((FOLDER / "nasty" / "refused.json").read_text())
    good = played(FOLDER)

    def answering(call: Mapping[str, Any]) -> Any:
        if "{ Student(" in call["payload"]["query"]:
            return refused
        return good.post(**call).json()

    with pytest.raises(VendorTrouble) as met:
        rows(ArborPuller(session(Playing(answering))), ARBOR, "students")
    assert met.value.code == "permission_missing"
    assert met.value.details["permission"] == "Date of birth (Student.dateOfBirth)"
