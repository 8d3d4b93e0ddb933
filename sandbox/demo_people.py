"""Turns the demonstration's script into people in pretend schools, and into accounts to seed.

Knows nothing of the portal.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import Final

from sandbox import upn
from sandbox.classes import with_joiners
from sandbox.demo_accounts import EXCLUDED_NAMES, SEED_ROWS, SeedRow
from sandbox.demo_decisions import DECIDED, MORE_ROWS, UNDECIDED
from sandbox.demo_script import SCRIPT, Kind, Scripted
from sandbox.people import PretendSchool, StaffMember, Student
from sandbox.schoolyear import AGES, school_year
from sandbox.setting import guid, plain_letters

#: MIS ids of scripted people begin here, far above those of the generator.
FIRST_SCRIPTED_ID: Final = 900_001

#: Everybody scripted, and every account that is there before the first night.
EVERYBODY: Final = (*SCRIPT, *UNDECIDED, *DECIDED)
ROWS: Final = (*SEED_ROWS, *MORE_ROWS)


@dataclass(frozen=True, slots=True, kw_only=True)
class SeedAccount:
    """A USO account that is there before the first night, made by hand at ``school`` (a key).

    ``unallocated_on`` None means that its association is live.
    """

    story: str
    school: str
    kind: Kind
    title: str
    legal_forename: str
    legal_surname: str
    date_of_birth: date | None
    upn: str
    unallocated_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SeedExcludedName:
    """A name in a school's MIS that should not be in USO."""

    school: str
    forename: str
    surname: str
    kind: Kind
    reason: str


def add_to_school(
    school: PretendSchool, key: str, evening: int, *, first_day: date
) -> PretendSchool:
    """The school with the scripted people who are in its MIS on that evening."""
    there = [entry for entry in EVERYBODY if entry.school == key and entry.is_there(evening)]
    students = [_student(e, school, first_day) for e in there if e.kind == "student"]
    staff = [_staff_member(e, school, first_day) for e in there if e.kind == "staff"]
    return replace(
        school,
        students=(*school.students, *students),
        staff=(*school.staff, *staff),
        classes=tuple(with_joiners(school.classes, students)),
    )


def num_scripted(key: str) -> int:
    """How many scripted people the school has on the first evening."""
    return sum(entry.school == key and entry.is_there(1) for entry in EVERYBODY)


def seed_accounts(*, first_day: date) -> list[SeedAccount]:
    """The accounts to seed; ``first_day`` is the day of the first evening."""
    return [_seed_account(row, first_day) for row in ROWS]


def seed_excluded_names() -> list[SeedExcludedName]:
    """The names to seed as names that should not be in USO."""
    return [
        SeedExcludedName(
            school=school, forename=forename, surname=surname, kind=kind, reason=reason
        )
        for school, forename, surname, kind, reason in EXCLUDED_NAMES
    ]


def stories() -> Iterator[tuple[str, str, str]]:
    """(school, name, story) of everybody scripted, for a guide to the demonstration."""
    for entry in EVERYBODY:
        yield entry.school, f"{entry.forename} {entry.surname}".strip(), entry.story
    for row in ROWS:
        yield row.school, f"{row.forename} {row.surname}", row.story


def birthday(entry: Scripted, first_day: date) -> date | None:
    """The date of birth the script gives, a pupil's year worked out from the year group."""
    if not entry.born:
        return None
    if entry.kind == "staff":
        return date(*entry.born)
    month, day = entry.born
    age_at_end_of_august = AGES[entry.year_group]
    year = school_year(first_day) - age_at_end_of_august - (1 if month >= 9 else 0)
    return date(year, month, day)


def _mis_id(entry: Scripted) -> int:
    codes = list(dict.fromkeys(one.code for one in EVERYBODY if one.school == entry.school))
    return FIRST_SCRIPTED_ID + codes.index(entry.code)


def _upn(entry: Scripted, first_day: date) -> str:
    establishment, serial = entry.upn
    if not serial:
        return ""
    year = school_year(first_day) - max(0, AGES[entry.year_group] - AGES["R"])
    return upn.permanent("990", establishment, year=year, serial=serial)


def _start(entry: Scripted, first_day: date) -> date:
    if entry.starts_in is not None:
        return first_day + timedelta(days=entry.starts_in)
    return date(school_year(first_day) - (1 if entry.first == 1 else 0), 9, 3)


def _student(entry: Scripted, school: PretendSchool, first_day: date) -> Student:
    mis_id = _mis_id(entry)
    return Student(
        mis_id=mis_id,
        external_id=guid(Random(f"{entry.school}:{entry.code}")),
        upn=_upn(entry, first_day),
        admission_number=f"{mis_id - FIRST_SCRIPTED_ID + 9001:06d}",
        legal_forename=entry.forename,
        legal_surname=entry.surname,
        gender=entry.sex,
        date_of_birth=birthday(entry, first_day),
        year_group=entry.year_group,
        reg_group=f"{entry.year_group}A",
        house=school.houses[0] if school.houses else "",
        entered_on=_start(entry, first_day),
        written_as=entry.written_as,
    )


def _staff_member(entry: Scripted, school: PretendSchool, first_day: date) -> StaffMember:
    mis_id = _mis_id(entry)
    stem = f"{plain_letters(entry.forename)[:1]}{plain_letters(entry.surname)}"
    return StaffMember(
        mis_id=mis_id,
        external_id=guid(Random(f"{entry.school}:{entry.code}")),
        staff_code=f"Z{mis_id % 100:02d}",
        title=entry.title,
        legal_forename=entry.forename,
        legal_surname=entry.surname,
        gender=entry.sex,
        date_of_birth=birthday(entry, first_day),
        roles=(entry.role,),
        starts_on=_start(entry, first_day),
        work_email=f"{stem}@{school.domain}",
        written_as=entry.written_as,
    )


def _seed_account(row: SeedRow, first_day: date) -> SeedAccount:
    like = next((entry for entry in EVERYBODY if row.like and entry.code == row.like), None)
    born = date(*row.born) if row.born else None
    days = row.unallocated_for
    return SeedAccount(
        story=row.story,
        school=row.school,
        kind=row.kind,
        title=row.title,
        legal_forename=row.forename,
        legal_surname=row.surname,
        date_of_birth=birthday(like, first_day) if like else born,
        upn=_upn(like, first_day) if like and row.has_upn else "",
        unallocated_on=first_day - timedelta(days=days) if days is not None else None,
    )
