"""The demonstration as plain data: its log-ins, and each school's MIS evening by evening.

Two evenings, with a night after each, put something on every page of the portal. Knows nothing
of the portal: whoever seeds the demonstration turns this into its records.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from sandbox.demo_cast import (
    AUTHORITIES,
    PEOPLE,
    SCHOOLS,
    TRUSTS,
    DemoAuthority,
    DemoSchool,
    DemoTrust,
)
from sandbox.demo_people import add_to_school, num_scripted
from sandbox.people import PretendSchool
from sandbox.schools import evolve, lend_teacher, make_school

__all__ = [
    "APP_SECRET",
    "AUTHORITIES",
    "DEMO_SCHOOLS",
    "TRUSTS",
    "WITH_AN_APP",
    "DemoAuthority",
    "DemoSchool",
    "DemoTrust",
    "Login",
    "logins",
]

#: The evenings of history that the demonstration plays; ``school_on`` knows later ones too.
NUM_EVENINGS: Final = 2

#: The school and evening on which an export lacks the upper half of the school.
FILTERED_EVENING: Final = ("st-brigids", 2)

#: One password for everybody: the demonstration holds nothing worth guarding.
PASSWORD: Final = "Pretend-school-2026"  # noqa: S105

#: Who has set up a second step, and what their app's codes are made from: nobody has that app, so
#: ``manage.py demo_code`` says what it would show.
WITH_AN_APP: Final = "proxy.riverside"
APP_SECRET: Final = "PRETENDSCHOOLSHAVENOREALSECRETSA"  # noqa: S105


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """One portal user. ``role`` is the code; the places are keys, "" where none."""

    role: str
    role_label: str
    username: str
    password: str
    forename: str
    surname: str
    school: str = ""
    la: str = ""
    trust: str = ""
    place: str = ""
    mis: str = ""

    @property
    def email(self) -> str:
        """An address that no mail reaches."""
        return f"{self.username}@portal.example"


DEMO_SCHOOLS: Final[Mapping[str, DemoSchool]] = {school.key: school for school in SCHOOLS}

_SHORT: Final = {
    "head": "head",
    "head_proxy": "proxy",
    "nominated_contact": "contact",
    "la_user": "la",
    "trust_user": "trust",
    "service_desk": "desk",
}


def logins() -> list[Login]:
    """The portal users, several a role; usernames are like ``head.oakfield``."""
    authorities = {authority.code: authority.name for authority in AUTHORITIES}
    trusts = {trust.key: trust.name for trust in TRUSTS}
    names = authorities | trusts
    result = []
    for role, label, forename, surname, school, over in PEOPLE:
        place = DEMO_SCHOOLS[school].name if school else names.get(over, "every school")
        where = school.replace("-", "") or authorities.get(over, over).lower()
        result.append(
            Login(
                role=role,
                role_label=label,
                username=".".join(filter(None, (_SHORT[role], where))),
                password=PASSWORD,
                forename=forename,
                surname=surname,
                school=school,
                la=over if over in authorities else "",
                trust=over if over in trusts else "",
                place=place,
                mis=DEMO_SCHOOLS[school].told if school else "",
            )
        )
    return result


def day_of(evening: int, *, today: date) -> date:
    """The day of an evening: evening ``NUM_EVENINGS`` was yesterday."""
    return today + timedelta(days=evening - NUM_EVENINGS - 1)


@lru_cache(maxsize=32)
def school_on(key: str, evening: int, *, today: date) -> PretendSchool:
    """A school's MIS on an evening, counted from 1, the scripted people included.

    ``today`` is the day on which the demonstration is seen. The same arguments give the same
    school.
    """
    school = _everyday_school(key, evening, today=today)
    if (key, evening) == FILTERED_EVENING:
        # Somebody filtered SIMS's report: the removals are too many to be true, and are held.
        kept = tuple(one for one in school.students if one.year_group not in ("4", "5", "6"))
        school = replace(school, students=kept)
    return add_to_school(school, key, evening, first_day=day_of(1, today=today))


@lru_cache(maxsize=32)
def _everyday_school(key: str, evening: int, *, today: date) -> PretendSchool:
    """The school without its scripted people."""
    if evening > 1:
        before = _everyday_school(key, evening - 1, today=today)
        return evolve(before, seed=evening, today=day_of(evening, today=today))
    founded = _founded(key, today=today)
    if key == "riverside":
        # A teacher of Oakfield's also works here one day a week.
        return lend_teacher(founded, _founded("oakfield", today=today).staff[5])
    return founded


def _founded(key: str, *, today: date) -> PretendSchool:
    demo = DEMO_SCHOOLS[key]
    return make_school(
        demo.seed,
        phase=demo.phase,
        num_people=demo.num_people - num_scripted(key),
        la=demo.la,
        establishment=demo.establishment,
        today=day_of(1, today=today),
        name=demo.name,
    )
