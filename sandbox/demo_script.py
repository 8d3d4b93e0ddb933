"""The demonstration's script: a person for each thing that the night can make of somebody.

Data only. What is done with it stands in ``demo_people``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from sandbox.names import Sex

Kind = Literal["staff", "student"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scripted:
    """One person in one school's MIS from evening ``first`` to ``last`` (0: for good).

    Entries of one school with the same ``code`` are one person, described anew. ``born`` is (month,
    day) for a pupil, whose year follows from ``year_group``; (year, month, day) for staff; () when
    the MIS has no date of birth. ``upn`` is (establishment that issued it, serial). ``starts_in``
    counts days from the first evening. ``written_as`` overrides what the export says.
    """

    code: str
    story: str
    school: str
    kind: Kind
    forename: str
    surname: str
    sex: Sex
    born: tuple[int, ...]
    year_group: str = ""
    title: str = ""
    role: str = "Classroom Teacher"
    upn: tuple[str, int] = ("", 0)
    starts_in: int | None = None
    written_as: tuple[tuple[str, str], ...] = ()
    first: int = 1
    last: int = 0

    def is_there(self, evening: int) -> bool:
        """Whether the MIS has this entry on an evening."""
        return self.first <= evening and (not self.last or evening <= self.last)


SCRIPT: Final = (
    Scripted(
        code="nickname",
        story="Similar to a hand-made account of the school: Bob and Rob. Requires matching.",
        school="oakfield",
        kind="student",
        forename="Bob",
        surname="Ashdown",
        sex="M",
        born=(3, 14),
        year_group="4",
    ),
    Scripted(
        code="spelling",
        story="Similar to an account of a local school: Muhammad and Md. Requires matching.",
        school="oakfield",
        kind="student",
        forename="Muhammad",
        surname="Rahman",
        sex="M",
        born=(11, 2),
        year_group="2",
    ),
    Scripted(
        code="impossible-birthday",
        story="The date of birth is 31 February: no account until SIMS is corrected.",
        school="oakfield",
        kind="student",
        forename="Zainab",
        surname="Farooq",
        sex="F",
        born=(2, 28),
        year_group="5",
        upn=("2001", 901),
        written_as=(("DOB", "31/02/2016"),),
    ),
    Scripted(
        code="no-birthday-staff",
        story="A member of staff without a date of birth: no account until it is entered.",
        school="oakfield",
        kind="staff",
        forename="Grace",
        surname="Okonkwo",
        sex="F",
        born=(),
        title="Mrs",
        role="Teaching Assistant",
    ),
    Scripted(
        code="excluded-pupil",
        story="A name that should not be in USO.",
        school="oakfield",
        kind="student",
        forename="Test",
        surname="Pupil",
        sex="F",
        born=(1, 1),
        year_group="6",
    ),
    Scripted(
        code="returning",
        story="Left months ago and is back: the same account returns.",
        school="oakfield",
        kind="student",
        forename="Aoife",
        surname="Brennan",
        sex="F",
        born=(6, 21),
        year_group="5",
        upn=("2001", 902),
        first=2,
    ),
    Scripted(
        code="leaver",
        story="There on the first evening and gone on the second: the account is unallocated.",
        school="oakfield",
        kind="student",
        forename="Callum",
        surname="Reid",
        sex="M",
        born=(9, 30),
        year_group="3",
        upn=("2001", 903),
        last=1,
    ),
    Scripted(
        code="mover",
        story="Moves between two schools of the authority: one account, another association.",
        school="oakfield",
        kind="student",
        forename="Yusuf",
        surname="Abdi",
        sex="M",
        born=(4, 8),
        year_group="3",
        upn=("2001", 904),
        last=1,
    ),
    Scripted(
        code="mover",
        story="The same boy at his next school.",
        school="st-brigids",
        kind="student",
        forename="Yusuf",
        surname="Abdi",
        sex="M",
        born=(4, 8),
        year_group="3",
        upn=("2001", 904),
        first=2,
    ),
    Scripted(
        code="same-details",
        story="Asked for by hand before SIMS had her: links by itself, with the same details.",
        school="oakfield",
        kind="staff",
        forename="Priya",
        surname="Nair",
        sex="F",
        born=(1991, 5, 17),
        title="Ms",
    ),
    Scripted(
        code="married",
        story="Changes her surname between the evenings: the same account, the new name.",
        school="oakfield",
        kind="staff",
        forename="Emma",
        surname="Clarke",
        sex="F",
        born=(1988, 10, 3),
        title="Miss",
        last=1,
    ),
    Scripted(
        code="married",
        story="The same person after the wedding.",
        school="oakfield",
        kind="staff",
        forename="Emma",
        surname="Hartley",
        sex="F",
        born=(1988, 10, 3),
        title="Mrs",
        first=2,
    ),
    Scripted(
        code="nickname-staff",
        story="Similar to a hand-made account: Bill and Will. Requires matching.",
        school="riverside",
        kind="staff",
        forename="Bill",
        surname="Thornton",
        sex="M",
        born=(1979, 8, 25),
        title="Mr",
        role="Science Technician",
    ),
    Scripted(
        code="twin-one",
        story="Twins whose names are nearly one; an account of one of them is there already.",
        school="riverside",
        kind="student",
        forename="Olivia",
        surname="Kowalska",
        sex="F",
        born=(12, 5),
        year_group="8",
    ),
    Scripted(
        code="twin-two",
        story="The other twin.",
        school="riverside",
        kind="student",
        forename="Oliwia",
        surname="Kowalska",
        sex="F",
        born=(12, 5),
        year_group="8",
    ),
    Scripted(
        code="shared-upn-one",
        story="Two pupils with one UPN: neither is linked by it, and the row says so.",
        school="riverside",
        kind="student",
        forename="Kofi",
        surname="Mensah",
        sex="M",
        born=(7, 19),
        year_group="9",
        upn=("2002", 905),
    ),
    Scripted(
        code="shared-upn-two",
        story="The other of the two.",
        school="riverside",
        kind="student",
        forename="Esi",
        surname="Boateng",
        sex="F",
        born=(2, 11),
        year_group="9",
        upn=("2002", 905),
    ),
    Scripted(
        code="wrong-upn",
        story="The UPN's check letter is wrong: the UPN is ignored, the pupil is not.",
        school="riverside",
        kind="student",
        forename="Liam",
        surname="Doyle",
        sex="M",
        born=(1, 27),
        year_group="10",
        written_as=(("UPN", "A801200005001"),),
    ),
    Scripted(
        code="no-birthday",
        story="A pupil without a date of birth: no account until it is entered.",
        school="riverside",
        kind="student",
        forename="Chloe",
        surname="Bennett",
        sex="F",
        born=(),
        year_group="7",
    ),
    Scripted(
        code="single-name",
        story="Has one name only, and a hyphen in SIMS for the other.",
        school="riverside",
        kind="student",
        forename="",
        surname="Suharto",
        sex="M",
        born=(10, 10),
        year_group="7",
        upn=("2003", 906),
        written_as=(("Legal Forename", "-"),),
    ),
    Scripted(
        code="long-name",
        story="Has a forename of forty characters.",
        school="riverside",
        kind="student",
        forename="Oluwafunmilayomipe-Temiloluwaniyi-Adunni",
        surname="Featherstonehaugh",
        sex="F",
        born=(5, 30),
        year_group="11",
        upn=("2003", 907),
    ),
    Scripted(
        code="excluded-staff",
        story="A name that should not be in USO.",
        school="riverside",
        kind="staff",
        forename="Exams",
        surname="Invigilator",
        sex="F",
        born=(1970, 1, 1),
        role="Cover Supervisor",
    ),
    Scripted(
        code="leaver-staff",
        story="Gone on the second evening: the account is unallocated.",
        school="riverside",
        kind="staff",
        forename="Peter",
        surname="Marsh",
        sex="M",
        born=(1966, 4, 2),
        title="Mr",
        last=1,
    ),
    Scripted(
        code="not-started-staff",
        story="In the Staff report before his first day, with no future report accepted.",
        school="st-brigids",
        kind="staff",
        forename="Tomasz",
        surname="Zieliński",
        sex="M",
        born=(1993, 2, 9),
        title="Mr",
        starts_in=30,
    ),
    Scripted(
        code="not-started",
        story="In the Students report before her first day, with no future report accepted.",
        school="st-brigids",
        kind="student",
        forename="Amara",
        surname="Eze",
        sex="F",
        born=(8, 16),
        year_group="R",
        starts_in=40,
    ),
)
