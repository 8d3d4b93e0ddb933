"""Puts pupils and teachers into classes: one a form in a primary, sets by subject in a secondary.

Knows nothing of any MIS.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import cycle
from random import Random

from sandbox.people import StaffMember, Student, TaughtClass
from sandbox.schoolyear import AGES
from sandbox.setting import Counters, Setting
from sandbox.staff import teachers

SET_SIZE = 28

_LOWER = (
    ("English", "En"),
    ("Mathematics", "Ma"),
    ("Science", "Sc"),
    ("History", "Hi"),
    ("Geography", "Gg"),
    ("French", "Fr"),
    ("Art and Design", "Ar"),
    ("Computing", "Cp"),
    ("Physical Education", "Pe"),
)
_SIXTH_FORM = (("Biology", "Bi"), ("Mathematics", "Ma"), ("English Literature", "El"))


def make_classes(
    setting: Setting,
    students: Sequence[Student],
    staff: Sequence[StaffMember],
    *,
    rng: Random,
    counters: Counters,
) -> list[TaughtClass]:
    """The classes of a school, every pupil in at least one."""
    make = _form_classes if setting.phase == "primary" else _subject_sets
    classes = make(students, teachers(tuple(staff)), rng)
    return [replace(each, class_id=counters.new_mis_id(rng)) for each in classes]


def tutors_for(
    students: Sequence[Student], staff: Sequence[StaffMember]
) -> Iterator[tuple[str, int]]:
    """Somebody for each registration group, as far as there are teachers."""
    forms = sorted({student.reg_group for student in students})
    turns = cycle(teachers(tuple(staff)))
    for form, tutor in zip(forms, turns, strict=False):
        yield form, tutor.mis_id


def _form_classes(
    students: Sequence[Student], able: Sequence[StaffMember], rng: Random
) -> Iterator[TaughtClass]:
    forms: dict[str, list[int]] = {}
    for student in students:
        forms.setdefault(student.reg_group, []).append(student.mis_id)
    turns = cycle(able)
    for name in sorted(forms):
        num_teachers = 2 if rng.random() < 0.2 else 1  # job shares
        taking = dict.fromkeys(next(turns).mis_id for _ in range(num_teachers) if able)
        yield TaughtClass(0, name, "", tuple(taking), tuple(forms[name]))


def _subject_sets(
    students: Sequence[Student], able: Sequence[StaffMember], rng: Random
) -> Iterator[TaughtClass]:
    years: dict[str, list[int]] = {}
    for student in students:
        years.setdefault(student.year_group, []).append(student.mis_id)
    turns = cycle(able)
    for year in sorted(years, key=lambda group: AGES[group]):
        members = years[year]
        for subject, short in _LOWER if AGES[year] < AGES["12"] else _SIXTH_FORM:
            rng.shuffle(members)
            for number, start in enumerate(range(0, len(members), SET_SIZE), start=1):
                teacher_ids = (next(turns).mis_id,) if able else ()
                pupils = tuple(members[start : start + SET_SIZE])
                yield TaughtClass(0, f"{year}/{short}{number}", subject, teacher_ids, pupils)


def without(classes: Sequence[TaughtClass], gone: frozenset[int]) -> list[TaughtClass]:
    """The classes when some people have left; a class nobody is in any more disappears."""
    kept = []
    for each in classes:
        pupils = tuple(one for one in each.student_ids if one not in gone)
        taking = tuple(one for one in each.teacher_ids if one not in gone)
        if pupils:
            kept.append(replace(each, teacher_ids=taking, student_ids=pupils))
    return kept


def with_joiners(classes: Sequence[TaughtClass], joiners: Sequence[Student]) -> list[TaughtClass]:
    """The classes when pupils have joined: their form, or the first set of each subject."""
    added: dict[int, tuple[int, ...]] = {}
    for student in joiners:
        seen: set[str] = set()
        for each in classes:
            is_theirs = each.name == student.reg_group or (
                each.name.startswith(f"{student.year_group}/") and each.subject not in seen
            )
            if is_theirs:
                seen.add(each.subject)
                added[each.class_id] = (*added.get(each.class_id, ()), student.mis_id)
    return [
        replace(each, student_ids=(*each.student_ids, *added[each.class_id]))
        if each.class_id in added
        else each
        for each in classes
    ]


def with_tutors(
    tutors: Sequence[tuple[str, int]], staff: Sequence[StaffMember]
) -> list[tuple[str, int]]:
    """The tutors of a later day: a form whose tutor left gets another teacher."""
    here = {each.mis_id for each in staff}
    able = teachers(tuple(staff))
    return [
        (form, tutor if tutor in here else able[index % len(able)].mis_id)
        for index, (form, tutor) in enumerate(tutors)
        if able
    ]
