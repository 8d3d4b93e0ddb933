"""A later day of a school: the shares are kept, and every change is a change."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest

from sandbox.changes import (
    STAFF_CHANGES,
    STUDENT_CHANGES,
    Circumstances,
    changed_student,
    differing_fields,
)
from sandbox.classes import with_tutors
from sandbox.names import NamePicker
from sandbox.people import Person, PretendSchool
from sandbox.schools import evolve
from tests.unit.sandbox.conftest import TODAY

TOMORROW = TODAY + timedelta(days=1)


@pytest.mark.parametrize("which", ["primary", "secondary"])
@pytest.mark.parametrize("seed", range(5))
def test_the_shares_are_kept(which: str, seed: int, request: pytest.FixtureRequest) -> None:
    school: PretendSchool = request.getfixturevalue(which)
    later = evolve(school, seed=seed, today=TOMORROW, leave=0.02, join=0.03, change=0.05)
    before, after = _by_id(school), _by_id(later)
    num = school.num_people
    assert len(before.keys() - after.keys()) == round(num * 0.02)
    assert len(after.keys() - before.keys()) == round(num * 0.03)
    changed = [mis_id for mis_id in before.keys() & after.keys() if before[mis_id] != after[mis_id]]
    assert len(changed) == round(num * 0.05)


def test_nothing_asked_for_is_nothing_changed(primary: PretendSchool) -> None:
    later = evolve(primary, seed=1, today=TODAY, leave=0, join=0, change=0)
    assert later == primary


def test_the_same_seed_gives_the_same_day(primary: PretendSchool) -> None:
    assert evolve(primary, seed=1, today=TOMORROW) == evolve(primary, seed=1, today=TOMORROW)
    assert evolve(primary, seed=1, today=TOMORROW) != evolve(primary, seed=2, today=TOMORROW)


def test_future_starters_are_there_once_their_day_has_come(primary: PretendSchool) -> None:
    later = evolve(primary, seed=1, today=TODAY + timedelta(days=90), join=0, leave=0)
    waiting = {student.mis_id for student in primary.future_students}
    assert waiting <= {student.mis_id for student in later.students}
    assert later.future_students == ()
    assert later.future_staff == ()


def test_no_id_is_given_twice_over_a_fortnight(primary: PretendSchool) -> None:
    waiting = {student.mis_id for student in primary.future_students}
    waiting |= {member.mis_id for member in primary.future_staff}
    school, known = primary, _ids(primary) | waiting
    for number in range(14):
        before = _ids(school)
        school = evolve(school, seed=number, today=TODAY + timedelta(days=number + 1), join=0.05)
        new = _ids(school) - before - waiting
        assert new
        assert not new & known
        known |= new


def test_leavers_take_their_contacts_and_places_along(secondary: PretendSchool) -> None:
    later = evolve(secondary, seed=3, today=TOMORROW, leave=0.2, join=0.1)
    ids = _ids(later)
    assert {tie.student_id for tie in later.ties} <= ids
    assert {tie.contact_id for tie in later.ties} == {each.mis_id for each in later.contacts}
    placed = {one for each in later.classes for one in (*each.student_ids, *each.teacher_ids)}
    assert placed <= ids
    assert {tutor for _, tutor in later.tutors} <= ids


def test_joiners_are_in_classes_and_bring_another_schools_upn(secondary: PretendSchool) -> None:
    later = evolve(secondary, seed=3, today=TOMORROW, join=0.1)
    joined = {student for student in later.students if student.entered_on == TOMORROW}
    assert joined
    placed = {one for each in later.classes for one in each.student_ids}
    assert {student.mis_id for student in joined} <= placed
    assert not any(student.upn[1:8] == "9904001" for student in joined)


@pytest.mark.parametrize("change", STUDENT_CHANGES, ids=lambda change: change.code)
def test_each_change_of_a_pupil_happens_to_somebody(
    change: object, secondary: PretendSchool
) -> None:
    make = next(each.make for each in STUDENT_CHANGES if each is change)
    around = _around(secondary)
    assert any(make(student, around) != student for student in secondary.students)


@pytest.mark.parametrize("change", STAFF_CHANGES, ids=lambda change: change.code)
def test_each_change_of_staff_happens_to_somebody(change: object, secondary: PretendSchool) -> None:
    make = next(each.make for each in STAFF_CHANGES if each is change)
    around = _around(secondary)
    assert any(make(member, around) != member for member in secondary.staff)


def test_a_changed_person_differs_and_keeps_the_id(secondary: PretendSchool) -> None:
    around = _around(secondary)
    for student in secondary.students[:200]:
        changed = changed_student(student, around)
        fields = differing_fields(student, changed)
        assert fields
        assert "mis_id" not in fields


def test_a_missing_birthday_is_what_gets_corrected(primary: PretendSchool) -> None:
    make = next(each.make for each in STUDENT_CHANGES if each.code == "birthday")
    student = replace(primary.students[0], date_of_birth=None)
    assert make(student, _around(primary)).date_of_birth is not None
    for born in (date(2015, 5, 5), date(2015, 1, 1), date(2015, 7, 31), date(2015, 3, 9)):
        corrected = make(replace(student, date_of_birth=born), _around(primary))
        assert corrected.date_of_birth not in (None, born)


def test_a_form_without_teachers_has_no_tutor() -> None:
    assert with_tutors([("7A", 1)], []) == []


def _ids(school: PretendSchool) -> set[int]:
    return _by_id(school).keys() | {contact.mis_id for contact in school.contacts}


def _by_id(school: PretendSchool) -> dict[int, Person]:
    people: list[Person] = [*school.students, *school.staff]
    return {person.mis_id: person for person in people}


def _around(school: PretendSchool) -> Circumstances:
    rng = Random(1)
    return Circumstances(
        rng=rng,
        picker=NamePicker(rng),
        forms=sorted({student.reg_group for student in school.students}),
        houses=("Oak", "Ash"),
        today=TODAY,
    )
