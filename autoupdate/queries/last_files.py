"""The last files of many schools, report by report: what was processed, and what came since.

A constant number of queries, whatever there is of uploads. It knows no page.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from autoupdate.connectors import registry
from autoupdate.connectors.reports import ReportCode
from autoupdate.models import ReportAcceptance, Upload, UploadState

#: A rejected file is news for so long.
_NEWS = timedelta(days=30)
_PROCESSED = """
SELECT u.* FROM unnest(%s::bigint[]) m(id) CROSS JOIN unnest(%s::text[]) s(code)
CROSS JOIN LATERAL (
    SELECT * FROM autoupdate_upload u
    WHERE u.school_mis_id = m.id AND u.sub_report = s.code AND u.state = 'processed'
    ORDER BY u.order_at DESC LIMIT 1) u
"""


@dataclass(slots=True)
class ReportFiles:
    """The last files of one report at one school; a report may have several sub-reports.

    ``newer``: the newest of those that came later and are not processed, if any.
    """

    processed: list[Upload] = field(default_factory=list)
    newer: Upload | None = None

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
    """The files of the accepted reports of these MISs in use. Three queries."""
    ids = list(school_mis_ids)
    accepted = ReportAcceptance.objects.filter(school_mis__in=ids, withdrawn_at__isnull=True)
    files = {pair: ReportFiles() for pair in accepted.values_list("school_mis", "report")}
    for each in Upload.objects.raw(_PROCESSED, [ids, _sub_reports()]):
        if (known := files.get((each.school_mis_id, each.report))) is not None:
            known.processed.append(each)
    for each in _others(ids, now=now):
        if (known := files.get((each.school_mis_id, each.report))) is not None:
            _note(known, each)
    return files


def _note(known: ReportFiles, upload: Upload) -> None:
    """Keep the newest of what came after the processed file of its sub-report."""
    before = (each for each in known.processed if each.sub_report == upload.sub_report)
    if all(upload.received_at > each.received_at for each in before) and (
        known.newer is None or upload.received_at > known.newer.received_at
    ):
        known.newer = upload


def _others(ids: list[int], *, now: datetime) -> Iterable[Upload]:
    waiting = Q(state__in=[UploadState.RECEIVED, UploadState.READY])
    rejected = Q(state=UploadState.REJECTED, received_at__gt=now - _NEWS)
    return Upload.objects.filter(waiting | rejected, school_mis__in=ids).order_by()


def _sub_reports() -> list[str]:
    codes: dict[str, Any] = {
        each.code: None for connector in registry.all() for each in connector.sub_reports()
    }
    return list(codes)
