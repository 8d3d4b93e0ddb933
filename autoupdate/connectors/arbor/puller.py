"""Fetches one school from Arbor: which lists make which sub-report."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from functools import partial

from autoupdate.connectors.arbor.attendance import attendance_rows
from autoupdate.connectors.arbor.contacts import contact_rows
from autoupdate.connectors.arbor.graphql import PAGE_SIZE, Graph
from autoupdate.connectors.arbor.groups import MEMBERSHIPS, membership_rows
from autoupdate.connectors.arbor.people import staff_rows, student_rows
from autoupdate.connectors.arbor.reading import Fields
from autoupdate.connectors.arbor.standing import Standing
from autoupdate.connectors.base import SubReport
from autoupdate.connectors.pulling import Row, Session
from autoupdate.connectors.trouble import VendorTrouble

_Rows = Callable[[Graph, Standing, Fields], Iterator[Row]]

#: Sub-report → what makes its rows.
_ROWS: Mapping[str, _Rows] = {
    "staff": staff_rows,
    "students": student_rows,
    "contacts": contact_rows,
    "attendance": attendance_rows,
    **{code: partial(membership_rows, where=where) for code, where in MEMBERSHIPS.items()},
}
#: Sub-report → the list that is never empty in a school.
_NEVER_EMPTY = {"staff": "Staff", "students": "Student"}


class ArborPuller:
    """One session with one school's Arbor; who belongs to the school is found out once."""

    def __init__(self, session: Session, *, page_size: int = PAGE_SIZE) -> None:
        self._session = session
        self._graph = Graph(session, page_size=page_size)
        self._standing = Standing(self._graph)

    def rows(self, sub_report: SubReport, *, wanted: Collection[str]) -> Iterator[Row]:
        """All rows, or a VendorTrouble at the end: also where there is nobody."""
        num_rows = 0
        fields = Fields(sub_report, wanted=wanted)
        for row in _ROWS[sub_report.code](self._graph, self._standing, fields):
            num_rows += 1
            yield row
        if not num_rows and not sub_report.may_be_empty:
            raise VendorTrouble("nobody", host="Arbor", resource=sub_report.label.lower())

    def check(self, sub_report: SubReport, *, wanted: Collection[str]) -> None:
        """The first item of every list that the sub-report is made from."""
        probe = Graph(self._session, page_size=1, most_pages=1)
        fields = Fields(sub_report, wanted=wanted)
        for _ in _ROWS[sub_report.code](probe, Standing(probe), fields):
            pass
        people = _NEVER_EMPTY.get(sub_report.code)
        if people and not probe.num_items[people]:
            raise VendorTrouble("nobody", host="Arbor", resource=sub_report.label.lower())
