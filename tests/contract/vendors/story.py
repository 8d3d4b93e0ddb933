"""A pretend school and a pull of it, told alike: without ids, since each MIS numbers for itself.

A person is known by names and date of birth, and everything is counted, so that namesakes do not
hide one another.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from typing import Any

from autoupdate.records import ContactRecord, PersonRecord
from sandbox.attendance import marks_of
from sandbox.people import Contact, Person, PretendSchool, StaffMember, Student

Key = tuple[str, str, date | None]
Told = Counter[Any]


def key_of(person: Person | PersonRecord) -> Key:
    return person.legal_forename, person.legal_surname, person.date_of_birth


def _plain(person: Person, code: str) -> Any:
    return getattr(person, code)


_STUDENT: Mapping[str, Callable[[Student], Any]] = {
    "starts_on": lambda one: one.entered_on,
    "preferred_forename": lambda one: one.preferred_forename or one.legal_forename,
    "preferred_surname": lambda one: one.preferred_surname or one.legal_surname,
}
_STAFF: Mapping[str, Callable[[StaffMember], Any]] = {
    "email": lambda one: one.work_email,
    "job_title": lambda one: one.roles[0],
    "preferred_forename": lambda one: one.preferred_forename or one.legal_forename,
    "preferred_surname": lambda one: one.preferred_surname or one.legal_surname,
}
_PREFERRED = {
    "preferred_forename": "preferred_or_legal_forename",
    "preferred_surname": "preferred_or_legal_surname",
}


def people(everybody: Iterable[Person], codes: Collection[str]) -> Told:
    """The pretend school's people in those fields."""
    told: Told = Counter()
    for one in everybody:
        special: Mapping[str, Any] = _STUDENT if isinstance(one, Student) else _STAFF
        told[
            tuple(
                special[code](one) if code in special else _plain(one, code)
                for code in sorted(codes)
            )
        ] += 1
    return told


def records(found: Iterable[PersonRecord], codes: Collection[str]) -> Told:
    """The pulled people in the same fields."""
    return Counter(
        tuple(getattr(one, _PREFERRED.get(code, code)) for code in sorted(codes)) for one in found
    )


def digits(numbers: Iterable[str]) -> frozenset[str]:
    return frozenset("".join(filter(str.isdigit, number)) for number in numbers)


def ties(
    school: PretendSchool,
    *,
    addresses_of: Callable[[Contact], set[str]],
    numbers_of: Callable[[Contact], set[str]],
) -> Told:
    """Who is what to which pupil, with the addresses and numbers that the MIS gives."""
    students = {one.mis_id: key_of(one) for one in school.students}
    contacts = {one.mis_id: one for one in school.contacts}
    told: Told = Counter()
    for tie in school.ties:
        contact = contacts[tie.contact_id]
        if tie.student_id in students:
            told[
                students[tie.student_id],
                (contact.title, contact.forename, contact.surname),
                (tie.relationship, tie.priority, tie.has_parental_responsibility),
                frozenset(addresses_of(contact)),
                digits(numbers_of(contact)),
            ] += 1
    return told


def tie_records(found: Iterable[ContactRecord], students: Mapping[str, Key]) -> Told:
    """The same of a pull; ``students`` is from the MIS's id to who it is."""
    return Counter(
        (
            students[one.mis_student_id],
            (one.title, one.forename, one.surname),
            (one.relationship, one.priority, one.has_parental_responsibility),
            frozenset(one.emails),
            digits((*one.mobiles, *one.phones)),
        )
        for one in found
    )


def members(school: PretendSchool, sub_report: str) -> Told:
    """Who is in which group, as the sub-report has it."""
    students = {one.mis_id: key_of(one) for one in school.students}
    staff = {one.mis_id: key_of(one) for one in school.staff}
    pairs: Mapping[str, Iterable[tuple[str, Key]]] = {
        "reg_students": ((one.reg_group, key_of(one)) for one in school.students),
        "reg_tutors": ((name, staff[who]) for name, who in school.tutors),
        "class_students": (
            (each.name, students[who]) for each in school.classes for who in each.student_ids
        ),
        "class_teachers": (
            (each.name, staff[who]) for each in school.classes for who in each.teacher_ids
        ),
    }
    return Counter(pairs[sub_report])


def blurred(told: Told, blur: Callable[[Any], Any]) -> Told:
    """The same with less of each."""
    less: Told = Counter()
    for each, num in told.items():
        less[blur(each)] += num
    return less


def marks(school: PretendSchool, days: Collection[date], *, has_minutes: bool = True) -> Told:
    """Every mark of those days; some MISs do not say how late somebody was."""
    students = {one.mis_id: key_of(one) for one in school.students}
    return Counter(
        (
            students[mark.student_id],
            mark.marked_on,
            mark.session,
            mark.code,
            mark.minutes_late if has_minutes else None,
        )
        for day in days
        for mark in marks_of(school, day)
    )
