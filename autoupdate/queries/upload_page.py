"""One upload in words: what happens next, which columns came, and what is wrong in its rows.

It changes nothing. What the school opted out of since is no longer named as missing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from autoupdate.connectors import registry
from autoupdate.connectors.base import Connector, SubReport
from autoupdate.connectors.catalogue import FIELD_LABELS
from autoupdate.connectors.unreadable import UnreadableText
from autoupdate.faults import fault_text
from autoupdate.models import ProcessingRun, Upload, UploadState
from autoupdate.queries.nights import next_night
from autoupdate.queries.reports import fields_not_uploaded
from autoupdate.records import Severity

#: state → (words, tone) of its tag.
STATES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        UploadState.RECEIVED: ("Being checked", "info"),
        UploadState.READY: ("Ready to process", "info"),
        UploadState.REJECTED: ("Rejected", "bad"),
        UploadState.SUPERSEDED: ("Replaced", "neutral"),
        UploadState.PROCESSED: ("Processed", "good"),
    }
)

#: severity → (words, tone) of what a row problem means for its row.
SEVERITIES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        Severity.LEFT_OUT.value: ("Row left out", "bad"),
        Severity.NO_ACCOUNT.value: ("No new account", "warn"),
        Severity.VALUE_IGNORED.value: ("Value not used", "neutral"),
    }
)


@dataclass(frozen=True, slots=True)
class ColumnView:
    """One declared field and whether its column came: ``came``, ``missing`` or ``opted_out``."""

    label: str
    caption: str
    state: str


@dataclass(frozen=True, slots=True)
class ProblemCount:
    """How often one problem occurred in the whole file, whether or not each one was kept."""

    code: str
    sentence: str
    remedy: str
    severity: str
    number: int


def connector_of(upload: Upload) -> Connector:
    """The connector of the MIS from which the upload came."""
    return registry.get(upload.school_mis.product)


def sub_report_of(upload: Upload) -> SubReport:
    """What the upload is an export of."""
    return connector_of(upload).sub_report(upload.sub_report)


def fault_of(upload: Upload) -> UnreadableText | None:
    """Why it was rejected and what to do, or None."""
    return fault_text(upload.fault, upload.fault_detail) if upload.fault else None


def what_next(upload: Upload, *, live_run: ProcessingRun | None, now: datetime) -> str:
    """What happens to the upload next, in a sentence; "" where nothing will."""
    if upload.state == UploadState.RECEIVED:
        return "The file has arrived and is being checked. That takes a minute at most."
    if upload.state == UploadState.READY and live_run:
        return "The school is being processed just now."
    if upload.state == UploadState.READY:
        return f"The file has been checked. It will be processed {next_night(now)}."
    if upload.state == UploadState.SUPERSEDED:
        return "A newer file of the same kind counts instead, so this one was not processed."
    return ""


def columns_of(upload: Upload) -> list[ColumnView]:
    """Every declared field of the sub-report, and whether its column came. One query."""
    if not upload.num_records:
        return []
    sub_report, came = sub_report_of(upload), frozenset(upload.known_fields)
    opted_out = fields_not_uploaded(upload.school_mis.school, sub_report=sub_report)
    return [
        ColumnView(
            label=each.label,
            caption=each.captions[0],
            state=_column_state(each.code, came=came, opted_out=opted_out),
        )
        for each in sub_report.fields
    ]


def _column_state(code: str, *, came: Collection[str], opted_out: Collection[str]) -> str:
    if code in came:
        return "came"
    return "opted_out" if code in opted_out else "missing"


def problem_counts(upload: Upload) -> list[ProblemCount]:
    """Every problem of the file with its number, the most frequent first."""
    connector, whose = connector_of(upload), whose_rows(upload)
    counted = [
        ProblemCount(code, text.sentence, text.remedy_for(whose), text.severity.value, number)
        for code, number in upload.problem_counts.items()
        for text in [connector.problem_text(code)]
    ]
    return sorted(counted, key=lambda each: (-each.number, each.sentence))


def whose_rows(upload: Upload) -> str:
    """The kind of person whose records the rows are; "" for groups and attendance."""
    return sub_report_of(upload).record_type.whose


def field_label(code: str) -> str:
    """What people read for a field code."""
    return FIELD_LABELS.get(code, code)


def shown_value(field: str, value: str) -> str:
    """The value as a page may show it: a UPN by its last three characters only."""
    return f"{'•' * 10}{value[-3:]}" if field == "upn" and value else value


def how_it_came(upload: Upload) -> str:
    """How the upload came; the MISs that others know by another name are called by it."""
    return connector_of(upload).shown_in_history_as or upload.get_delivery_display()


def labels_of(connectors: Iterable[Connector]) -> dict[str, str]:
    """Sub-report code → its name, over all connectors."""
    return {each.code: each.label for one in connectors for each in one.sub_reports()}


def outcome_of(upload: Upload, *, now: datetime) -> str:
    """What became of the upload, for a list: one short sentence."""
    fault = fault_of(upload)
    if fault:
        return fault.sentence
    run: Any = upload.processed_run
    if run is not None:
        return "Processed on demand" if run.night_id is None else "Processed overnight"
    return _SHORT[upload.state].format(night=next_night(now))


_SHORT: Mapping[str, str] = MappingProxyType(
    {
        UploadState.RECEIVED: "Being checked",
        UploadState.READY: "Will be processed {night}",
        UploadState.SUPERSEDED: "A newer file counts instead",
    }
)
