"""The good samples of SIMS are read without a problem, whatever their shape and encoding."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from autoupdate.connectors.sims.connector import SIMS
from autoupdate.records import ParsedExport
from tests.unit.connectors.exports import parsed

FOLDER = Path(__file__).resolve().parents[2] / "samples" / "sims"

#: file → the sub-report it is of, and how many rows and records it has.
SAMPLES = {
    "staff.xml": ("staff", 3, 2),
    "staff_windows.xml": ("staff", 3, 2),
    "staff_future.csv": ("staff_future", 1, 1),
    "students.xml": ("students", 4, 4),
    "students_utf16.xml": ("students", 4, 4),
    "students.csv": ("students", 4, 4),
    "students_semicolon.csv": ("students", 4, 4),
    "students_windows.csv": ("students", 4, 4),
    "students_future.xml": ("students_future", 1, 1),
    "contacts.xml": ("contacts", 3, 2),
    "class_teachers.xml": ("class_teachers", 2, 2),
    "class_students.csv": ("class_students", 2, 2),
    "reg_tutors.xml": ("reg_tutors", 2, 2),
    "reg_students.xml": ("reg_students", 4, 4),
    "attendance.xml": ("attendance", 2, 2),
}


def read(name: str) -> ParsedExport[Any]:
    sub_report, _, _ = SAMPLES[name]
    with (FOLDER / name).open("rb") as file:
        return parsed(file, sub_report)


@pytest.mark.parametrize("name", SAMPLES)
def test_samples_have_no_problems(name: str) -> None:
    _, num_rows, num_records = SAMPLES[name]
    found = read(name)
    assert (found.problems, found.num_rows, len(found.records)) == ((), num_rows, num_records)


def test_every_sub_report_has_a_sample_and_every_sample_is_known() -> None:
    assert {path.name for path in FOLDER.iterdir()} == set(SAMPLES)
    assert {sub_report for sub_report, _, _ in SAMPLES.values()} == {
        each.code for each in SIMS.sub_reports()
    }


@pytest.mark.parametrize("name", ["students_utf16.xml", "students.csv", "students_semicolon.csv"])
def test_students_are_the_same_in_every_shape(name: str) -> None:
    assert read(name).records == read("students.xml").records


def test_what_the_students_are() -> None:
    ada, luke, sian, thuy = read("students.xml").records
    assert (ada.legal_surname, ada.preferred_surname) == ("Okonkwo-Smythe", "Okonkwo")
    assert (ada.admission_number, ada.starts_on) == ("000412", date(2019, 9, 2))
    assert (luke.legal_forename, luke.preferred_or_legal_forename) == ("Łukasz", "Luke")
    assert luke.upn[-1] == "A"
    assert [each.year_group for each in (ada, luke, sian, thuy)] == ["6", "5", "N2", "R"]
    assert (sian.upn, sian.legal_surname) == ("", "O'Neill")
    assert (thuy.legal_forename, thuy.legal_surname) == ("", "Thuy")


def test_a_teacher_of_two_roles_is_one_person() -> None:
    megan, jose = read("staff_windows.xml").records
    assert megan.job_title == "Classroom Teacher; SENCO"
    assert (jose.legal_forename, jose.legal_surname) == ("José", "Ó Cléirigh")
