"""Stored rows of Pupil Asset → records: its codes for relationships become words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from autoupdate.connectors.base import RecordType, SubReport
from autoupdate.connectors.parsing.dispatch import PROBLEMS_KEPT, parse_rows_file
from autoupdate.connectors.tabular.rows import ByteSource
from autoupdate.records import ParsedExport

RELATIONSHIPS: Mapping[str, str] = {
    "MOT": "Mother",
    "FAT": "Father",
    "STM": "Step Mother",
    "STF": "Step Father",
    "GRM": "Grandmother",
    "GRF": "Grandfather",
    "AUN": "Aunt",
    "UNC": "Uncle",
    "CHM": "Childminder",
    "OTH": "Other",
}


def parse(
    source: ByteSource,
    sub_report: SubReport,
    *,
    today: date,
    problems_kept: int = PROBLEMS_KEPT,
) -> ParsedExport[Any]:
    """As ``parse_rows_file``; a code for a relationship that we do not know stays as it is."""
    found = parse_rows_file(source, sub_report, today=today, problems_kept=problems_kept)
    if sub_report.record_type is not RecordType.CONTACT:
        return found
    return replace(
        found,
        records=tuple(
            replace(
                each,
                relationship=RELATIONSHIPS.get(each.relationship.upper(), each.relationship),
            )
            for each in found.records
        ),
    )
