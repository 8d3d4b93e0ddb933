"""The last files of many schools, report by report: what was processed, and what came since.

A constant number of queries, whatever there is of uploads. It knows no page.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from accounts.bulk.statements import fetch
from autoupdate.connectors import registry
from autoupdate.connectors.reports import ReportCode
from autoupdate.models import UploadState

#: A rejected file is news for so long.
_NEWS = timedelta(days=30)
_ACCEPTED = """
SELECT school_mis_id, report FROM autoupdate_reportacceptance
WHERE school_mis_id = ANY(%s) AND withdrawn_at IS NULL
"""
_COLUMNS = "school_mis_id, report, sub_report, state, received_at, num_rows, num_problems"
#: The newest processed file of each sub-report, and what waits or is news.
_FILES = f"""
SELECT u.* FROM unnest(%s::bigint[]) m(id) CROSS JOIN unnest(%s::text[]) s(code)
CROSS JOIN LATERAL (
    SELECT {_COLUMNS} FROM autoupdate_upload
    WHERE school_mis_id = m.id AND sub_report = s.code AND state = 'processed'
    ORDER BY order_at DESC LIMIT 1) u
UNION ALL SELECT {_COLUMNS} FROM autoupdate_upload
WHERE school_mis_id = ANY(%s) AND state IN ('received', 'ready')
UNION ALL SELECT {_COLUMNS} FROM autoupdate_upload
WHERE school_mis_id = ANY(%s) AND state = 'rejected' AND received_at > %s
"""  # noqa: S608 - the columns are those above


class File(NamedTuple):
    """What a list says of an upload."""

    school_mis_id: int
    report: str
    sub_report: str
    state: str
    received_at: datetime
    num_rows: int
    num_problems: int


@dataclass(slots=True)
class ReportFiles:
    """The last files of one report at one school; a report may have several sub-reports.

    ``newer``: the newest of those that came later and are not processed, if any.
    """

    processed: list[File] = field(default_factory=list)
    newer: File | None = None

    @property
    def at(self) -> datetime | None:
        """When the newest file that was processed came."""
        return max((each.received_at for each in self.processed), default=None)

    @property
    def num_rows(self) -> int:
        """The rows in the processed files together."""
        return sum(each.num_rows for each in self.processed)

    @property
    def num_problems(self) -> int:
        """The row problems in them together."""
        return sum(each.num_problems for each in self.processed)


#: (id of the MIS in use, report) → its files, for the accepted reports.
Files = Mapping[tuple[int, str], ReportFiles]


def all_reports() -> list[ReportCode]:
    """Every report that some MIS has, in the order in which the connectors name them."""
    return list(dict.fromkeys(report.code for each in registry.all() for report in each.reports))


def files_of(school_mis_ids: Collection[int], *, now: datetime) -> Files:
    """The files of the accepted reports of these MISs in use. Two queries."""
    ids = list(school_mis_ids)
    files = {(mis_id, report): ReportFiles() for mis_id, report in fetch(_ACCEPTED, [ids])}
    found = map(File._make, fetch(_FILES, [ids, _sub_reports(), ids, ids, now - _NEWS]))
    later = []
    for each in found:
        if (known := files.get((each.school_mis_id, each.report))) is None:
            continue
        if each.state == UploadState.PROCESSED:
            known.processed.append(each)
        else:
            later.append((known, each))
    for known, each in later:
        _note(known, each)
    return files


def _note(known: ReportFiles, file: File) -> None:
    """Keep the newest of what came after the processed file of its sub-report."""
    before = (each for each in known.processed if each.sub_report == file.sub_report)
    if all(file.received_at > each.received_at for each in before) and (
        known.newer is None or file.received_at > known.newer.received_at
    ):
        known.newer = file


def _sub_reports() -> list[str]:
    codes: dict[str, Any] = {
        each.code: None for connector in registry.all() for each in connector.sub_reports()
    }
    return list(codes)
