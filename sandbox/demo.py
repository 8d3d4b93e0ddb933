"""The demonstration's cast as plain data: authorities, schools, log-ins, and each evening's MIS.

Two evenings, with a night after each, put something on every page of the portal. Knows nothing
of the portal: whoever seeds the demonstration turns this into its records.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from sandbox.demo_people import add_to_school, num_scripted
from sandbox.people import Phase, PretendSchool
from sandbox.schools import evolve, lend_teacher, make_school

#: The evenings of history that the demonstration plays; ``school_on`` knows later ones too.
NUM_EVENINGS: Final = 2

#: The school and evening on which an export lacks the upper half of the school.
FILTERED_EVENING: Final = ("st-brigids", 2)

#: One password for everybody: the demonstration holds nothing worth guarding.
PASSWORD: Final = "Pretend-school-2026"  # noqa: S105

_ALL_BUT_ATTENDANCE: Final = (
    "staff",
    "students",
    "staff_future",
    "students_future",
    "contacts",
    "groups",
)


@dataclass(frozen=True, slots=True)
class DemoAuthority:
    """A local authority that does not exist; ``code`` is its DfE code."""

    code: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoSchool:
    """A school of the demonstration.

    ``mis`` is the product's code. ``accepted`` are report codes, ``not_uploaded`` are (sub-report,
    field) codes that the school opted out of. Where ``has_data`` is false nothing ever arrived.
    """

    key: str
    la: str
    establishment: str
    urn: int
    name: str
    phase: Phase
    mis: str
    num_people: int
    seed: int
    accepted: tuple[str, ...] = ()
    not_uploaded: tuple[tuple[str, str], ...] = ()
    uses_autotext: bool = False

    @property
    def has_data(self) -> bool:
        """Whether the pretend SIMS has exports for the demonstration to upload."""
        return self.mis.startswith("sims") and bool(self.accepted)


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """One portal user. ``role`` is the code; ``school`` and ``la`` are keys, "" where none."""

    role: str
    role_label: str
    username: str
    password: str
    forename: str
    surname: str
    school: str = ""
    la: str = ""
    place: str = ""

    @property
    def email(self) -> str:
        """An address that no mail reaches."""
        return f"{self.username}@portal.example"


AUTHORITIES: Final = (DemoAuthority("990", "Northbrook"), DemoAuthority("991", "Eastmere"))

_SCHOOLS: Final = (
    DemoSchool(
        key="oakfield",
        la="990",
        establishment="2001",
        urn=900001,
        name="Oakfield Primary School",
        phase="primary",
        mis="sims",
        num_people=240,
        seed=1,
        accepted=_ALL_BUT_ATTENDANCE,
        not_uploaded=(("students", "house"), ("contacts", "title")),
    ),
    DemoSchool(
        key="riverside",
        la="990",
        establishment="4001",
        urn=900002,
        name="Riverside School",
        phase="secondary",
        mis="sims",
        num_people=1100,
        seed=2,
        accepted=(*_ALL_BUT_ATTENDANCE, "attendance"),
        uses_autotext=True,
    ),
    DemoSchool(
        key="st-brigids",
        la="990",
        establishment="3301",
        urn=900003,
        name="St Brigid’s Catholic Primary School",
        phase="primary",
        mis="sims_connected",
        num_people=310,
        seed=3,
        accepted=("staff", "students"),
    ),
    DemoSchool(
        key="harbour-lane",
        la="990",
        establishment="2002",
        urn=900004,
        name="Harbour Lane Primary School",
        phase="primary",
        mis="arbor",
        num_people=420,
        seed=4,
    ),
    DemoSchool(
        key="kingsway",
        la="990",
        establishment="4002",
        urn=900005,
        name="Kingsway High School",
        phase="secondary",
        mis="bromcom",
        num_people=850,
        seed=5,
    ),
    DemoSchool(
        key="mulberry",
        la="990",
        establishment="2003",
        urn=900006,
        name="Mulberry Infant School",
        phase="primary",
        mis="scholarpack",
        num_people=150,
        seed=6,
    ),
    DemoSchool(
        key="hillcrest",
        la="991",
        establishment="2001",
        urn=900007,
        name="Hillcrest Primary School",
        phase="primary",
        mis="sims",
        num_people=200,
        seed=7,
        accepted=("staff", "students"),
    ),
)
DEMO_SCHOOLS: Final[Mapping[str, DemoSchool]] = {school.key: school for school in _SCHOOLS}

#: (role code, label, forename, surname, school key, LA code)
_PEOPLE: Final = (
    ("head", "Headteacher", "Helen", "Adeyemi", "oakfield", ""),
    ("head_proxy", "Head Proxy", "Paul", "Marchetti", "oakfield", ""),
    ("nominated_contact", "Nominated Contact", "Nadia", "Choudhury", "oakfield", ""),
    ("head", "Headteacher", "Richard", "Osborne", "riverside", ""),
    ("head_proxy", "Head Proxy", "Siobhán", "Keane", "riverside", ""),
    ("nominated_contact", "Nominated Contact", "Tunde", "Balogun", "riverside", ""),
    ("head", "Headteacher", "Maria", "Fernandes", "st-brigids", ""),
    ("head", "Headteacher", "Gwen", "Pritchard", "harbour-lane", ""),
    ("head", "Headteacher", "Imran", "Qureshi", "kingsway", ""),
    ("head", "Headteacher", "Rosa", "Lindo", "mulberry", ""),
    ("la_user", "Local authority user", "Lesley", "Grant", "", "990"),
    ("service_desk", "Service Desk", "Dan", "Whitaker", "", ""),
    ("head", "Headteacher of another authority’s school", "Oliver", "Stone", "hillcrest", ""),
)
_SHORT: Final = {
    "head": "head",
    "head_proxy": "proxy",
    "nominated_contact": "contact",
    "la_user": "la",
    "service_desk": "desk",
}


def logins() -> list[Login]:
    """The portal users, several a role; usernames are like ``head.oakfield``."""
    names = {authority.code: authority.name for authority in AUTHORITIES}
    result = []
    for role, label, forename, surname, school, la in _PEOPLE:
        place = DEMO_SCHOOLS[school].name if school else names.get(la, "every school")
        where = school.replace("-", "") or names.get(la, "").lower()
        result.append(
            Login(
                role=role,
                role_label=label,
                username=".".join(filter(None, (_SHORT[role], where))),
                password=PASSWORD,
                forename=forename,
                surname=surname,
                school=school,
                la=la,
                place=place,
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
