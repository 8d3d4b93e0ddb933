"""Stored rows of Integris → records: couples become two people, the same parent twice one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from autoupdate.connectors.base import RecordType, SubReport
from autoupdate.connectors.integris.couples import separated
from autoupdate.connectors.integris.parents import united
from autoupdate.connectors.parsing.dispatch import PROBLEMS_KEPT, parse_rows_file
from autoupdate.connectors.tabular.rows import ByteSource
from autoupdate.records import ParsedExport


def parse(
    source: ByteSource,
    sub_report: SubReport,
    *,
    today: date,
    problems_kept: int = PROBLEMS_KEPT,
) -> ParsedExport[Any]:
    """As ``parse_rows_file``; of contacts the people that they are."""
    found = parse_rows_file(source, sub_report, today=today, problems_kept=problems_kept)
    if sub_report.record_type is not RecordType.CONTACT:
        return found
    people = (person for record in found.records for person in separated(record))
    return replace(found, records=united(people))
