"""Who belongs to a school with Arbor today: the pupils on roll and the staff with a contract.

Arbor's lists hold former people, pre-admissions and guests as well, whom nobody agreed to send. The
dates are looked at for this and kept nowhere.
"""

from __future__ import annotations

from functools import cached_property

from autoupdate.connectors.arbor.graphql import Graph
from autoupdate.connectors.arbor.query import Ask
from autoupdate.connectors.arbor.reading import day, is_current, text
from matching.engine.upn import is_permanent

_GUEST = "g"


class Standing:
    """The ids of those who belong to the school on the session's day, each list read once."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._today = graph.session.today

    @cached_property
    def on_roll(self) -> frozenset[str]:
        """Students with an enrolment that has begun, is not over and is not a guest's."""
        ask = Ask(
            entity="EducationalInstitutionEnrolment",
            needed={
                "student.id": "Student",
                "entryDate": "Entry date",
                "leavingDate": "Leaving date",
                "enrolmentMode": "Enrolment mode",
            },
        )
        return frozenset(
            text(each, "student.id")
            for each in self._graph.open(ask)
            if text(each, "enrolmentMode").strip().lower() != _GUEST
            and is_current(each, start="entryDate", end="leavingDate", today=self._today)
        )

    @cached_property
    def employed(self) -> frozenset[str]:
        """Staff with a contract that has begun and is not over."""
        ask = Ask(
            entity="StaffContract",
            needed={
                "staff.id": "Member of staff",
                "startDate": "Start of the contract",
                "endDate": "End of the contract",
            },
        )
        return frozenset(
            text(each, "staff.id")
            for each in self._graph.open(ask)
            if is_current(each, start="startDate", end="endDate", today=self._today)
        )

    def upns(self, *, label: str) -> dict[str, str] | None:
        """Student → UPN of today: one that has begun first, then a permanent one, then the latest.

        An assignment that has ended is of a former UPN. None: Arbor does not let us read them.
        """
        needed = {"student.id": "Student", "upn": label}
        dates = {"startDatetime": "Start of a UPN", "endDatetime": "End of a UPN"}
        ask = Ask(entity="UkDfe_UpnAssignment", needed={**needed, **dates})
        listing = self._graph.open_if_permitted(ask, label=label)
        if listing is None:
            return None
        found: dict[str, tuple[bool, bool, str, str]] = {}
        for each in listing:
            begins, ends = day(each, "startDatetime"), day(each, "endDatetime")
            if ends and ends <= self._today:
                continue
            upn, has_begun = text(each, "upn"), begins is None or begins <= self._today
            ranked = has_begun, is_permanent(upn), text(each, "startDatetime"), upn
            student = text(each, "student.id")
            found[student] = max(ranked, found.get(student, ranked))
        return {student: upn for student, (*_, upn) in found.items()}
