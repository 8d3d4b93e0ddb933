"""Arbor's attendance records → rows: a mark for each student, day and session.

The last school days are read each time, not the last one only: marks are put right for days after.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from autoupdate.connectors.arbor.graphql import Graph
from autoupdate.connectors.arbor.query import Item
from autoupdate.connectors.arbor.reading import Fields, text
from autoupdate.connectors.arbor.standing import Standing
from autoupdate.connectors.pulling import Row
from autoupdate.connectors.trouble import VendorTrouble

#: How many days of the week before the weekend are read, today's among them.
NUM_DAYS = 5
_RECORD = "AttendanceRecord"
_SATURDAY = 5
_NOON = 12


def attendance_rows(graph: Graph, standing: Standing, fields: Fields) -> Iterator[Row]:
    """The mark of each session: of several (a lesson's besides the register's), the earliest.

    They are held until all have come, since Arbor lists them in the order of their ids.
    """
    on_roll = standing.on_roll
    today = graph.session.today
    ask = fields.ask(
        _RECORD,
        needed={"isRedundant": "Whether a mark was replaced"},
        filters={
            "startDatetime_after": f"{first_day(today)} 00:00:00",
            "startDatetime_before": f"{today + timedelta(days=1)} 00:00:00",
        },
        is_counted=True,
    )
    listing = graph.open(ask)
    marks: dict[tuple[str, str, str], tuple[str, Row]] = {}
    for item in listing:
        student, code = text(item, "student.id"), text(item, "attendanceMark.code")
        if student not in on_roll or not code or item["isRedundant"]:
            continue
        begins, session = _session(item)
        key = student, begins[:10], session
        if key not in marks or begins <= marks[key][0]:
            row = fields.row(_RECORD, item, listing.properties)
            marks[key] = begins, {**row, fields.caption("session"): session}
    for _, row in marks.values():
        yield row


def first_day(today: date) -> date:
    """The first of the last school days; holidays are days like others here, only empty."""
    num_left, found = NUM_DAYS, today
    while True:
        num_left -= found.weekday() < _SATURDAY
        if not num_left:
            return found
        found -= timedelta(days=1)


def _session(item: Item) -> tuple[str, str]:
    """When a mark's session begins, and which of the two it is."""
    begins = text(item, "startDatetime")
    try:
        hour = datetime.fromisoformat(begins).hour
    except ValueError as error:
        raise VendorTrouble(
            "answer_unusable", host="Arbor", status="200", resource=_RECORD
        ) from error
    return begins, "AM" if hour < _NOON else "PM"
