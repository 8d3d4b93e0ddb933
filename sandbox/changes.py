"""The small changes that a school types into its MIS: names, forms, addresses, corrected dates.

Every change alters the person it is given. Knows nothing of any MIS.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import Generic, TypeVar

from sandbox import upn
from sandbox.names import NamePicker
from sandbox.names.draw import without_diacritics
from sandbox.people import Person, StaffMember, Student
from sandbox.schoolyear import AGES, school_year
from sandbox.setting import plain_letters
from sandbox.staff import SECOND_ROLES

P = TypeVar("P", Student, StaffMember)


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a change may draw on."""

    rng: Random
    picker: NamePicker
    forms: Sequence[str]
    houses: Sequence[str]
    today: date


@dataclass(frozen=True, slots=True)
class Change(Generic[P]):
    """One kind of change and how often it happens beside the others."""

    code: str
    weight: float
    make: Callable[[P, Circumstances], P]


def changed_student(student: Student, around: Circumstances) -> Student:
    """The pupil with one thing changed."""
    return _changed(student, STUDENT_CHANGES, around)


def changed_staff(member: StaffMember, around: Circumstances) -> StaffMember:
    """The member of staff with one thing changed."""
    return _changed(member, STAFF_CHANGES, around)


def _changed(person: P, changes: Sequence[Change[P]], around: Circumstances) -> P:
    weights = [change.weight for change in changes]
    for change in around.rng.choices(changes, weights=weights, k=6):
        result = change.make(person, around)
        if result != person:
            return result
    return _middle_name(person, around)


def _new_surname(person: P, around: Circumstances) -> P:
    community = around.picker.student_community()
    return replace(
        person,
        legal_surname=around.picker.surname(community),
        preferred_surname="",
        former_surname=person.legal_surname,
    )


def _double_barrelled(person: P, around: Circumstances) -> P:
    other = around.picker.surname(around.picker.student_community())
    return replace(
        person, legal_surname=around.picker.double_barrelled(person.legal_surname, other)
    )


def _preferred_forename(person: P, around: Circumstances) -> P:
    if person.preferred_forename:
        return replace(person, preferred_forename="")
    return replace(person, preferred_forename=around.picker.familiar_form(person.legal_forename))


def _spelling(person: P, around: Circumstances) -> P:
    respelt = around.picker.respelt(person.legal_forename)
    if respelt == person.legal_forename:
        respelt = without_diacritics(respelt)
    return replace(person, legal_forename=respelt)


def _middle_name(person: P, around: Circumstances) -> P:
    if person.middle_names:
        return replace(person, middle_names="")
    return replace(person, middle_names=around.rng.choice(("Rose", "James", "Anne", "Lee")))


def _birthday(person: P, around: Circumstances) -> P:
    born = person.date_of_birth
    if born is None:
        return replace(person, date_of_birth=date(1980, 1, 1) + timedelta(around.rng.randint(0, 9)))
    if born.day <= 12 and born.day != born.month:
        return replace(person, date_of_birth=date(born.year, born.day, born.month))
    return replace(person, date_of_birth=born.replace(day=born.day - 1 if born.day > 1 else 2))


def _form(student: Student, around: Circumstances) -> Student:
    # The year group is the form's name without its letters, as the maker of forms writes it.
    others = [form for form in around.forms if form[:-1] == student.year_group]
    return replace(student, reg_group=around.rng.choice(others)) if others else student


def _house(student: Student, around: Circumstances) -> Student:
    return replace(student, house=around.rng.choice(around.houses)) if around.houses else student


def _email(student: Student, around: Circumstances) -> Student:
    if not student.email:
        return student
    _, _, domain = student.email.partition("@")
    stem = plain_letters(student.legal_surname)[:20]
    return replace(student, email=f"{stem}{around.rng.randint(1000, 9999)}@{domain}")


def _permanent_upn(student: Student, around: Circumstances) -> Student:
    is_permanent = student.upn[-1:].isdigit()
    if is_permanent or AGES[student.year_group] < AGES["R"]:
        return student
    years_ago = AGES[student.year_group] - AGES["R"]
    return replace(
        student,
        upn=upn_from_elsewhere(around.rng, year=school_year(around.today) - years_ago),
        former_upn=student.upn,
    )


def upn_from_elsewhere(rng: Random, *, year: int) -> str:
    """A permanent UPN that some other school in the country issued."""
    la, establishment = str(rng.randint(201, 599)), str(rng.randint(2000, 7999))
    return upn.permanent(la, establishment, year=year, serial=rng.randint(0, 999))


def _title(member: StaffMember, around: Circumstances) -> StaffMember:
    title = "Dr" if member.gender == "M" else around.rng.choice(("Mrs", "Ms", "Dr"))
    return replace(member, title=title)


def _role(member: StaffMember, around: Circumstances) -> StaffMember:
    extra = around.rng.choice(SECOND_ROLES)
    return replace(member, roles=tuple(dict.fromkeys((member.roles[0], extra))))


def _work_email(member: StaffMember, around: Circumstances) -> StaffMember:
    _, _, domain = member.work_email.partition("@")
    stem = plain_letters(member.legal_surname)[:20]
    return replace(member, work_email=f"{stem}{around.rng.randint(100, 999)}@{domain}")


STUDENT_CHANGES: tuple[Change[Student], ...] = (
    Change("form", 30, _form),
    Change("email", 12, _email),
    Change("preferred_forename", 14, _preferred_forename),
    Change("middle_name", 8, _middle_name),
    Change("house", 6, _house),
    Change("surname", 8, _new_surname),
    Change("double_barrelled", 3, _double_barrelled),
    Change("spelling", 5, _spelling),
    Change("birthday", 5, _birthday),
    Change("permanent_upn", 9, _permanent_upn),
)

STAFF_CHANGES: tuple[Change[StaffMember], ...] = (
    Change("work_email", 25, _work_email),
    Change("role", 25, _role),
    Change("title", 15, _title),
    Change("surname", 15, _new_surname),
    Change("preferred_forename", 10, _preferred_forename),
    Change("double_barrelled", 5, _double_barrelled),
    Change("birthday", 5, _birthday),
)


def differing_fields(before: Person, after: Person) -> frozenset[str]:
    """The names of the fields in which two records differ; both of one kind."""
    return frozenset(
        name
        for name in before.__dataclass_fields__
        if getattr(before, name) != getattr(after, name)
    )
