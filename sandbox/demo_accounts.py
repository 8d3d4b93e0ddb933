"""What the demonstration's portal holds before the first night: accounts, names to leave out.

Data only. What is done with it stands in ``demo_people``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sandbox.demo_script import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class SeedRow:
    """A USO account that is there before the first night, made by hand at a school.

    ``like`` is the code of the scripted person whose date of birth (and UPN, where ``has_upn``) it
    has; without one ``born`` is (year, month, day). ``unallocated_for`` counts days, None: live.
    """

    story: str
    school: str
    kind: Kind
    forename: str
    surname: str
    like: str = ""
    has_upn: bool = False
    born: tuple[int, ...] = ()
    title: str = ""
    unallocated_for: int | None = None


SEED_ROWS: Final = (
    SeedRow(
        story="The account that Bob Ashdown is similar to.",
        school="oakfield",
        kind="student",
        forename="Rob",
        surname="Ashdown",
        like="nickname",
    ),
    SeedRow(
        story="The account, at a local school, that Muhammad Rahman is similar to.",
        school="harbour-lane",
        kind="student",
        forename="Md",
        surname="Rahman",
        like="spelling",
    ),
    SeedRow(
        story="Unallocated since she left; hers again when she returns.",
        school="oakfield",
        kind="student",
        forename="Aoife",
        surname="Brennan",
        like="returning",
        has_upn=True,
        unallocated_for=200,
    ),
    SeedRow(
        story="Asked for by hand; the MIS has the same details on the first evening.",
        school="oakfield",
        kind="staff",
        forename="Priya",
        surname="Nair",
        like="same-details",
        title="Ms",
    ),
    SeedRow(
        story="The account that Bill Thornton is similar to.",
        school="riverside",
        kind="staff",
        forename="Will",
        surname="Thornton",
        like="nickname-staff",
        title="Mr",
    ),
    SeedRow(
        story="One of the twins has an account already.",
        school="riverside",
        kind="student",
        forename="Olivia",
        surname="Kowalska",
        like="twin-one",
    ),
    SeedRow(
        story="A governor, never in the MIS: under Review Non-MIS Accounts.",
        school="oakfield",
        kind="staff",
        forename="Janet",
        surname="Plumb",
        born=(1957, 11, 23),
        title="Mrs",
    ),
    SeedRow(
        story="A contractor, never in the MIS.",
        school="oakfield",
        kind="staff",
        forename="Derek",
        surname="Osei",
        born=(1984, 3, 6),
        title="Mr",
    ),
    SeedRow(
        story="A visiting music teacher, never in the MIS.",
        school="riverside",
        kind="staff",
        forename="Sunita",
        surname="Rao",
        born=(1972, 9, 12),
        title="Ms",
    ),
    SeedRow(
        story="A pupil on a placement elsewhere, never in this MIS.",
        school="riverside",
        kind="student",
        forename="Jonah",
        surname="Blake",
        born=(2011, 12, 1),
    ),
)

#: (school, forename, surname, kind, reason): names that should not be in USO.
EXCLUDED_NAMES: Final[tuple[tuple[str, str, str, Kind, str], ...]] = (
    ("oakfield", "Test", "Pupil", "student", "For trying things out in SIMS"),
    ("oakfield", "Supply", "Teacher", "staff", "A place-holder for cover"),
    ("riverside", "Exams", "Invigilator", "staff", "A place-holder for the exams season"),
)
