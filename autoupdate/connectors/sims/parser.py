"""A stored SIMS export → records and row problems, whichever sub-report it is."""

from __future__ import annotations

from datetime import date
from typing import Any

from autoupdate.connectors.base import SubReport
from autoupdate.connectors.tabular.rows import ByteSource
from autoupdate.records import ParsedExport

#: How many problems are kept in full; all are counted.
PROBLEMS_KEPT = 1000


def parse(
    source: ByteSource,
    sub_report: SubReport,
    *,
    today: date,
    problems_kept: int = PROBLEMS_KEPT,
) -> ParsedExport[Any]:
    """The export's records; see ``ParsedExport``. ``today`` is the school's date."""
    raise NotImplementedError
