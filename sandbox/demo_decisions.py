"""More people of the demonstration: those about whom staff decide after the first night.

Data only. What is done with it stands in ``demo_people`` and in the seeding.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from sandbox.demo_accounts import SeedRow
from sandbox.demo_script import Scripted


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoDecision:
    """What the school's staff decide about the scripted person ``code``, and why.

    ``create`` means: not the person offered, and a new account.
    """

    code: str
    decision: Literal["match", "create"]
    reason: str


UNDECIDED: Final = (
    Scripted(
        code="short-forms",
        story="Similar to a hand-made account: Alex and Alec. Requires matching.",
        school="riverside",
        kind="student",
        forename="Alex",
        surname="Pemberton",
        sex="M",
        born=(10, 22),
        year_group="10",
    ),
    Scripted(
        code="two-short-forms",
        story="Similar to an account of a local school: Cathy and Kate.",
        school="riverside",
        kind="student",
        forename="Cathy",
        surname="Ashworth",
        sex="F",
        born=(6, 9),
        year_group="7",
    ),
    Scripted(
        code="no-surname",
        story="Has no legal surname in SIMS: no account until it is entered.",
        school="riverside",
        kind="student",
        forename="Imogen",
        surname="",
        sex="F",
        born=(4, 18),
        year_group="8",
    ),
)
DECIDED: Final = (
    Scripted(
        code="matched-by-staff",
        story="Similar to a hand-made account: Liz and Beth. Matched after the first night.",
        school="oakfield",
        kind="staff",
        forename="Liz",
        surname="Hargreaves",
        sex="F",
        born=(1983, 7, 30),
        title="Mrs",
    ),
    Scripted(
        code="created-by-staff",
        story="Similar to a boy at a local school, but another: a new account by the staff.",
        school="oakfield",
        kind="student",
        forename="Jack",
        surname="Whitfield",
        sex="M",
        born=(5, 12),
        year_group="4",
    ),
)
DECISIONS: Final = (
    DemoDecision(
        code="matched-by-staff", decision="match", reason="She goes by Liz. The same person."
    ),
    DemoDecision(
        code="created-by-staff",
        decision="create",
        reason="The other boy is at Harbour Lane; both mothers were asked.",
    ),
)

MORE_ROWS: Final = (
    SeedRow(
        story="The account that Alex Pemberton is similar to.",
        school="riverside",
        kind="student",
        forename="Alec",
        surname="Pemberton",
        like="short-forms",
    ),
    SeedRow(
        story="The account, at a local school, that Cathy Ashworth is similar to.",
        school="mulberry",
        kind="student",
        forename="Kate",
        surname="Ashworth",
        like="two-short-forms",
    ),
    SeedRow(
        story="The account that Liz Hargreaves is matched to.",
        school="oakfield",
        kind="staff",
        forename="Beth",
        surname="Hargreaves",
        like="matched-by-staff",
        title="Mrs",
    ),
    SeedRow(
        story="The boy at a local school who is not Jack Whitfield.",
        school="harbour-lane",
        kind="student",
        forename="Johnny",
        surname="Whitfield",
        like="created-by-staff",
    ),
    SeedRow(
        story="A cleaner whose account was ended by mistake, and restored.",
        school="oakfield",
        kind="staff",
        forename="Marek",
        surname="Nowak",
        born=(1976, 1, 15),
        title="Mr",
        unallocated_for=12,
    ),
)
#: (school, surname, reason): accounts that staff restore after the first night.
RESTORED: Final = (("oakfield", "Nowak", "He still works here on three evenings a week."),)
