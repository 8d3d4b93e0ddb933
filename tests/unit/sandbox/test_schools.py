"""A pretend school is the same for the same seed, and like a school."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from sandbox import upn
from sandbox.attendance import marks_of
from sandbox.people import Contact, PretendSchool, StaffMember, Student
from sandbox.schools import lend_teacher, make_school
from sandbox.schoolyear import AGES, school_year
from tests.unit.sandbox.conftest import TODAY

ROOT = Path(__file__).resolve().parents[3]
_PRINT_DIGEST = """
import hashlib, datetime
from sandbox.schools import evolve, make_school
today = datetime.date(2026, 11, 20)
school = make_school(4, phase="secondary", num_people=120, establishment="4009", today=today)
later = evolve(school, seed=2, today=datetime.date(2026, 11, 21), change=0.3)
print(hashlib.sha256(repr((school, later)).encode()).hexdigest())
"""


def test_the_same_seed_gives_the_same_school(primary: PretendSchool) -> None:
    again = make_school(11, phase="primary", num_people=240, establishment="2001", today=TODAY)
    assert again == primary


def test_another_seed_or_number_gives_other_people(primary: PretendSchool) -> None:
    other = make_school(12, phase="primary", num_people=240, establishment="2001", today=TODAY)
    elsewhere = make_school(11, phase="primary", num_people=240, establishment="2002", today=TODAY)
    assert other.students != primary.students
    assert elsewhere.students != primary.students


def test_nothing_depends_on_the_seed_of_hashing() -> None:
    digests = {_digest(hash_seed) for hash_seed in ("0", "1")}
    assert len(digests) == 1


@pytest.mark.parametrize("num_people", [3, 10, 57, 240])
@pytest.mark.parametrize("phase", ["primary", "secondary"])
def test_it_has_as_many_people_as_asked_for(num_people: int, phase: str) -> None:
    school = make_school(
        1,
        phase="primary" if phase == "primary" else "secondary",
        num_people=num_people,
        establishment="2001",
        today=TODAY,
    )
    assert school.num_people == num_people


def test_ids_are_nobody_elses(secondary: PretendSchool) -> None:
    people: list[Student | StaffMember | Contact] = [
        *secondary.students,
        *secondary.staff,
        *secondary.contacts,
        *secondary.future_students,
        *secondary.future_staff,
    ]
    ids = [person.mis_id for person in people]
    assert len(set(ids)) == len(ids)
    assert len({person.external_id for person in people}) == len(people)
    assert max(ids) < secondary.next_mis_id
    codes = [member.staff_code for member in secondary.staff]
    assert len(set(codes)) == len(codes)


def test_upns_are_valid_and_nobody_elses(secondary: PretendSchool) -> None:
    upns = [student.upn for student in secondary.students if student.upn]
    assert all(each[0] == upn.check_letter(each[1:]) for each in upns)
    assert len(set(upns)) == len(upns)
    num_temporary = sum(not each[-1].isdigit() for each in upns)
    assert 0 < num_temporary < len(upns) * 0.06
    assert 0 < len(secondary.students) - len(upns) < len(secondary.students) * 0.06


def test_a_very_large_school_still_has_a_upn_for_everybody() -> None:
    school = make_school(2, phase="primary", num_people=9_000, establishment="2001", today=TODAY)
    upns = [student.upn for student in school.students if student.upn]
    assert len(set(upns)) == len(upns)
    codes = [member.staff_code for member in school.staff]
    assert len(set(codes)) == len(codes)


def test_pupils_are_of_the_age_of_their_year_group(secondary: PretendSchool) -> None:
    august = date(school_year(TODAY), 8, 31)
    for student in secondary.students:
        born = student.date_of_birth
        assert born is not None
        had_birthday = (born.month, born.day) <= (8, 31)
        assert august.year - born.year - (not had_birthday) == AGES[student.year_group]


def test_admission_numbers_keep_leading_zeros(primary: PretendSchool) -> None:
    numbers = [student.admission_number for student in primary.students]
    assert all(len(each) == 6 and each.startswith("0") for each in numbers)
    assert len(set(numbers)) == len(numbers)


def test_forms_are_of_a_form_s_size(primary: PretendSchool) -> None:
    sizes = Counter(student.reg_group for student in primary.students)
    assert max(sizes.values()) <= 45
    assert {form for form, _ in primary.tutors} == set(sizes)


def test_some_are_siblings_and_some_twins(secondary: PretendSchool) -> None:
    children: dict[int, list[int]] = {}
    for tie in secondary.ties:
        children.setdefault(tie.contact_id, []).append(tie.student_id)
    born = {student.mis_id: student.date_of_birth for student in secondary.students}
    pairs = {tuple(ids) for ids in children.values() if len(ids) == 2}
    assert len(pairs) > 30
    assert any(born[one] == born[other] for one, other in pairs)


def test_some_have_the_same_name_twice(secondary: PretendSchool) -> None:
    names = Counter((one.legal_forename, one.legal_surname) for one in secondary.students)
    assert max(names.values()) > 1


def test_year_13_has_leaving_dates_early(secondary: PretendSchool) -> None:
    year_13 = [student for student in secondary.students if student.year_group == "13"]
    dates = [student.leaves_on for student in year_13 if student.leaves_on]
    assert len(dates) > len(year_13) / 2
    assert all(each > TODAY for each in dates)


def test_those_who_are_here_have_started_and_the_others_have_not(primary: PretendSchool) -> None:
    assert all(student.entered_on <= TODAY for student in primary.students)
    assert all(member.starts_on <= TODAY for member in primary.staff)
    assert all(student.entered_on > TODAY for student in primary.future_students)
    assert all(member.starts_on > TODAY for member in primary.future_staff)
    assert primary.future_students
    assert primary.future_staff


def test_classes_hold_everybody_and_only_people_of_the_school(secondary: PretendSchool) -> None:
    ids = {student.mis_id for student in secondary.students}
    in_classes = {one for each in secondary.classes for one in each.student_ids}
    assert in_classes == ids
    staff = {member.mis_id for member in secondary.staff}
    assert {one for each in secondary.classes for one in each.teacher_ids} <= staff


def test_a_teacher_can_work_at_two_schools(
    primary: PretendSchool, secondary: PretendSchool
) -> None:
    teacher = primary.staff[6]
    school = lend_teacher(secondary, teacher)
    theirs = school.staff[-1]
    assert theirs.legal_surname == teacher.legal_surname
    assert theirs.date_of_birth == teacher.date_of_birth
    assert theirs.mis_id == secondary.next_mis_id < school.next_mis_id
    assert theirs.work_email.endswith(school.domain)


def test_marks_are_two_a_pupil_and_the_same_every_time(primary: PretendSchool) -> None:
    marks = list(marks_of(primary, TODAY))
    assert marks == list(marks_of(primary, TODAY))
    assert len(marks) == 2 * len(primary.students)
    present = sum(mark.code in "/\\" for mark in marks)
    assert 0.85 < present / len(marks) < 0.99
    assert all((mark.minutes_late is not None) == (mark.code == "L") for mark in marks)


def _digest(hash_seed: str) -> str:
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, "-c", _PRINT_DIGEST],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
