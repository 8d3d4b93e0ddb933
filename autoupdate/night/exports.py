"""Tonight's exports of one school: the newest ready upload of each sub-report, read and parsed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from accounts.models import SchoolMis
from autoupdate.connectors import registry
from autoupdate.connectors.base import Connector, RecordType, SubReport
from autoupdate.connectors.unreadable import UnreadableExport
from autoupdate.models import FieldOptOut, Upload, UploadState
from autoupdate.processing.facts import KindExports
from autoupdate.records import Kind, ParsedExport
from autoupdate.stored import read_stored

_PEOPLE = {
    RecordType.STAFF: (Kind.STAFF, "current"),
    RecordType.STAFF_FUTURE: (Kind.STAFF, "future"),
    RecordType.STUDENT: (Kind.STUDENT, "current"),
    RecordType.STUDENT_FUTURE: (Kind.STUDENT, "future"),
}


@dataclass(frozen=True, slots=True)
class Export:
    """One upload with what its file says."""

    upload: Upload
    sub_report: SubReport
    parsed: ParsedExport[Any]


@dataclass(slots=True)
class Exports:
    """All exports of one run; ``refused`` maps uploads that cannot be used to their fault code."""

    connector: Connector
    usable: list[Export] = field(default_factory=list)
    superseded: list[Upload] = field(default_factory=list)
    refused: dict[Upload, str] = field(default_factory=dict)

    def of_people(self) -> dict[Kind, KindExports]:
        """The people's exports by kind; both kinds are always there."""
        found: dict[Kind, dict[str, ParsedExport[Any]]] = {kind: {} for kind in Kind}
        for export in self.usable:
            if export.sub_report.record_type in _PEOPLE:
                kind, when = _PEOPLE[export.sub_report.record_type]
                found[kind][when] = export.parsed
        return {kind: KindExports(**exports) for kind, exports in found.items()}

    def of_type(self, record_type: RecordType) -> list[Export]:
        """The exports of one record type, in the order of the sub-reports."""
        return [each for each in self.usable if each.sub_report.record_type is record_type]

    def refuse(self, export: Export, *, fault: str) -> None:
        """Leave an export out for good."""
        self.usable.remove(export)
        self.refused[export.upload] = fault


def read_exports(school_mis: SchoolMis, *, today: date) -> Exports:
    """Choose and read the uploads that count. Nothing is written."""
    exports = Exports(registry.get(school_mis.product))
    opted_out = _opted_out(school_mis.school_id)
    newest: dict[str, Upload] = {}
    for upload in _waiting(school_mis):
        older = newest.get(upload.sub_report)
        if older is not None:
            exports.superseded.append(older)
        newest[upload.sub_report] = upload
    done = _last_processed(school_mis, list(newest))
    for code, upload in newest.items():
        if code in done and upload.order_at < done[code]:
            exports.superseded.append(upload)
        else:
            _read(exports, upload, today=today, opted_out=opted_out.get(code, ()))
    return exports


def _opted_out(school_id: int) -> Mapping[str, Collection[str]]:
    """Sub-report → the fields that the school opted out of, whenever that was."""
    fields: dict[str, set[str]] = {}
    rows = FieldOptOut.objects.filter(school=school_id).values_list("sub_report", "field")
    for sub_report, code in rows:
        fields.setdefault(sub_report, set()).add(code)
    return fields


def _waiting(school_mis: SchoolMis) -> Sequence[Upload]:
    """The ready uploads, oldest first: a later one of the same sub-report replaces an earlier."""
    ready = list(
        school_mis.uploads.filter(state=UploadState.READY).order_by("order_at", "received_at", "pk")
    )
    for upload in ready:
        upload.school_mis = school_mis
    return ready


def _last_processed(school_mis: SchoolMis, sub_reports: Sequence[str]) -> Mapping[str, datetime]:
    """Sub-report → when its last processed export was taken."""
    processed = (
        school_mis.uploads.filter(state=UploadState.PROCESSED, sub_report__in=sub_reports)
        .order_by("sub_report", "-order_at")
        .distinct("sub_report")
    )
    return dict(processed.values_list("sub_report", "order_at"))


def _read(exports: Exports, upload: Upload, *, today: date, opted_out: Collection[str]) -> None:
    sub_report = exports.connector.sub_report(upload.sub_report)
    try:
        parsed = read_stored(upload, today=today, problems_kept=0, opted_out=opted_out)
    except UnreadableExport as fault:
        exports.refused[upload] = fault.code
    else:
        exports.usable.append(Export(upload, sub_report, parsed))
