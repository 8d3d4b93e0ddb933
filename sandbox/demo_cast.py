"""The demonstration's cast as plain data: authorities, schools, and everybody who signs in.

A school of every MIS: some have been sending for days, others wait at a step of their set-up.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sandbox.people import Phase

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


@dataclass(frozen=True, slots=True)
class DemoTrust:
    """A trust that does not exist, with the keys of its schools."""

    key: str
    name: str
    schools: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoSchool:
    """A school of the demonstration.

    ``mis`` is the product's code, "" where the school has chosen none yet. ``accepted`` are report
    codes, ``not_uploaded`` are (sub-report, field) codes that the school opted out of. ``told`` is
    the MIS and how far it is, for whoever chooses a log-in.
    """

    key: str
    la: str
    establishment: str
    urn: int
    name: str
    phase: Phase
    mis: str
    told: str
    num_people: int
    seed: int
    accepted: tuple[str, ...] = ()
    not_uploaded: tuple[tuple[str, str], ...] = ()
    uses_autotext: bool = False

    @property
    def has_data(self) -> bool:
        """Whether the pretend SIMS has exports for the demonstration to upload."""
        return self.mis.startswith("sims") and bool(self.accepted)


AUTHORITIES: Final = (DemoAuthority("990", "Northbrook"), DemoAuthority("991", "Eastmere"))
#: Its schools lie in both local authorities.
TRUSTS: Final = (
    DemoTrust("bridgeway", "Bridgeway Learning Trust", ("oakfield", "harbour-lane", "hillcrest")),
)

SCHOOLS: Final = (
    DemoSchool(
        key="oakfield",
        la="990",
        establishment="2001",
        urn=900001,
        name="Oakfield Primary School",
        phase="primary",
        mis="sims",
        told="SIMS",
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
        told="SIMS",
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
        told="SIMS Connected",
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
        told="Arbor, fetched every day",
        num_people=420,
        seed=4,
        accepted=("staff", "students", "contacts", "groups"),
    ),
    DemoSchool(
        key="kingsway",
        la="990",
        establishment="4002",
        urn=900005,
        name="Kingsway High School",
        phase="secondary",
        mis="",
        told="Bromcom, asked for in a case",
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
        told="ScholarPack, to be authorised",
        num_people=150,
        seed=6,
        accepted=("staff", "students"),
    ),
    DemoSchool(
        key="hillcrest",
        la="991",
        establishment="2001",
        urn=900007,
        name="Hillcrest Primary School",
        phase="primary",
        mis="sims",
        told="SIMS",
        num_people=200,
        seed=7,
        accepted=("staff", "students"),
    ),
    DemoSchool(
        key="larchfield",
        la="990",
        establishment="2004",
        urn=900008,
        name="Larchfield Primary School",
        phase="primary",
        mis="sims",
        told="SIMS before, ScholarPack now: a change to look at",
        num_people=130,
        seed=8,
        accepted=("staff", "students"),
    ),
    DemoSchool(
        key="fernhill",
        la="990",
        establishment="2005",
        urn=900009,
        name="Fernhill Primary School",
        phase="primary",
        mis="integris",
        told="Integris, access to be granted",
        num_people=110,
        seed=9,
    ),
    DemoSchool(
        key="brackenwood",
        la="990",
        establishment="2006",
        urn=900010,
        name="Brackenwood Primary School",
        phase="primary",
        mis="",
        told="none yet; it has Pupil Asset",
        num_people=120,
        seed=10,
    ),
    DemoSchool(
        key="wrenfield",
        la="990",
        establishment="6001",
        urn=900011,
        name="Wrenfield College",
        phase="secondary",
        mis="",
        told="none yet; it has iSAMS (IRIS)",
        num_people=180,
        seed=11,
    ),
    DemoSchool(
        key="willowbank",
        la="990",
        establishment="2007",
        urn=900012,
        name="Willowbank Primary School",
        phase="primary",
        mis="",
        told="none yet; any may be chosen",
        num_people=90,
        seed=12,
    ),
    DemoSchool(
        key="sallowfield",
        la="990",
        establishment="6002",
        urn=900013,
        name="Sallowfield School",
        phase="secondary",
        mis="",
        told="none yet; it has Ed:gen (IRIS)",
        num_people=100,
        seed=13,
    ),
    DemoSchool(
        key="cedar-bank",
        la="990",
        establishment="2008",
        urn=900014,
        name="Cedar Bank Primary School",
        phase="primary",
        mis="schoolpod",
        told="SchoolPod, its API key to be entered",
        num_people=80,
        seed=14,
        accepted=("staff", "students"),
    ),
)

#: (role code, label, forename, surname, school key, LA code or trust key)
PEOPLE: Final = (
    ("head", "Headteacher", "Helen", "Adeyemi", "oakfield", ""),
    ("head_proxy", "Head Proxy", "Paul", "Marchetti", "oakfield", ""),
    ("nominated_contact", "Nominated Contact", "Nadia", "Choudhury", "oakfield", ""),
    ("head", "Headteacher", "Richard", "Osborne", "riverside", ""),
    ("head_proxy", "Head Proxy", "Siobhán", "Keane", "riverside", ""),
    ("nominated_contact", "Nominated Contact", "Tunde", "Balogun", "riverside", ""),
    ("head", "Headteacher", "Maria", "Fernandes", "st-brigids", ""),
    ("head", "Headteacher", "Gwen", "Pritchard", "harbour-lane", ""),
    ("nominated_contact", "Nominated Contact", "Owen", "Davies", "harbour-lane", ""),
    ("head", "Headteacher", "Imran", "Qureshi", "kingsway", ""),
    ("head", "Headteacher", "Rosa", "Lindo", "mulberry", ""),
    ("head", "Headteacher", "Colette", "Mercier", "larchfield", ""),
    ("head", "Headteacher", "Fergus", "Boyle", "fernhill", ""),
    ("head", "Headteacher", "Anita", "Desai", "brackenwood", ""),
    ("head", "Headteacher", "Marcus", "Ellery", "wrenfield", ""),
    ("head", "Headteacher", "Yewande", "Cole", "willowbank", ""),
    ("head", "Headteacher", "Beatrix", "Holloway", "sallowfield", ""),
    ("head", "Headteacher", "Joseph", "Amankwah", "cedar-bank", ""),
    ("la_user", "Local authority user", "Lesley", "Grant", "", "990"),
    ("trust_user", "Trust user", "Farah", "Siddiqui", "", "bridgeway"),
    ("service_desk", "Service Desk", "Dan", "Whitaker", "", ""),
    ("head", "Headteacher of another authority’s school", "Oliver", "Stone", "hillcrest", ""),
)
