"""People who stand in an MIS without belonging to the school of today: guests, and who has left.

They come from another pretend school and are the same every day. Knows no vendor.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from sandbox.people import Phase, PretendSchool, StaffMember, Student
from sandbox.schools import make_school

_OWN_IDS = 900_000  # above every number that a school gives
_MADE_ON = date(2026, 9, 1)


@dataclass(frozen=True, slots=True)
class Strangers:
    """Guest pupils, pupils and staff who left, and visitors who never had a contract."""

    guests: tuple[Student, ...]
    former_students: tuple[Student, ...]
    former_staff: tuple[StaffMember, ...]
    visitors: tuple[StaffMember, ...]


def strangers_of(school: PretendSchool) -> Strangers:
    """The strangers in a school's MIS: two guests, three leavers, two of the staff, a visitor."""
    return _strangers(school.seed, school.phase, school.today)


@lru_cache(maxsize=64)
def _strangers(seed: int, phase: Phase, today: date) -> Strangers:
    other = make_school(
        seed + 7001, phase=phase, num_people=40, la="998", establishment="9999", today=_MADE_ON
    )
    left_on = date(today.year if today.month > 7 else today.year - 1, 7, 21)
    students = tuple(
        replace(each, mis_id=_OWN_IDS + number, email="", leaves_on=None)
        for number, each in enumerate(other.students[:5])
    )
    staff = tuple(
        replace(each, mis_id=_OWN_IDS + 100 + number, leaves_on=None)
        for number, each in enumerate(other.staff[:3])
    )
    return Strangers(
        guests=students[:2],
        former_students=_left(students[2:], left_on),
        former_staff=tuple(replace(each, leaves_on=left_on) for each in staff[:2]),
        visitors=staff[2:],
    )


def _left(students: Sequence[Student], on: date) -> tuple[Student, ...]:
    return tuple(replace(each, leaves_on=on) for each in students)
