"""The portal's reading of SIMS against a SIMS written apart from it: they must tell one story."""

from __future__ import annotations

import io
from collections import Counter
from datetime import date
from typing import Any

import pytest

from autoupdate.connectors.intake import FilteredExport
from autoupdate.connectors.sims.connector import SIMS
from autoupdate.records import ParsedExport
from sandbox.attendance import marks_of
from sandbox.people import PretendSchool
from sandbox.schools import make_school
from sandbox.sims.columns import Dialect
from sandbox.sims.reporter import SUB_REPORTS, export
from sandbox.sims.writing import FORMATS

TODAY = date(2026, 11, 20)
#: Formats in which nothing is lost: neither letters nor the order of day and month.
FAITHFUL = [
    "xml",
    "xml-utf8-bom",
    "xml-utf16",
    "csv-utf8",
    "csv-utf8-bom",
    "csv-utf16",
    "csv-iso-dates",
]


@pytest.fixture(scope="module")
def school() -> PretendSchool:
    return make_school(21, phase="secondary", num_people=300, establishment="4001", today=TODAY)


def read(
    school: PretendSchool,
    sub_report: str,
    *,
    form: str = "xml",
    dialect: Dialect = "documented",
) -> ParsedExport[Any]:
    """The export as the portal reads it: through the door, then the parser."""
    declared = SIMS.sub_report(sub_report)
    data = export(school, sub_report, form=FORMATS[form], dialect=dialect)
    rows_file = b"".join(FilteredExport.of_file(io.BytesIO(data), sub_report=declared))
    assert SIMS.parser is not None
    return SIMS.parser(io.BytesIO(rows_file), declared, today=school.today)


def test_both_know_the_same_sub_reports() -> None:
    assert set(SUB_REPORTS) == {each.code for each in SIMS.sub_reports()}


@pytest.mark.parametrize("dialect", ["documented", "public"])
@pytest.mark.parametrize("form", FAITHFUL)
def test_students_are_read_as_they_are(form: str, dialect: Dialect, school: PretendSchool) -> None:
    records = {
        each.mis_id: each for each in read(school, "students", form=form, dialect=dialect).records
    }
    assert len(records) == len(school.students)
    for student in school.students:
        record = records[str(student.mis_id)]
        assert record.legal_forename == student.legal_forename
        assert record.legal_surname == student.legal_surname
        assert record.middle_names == student.middle_names
        assert record.preferred_or_legal_forename == (
            student.preferred_forename or student.legal_forename
        )
        assert record.preferred_or_legal_surname == (
            student.preferred_surname or student.legal_surname
        )
        assert record.former_surname == student.former_surname
        assert record.date_of_birth == student.date_of_birth
        assert record.upn == student.upn
        assert record.admission_number == student.admission_number
        assert record.year_group == student.year_group
        assert record.reg_group == student.reg_group
        assert record.house == student.house
        assert record.email == student.email
        assert record.external_id == student.external_id
        assert record.starts_on == student.entered_on
        assert record.leaves_on == student.leaves_on


@pytest.mark.parametrize("dialect", ["documented", "public"])
@pytest.mark.parametrize("form", FAITHFUL)
def test_staff_are_read_as_they_are(form: str, dialect: Dialect, school: PretendSchool) -> None:
    records = {
        each.mis_id: each for each in read(school, "staff", form=form, dialect=dialect).records
    }
    assert len(records) == len(school.staff)
    for member in school.staff:
        record = records[str(member.mis_id)]
        assert record.title == member.title
        assert record.legal_forename == member.legal_forename
        assert record.legal_surname == member.legal_surname
        assert record.preferred_or_legal_surname == (
            member.preferred_surname or member.legal_surname
        )
        assert record.date_of_birth == member.date_of_birth
        assert record.staff_code == member.staff_code
        assert record.email == member.work_email
        assert record.starts_on == member.starts_on
        assert all(role in record.job_title for role in member.roles)


@pytest.mark.parametrize("form", ["xml", "csv-utf8"])
def test_contacts_are_put_together_again(form: str, school: PretendSchool) -> None:
    by_id = {contact.mis_id: contact for contact in school.contacts}
    records = {
        (each.mis_student_id, each.mis_contact_id): each
        for each in read(school, "contacts", form=form).records
    }
    assert len(records) == len(school.ties)
    for tie in school.ties:
        contact = by_id[tie.contact_id]
        record = records[str(tie.student_id), str(tie.contact_id)]
        assert (record.title, record.forename, record.surname) == (
            contact.title,
            contact.forename,
            contact.surname,
        )
        assert record.relationship == tie.relationship
        assert record.priority == tie.priority
        assert record.has_parental_responsibility == tie.has_parental_responsibility
        assert set(record.emails) == {email for _, email in contact.emails}
        numbers = [*record.mobiles, *record.phones]
        assert Counter(_digits(number) for number in numbers) == Counter(
            _digits(number) for _, number in contact.phones
        )
        assert {_digits(each) for each in record.mobiles} == {
            _digits(number) for location, number in contact.phones if location == "M"
        }


def test_classes_have_their_members(school: PretendSchool) -> None:
    for sub_report, members in (
        ("class_students", "student_ids"),
        ("class_teachers", "teacher_ids"),
    ):
        found = Counter((each.group_name, each.mis_id) for each in read(school, sub_report).records)
        assert found == Counter(
            (each.name, str(person_id))
            for each in school.classes
            for person_id in getattr(each, members)
        )


def test_registration_groups_have_their_members(school: PretendSchool) -> None:
    pupils = {(each.group_name, each.mis_id) for each in read(school, "reg_students").records}
    assert pupils == {(one.reg_group, str(one.mis_id)) for one in school.students}
    tutors = {(each.group_name, each.mis_id) for each in read(school, "reg_tutors").records}
    assert tutors == {(form, str(tutor)) for form, tutor in school.tutors}


@pytest.mark.parametrize("form", ["xml", "csv-cp1252"])
def test_marks_are_read_as_they_are(form: str, school: PretendSchool) -> None:
    found = Counter(
        (each.mis_student_id, each.marked_on, each.session, each.code, each.minutes_late)
        for each in read(school, "attendance", form=form).records
    )
    assert found == Counter(
        (str(mark.student_id), mark.marked_on, mark.session, mark.code, mark.minutes_late)
        for mark in marks_of(school, TODAY)
    )


@pytest.mark.parametrize("form", ["xml-cp1252", "csv-cp1252"])
def test_windows_1252_loses_letters_but_nobody(form: str, school: PretendSchool) -> None:
    records = {each.mis_id: each for each in read(school, "students", form=form).records}
    assert len(records) == len(school.students)
    for student in school.students:
        if student.legal_surname.isascii():
            assert records[str(student.mis_id)].legal_surname == student.legal_surname


@pytest.mark.parametrize("form", ["csv-us-dates", "csv-short-years"])
def test_a_date_of_birth_in_another_order_is_never_a_wrong_one(
    form: str, school: PretendSchool
) -> None:
    born = {str(one.mis_id): one.date_of_birth for one in school.students}
    for record in read(school, "students", form=form).records:
        assert record.date_of_birth in (None, born[record.mis_id])


def _digits(number: str) -> str:
    return "".join(char for char in number if char.isdigit())
