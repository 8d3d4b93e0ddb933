"""Reading a stored upload again: what the school agreed to since is respected here too.

It must not know what is done with the records.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from typing import Any

from autoupdate import vault
from autoupdate.connectors import registry
from autoupdate.connectors.base import SubReport
from autoupdate.connectors.unreadable import UnreadableExport
from autoupdate.faults import STORED_FILE_BROKEN
from autoupdate.models import Upload
from autoupdate.queries.reports import fields_not_uploaded
from autoupdate.records import ParsedExport


def read_stored(
    upload: Upload,
    *,
    today: date,
    problems_kept: int,
    opted_out: Collection[str] | None = None,
) -> ParsedExport[Any]:
    """What the stored upload says, without fields opted out after it came.

    ``opted_out`` are the codes of those fields, for a caller that knows them already. Raises
    UnreadableExport: the file's own fault, or that the stored copy cannot be read.
    """
    connector = registry.get(upload.school_mis.product)
    if connector.parser is None:
        raise UnreadableExport("not_receivable", mis=connector.label)
    declared = connector.sub_report(upload.sub_report)
    if opted_out is None:
        opted_out = fields_not_uploaded(upload.school_mis.school, sub_report=declared)
    sub_report = without(declared, opted_out)
    try:
        with vault.open(upload.stored_as) as stored:
            return connector.parser(stored, sub_report, today=today, problems_kept=problems_kept)
    except vault.VaultError as error:
        raise UnreadableExport(STORED_FILE_BROKEN) from error


def without(sub_report: SubReport, fields: Collection[str]) -> SubReport:
    """The sub-report as if it had never had these optional fields."""
    if not fields:
        return sub_report
    kept = tuple(
        replace(each, falls_back_on="") if each.falls_back_on in fields else each
        for each in sub_report.fields
        if each.is_mandatory or each.code not in fields
    )
    return replace(sub_report, fields=kept)
