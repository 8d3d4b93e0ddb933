"""Parses a rows file by the record type of its sub-report; connectors use this or wrap it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from accounts.resting import collector_resting
from autoupdate.connectors.base import RecordType, SubReport
from autoupdate.connectors.parsing.attendance import parse_attendance
from autoupdate.connectors.parsing.contacts import parse_contacts
from autoupdate.connectors.parsing.memberships import parse_memberships
from autoupdate.connectors.parsing.people import parse_people
from autoupdate.connectors.rowsfile import read_rows
from autoupdate.connectors.tabular.rows import ByteSource
from autoupdate.records import ParsedExport

#: How many problems are kept in full when nothing else is asked for; all are counted.
PROBLEMS_KEPT = 1000

_PARSERS: Mapping[RecordType, Callable[..., ParsedExport[Any]]] = MappingProxyType(
    {
        RecordType.STAFF: parse_people,
        RecordType.STAFF_FUTURE: parse_people,
        RecordType.STUDENT: parse_people,
        RecordType.STUDENT_FUTURE: parse_people,
        RecordType.CONTACT: parse_contacts,
        RecordType.MEMBERSHIP: parse_memberships,
        RecordType.ATTENDANCE: parse_attendance,
    }
)


def parse_rows_file(
    source: ByteSource,
    sub_report: SubReport,
    *,
    today: date,
    problems_kept: int = PROBLEMS_KEPT,
) -> ParsedExport[Any]:
    """The records of a stored rows file, of the type the sub-report declares.

    ``today`` is the school's date; it decides which dates of birth can be true. Raises
    UnreadableExport when the file is damaged or lacks a mandatory column, and nothing else.
    """
    parser = _PARSERS[sub_report.record_type]
    rows_file = read_rows(source)
    with collector_resting():
        return parser(rows_file, sub_report, today=today, problems_kept=problems_kept)
