"""Tonight's exports of one school: the newest ready upload of each sub-report, read and parsed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from accounts.bulk.instances import Part
from accounts.bulk.statements import fetch
from accounts.models import SchoolMis
from autoupdate.connectors import registry
from autoupdate.connectors.base import Connector, RecordType, SubReport
from autoupdate.connectors.unreadable import UnreadableExport
from autoupdate.models import Upload
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


@dataclass(frozen=True, slots=True)
class Chosen:
    """The uploads that count, and what the school opted out of by sub-report."""

    connector: Connector
    uploads: list[Upload]
    superseded: list[Upload]
    opted_out: Mapping[str, Collection[str]]


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


_OPTED_OUT = "SELECT sub_report, field FROM autoupdate_fieldoptout WHERE school_id = %s"
#: All that a run reads of an upload.
_UPLOAD = Part(Upload, "id", "sub_report", "received_at", "order_at", "stored_as")
_WAITING = f"""
SELECT {_UPLOAD.columns("u")},
       (SELECT max(p.order_at) FROM autoupdate_upload p
        WHERE p.school_mis_id = u.school_mis_id AND p.sub_report = u.sub_report
          AND p.state = 'processed')
FROM autoupdate_upload u WHERE school_mis_id = %s AND state = 'ready'
ORDER BY order_at, received_at, id
"""  # noqa: S608 - the names are those of our own fields


def choose_exports(school_mis: SchoolMis) -> Chosen:
    """The newest ready upload of each sub-report, and the ready ones that are passed over."""
    newest: dict[str, Upload] = {}
    superseded: list[Upload] = []
    waiting = _waiting(school_mis)
    for upload in waiting:
        older = newest.get(upload.sub_report)
        if older is not None:
            superseded.append(older)
        newest[upload.sub_report] = upload
    for code, upload in list(newest.items()):
        processed_at = waiting[upload]
        if processed_at is not None and upload.order_at < processed_at:
            superseded.append(newest.pop(code))
    opted_out = _opted_out(school_mis.school_id)
    return Chosen(registry.get(school_mis.product), list(newest.values()), superseded, opted_out)


def read_exports(chosen: Chosen, *, today: date) -> Exports:
    """Read the uploads that count, as of today. Asks the database nothing."""
    exports = Exports(chosen.connector, superseded=chosen.superseded)
    for upload in chosen.uploads:
        opted_out = chosen.opted_out.get(upload.sub_report, ())
        _read(exports, upload, today=today, opted_out=opted_out)
    return exports


def _opted_out(school_id: int) -> Mapping[str, Collection[str]]:
    """Sub-report → the fields that the school opted out of, whenever that was."""
    fields: dict[str, set[str]] = {}
    for sub_report, code in fetch(_OPTED_OUT, [school_id]):
        fields.setdefault(sub_report, set()).add(code)
    return fields


def _waiting(school_mis: SchoolMis) -> dict[Upload, datetime | None]:
    """The ready uploads, oldest first: a later one of the same sub-report replaces an earlier.

    With each, when the last processed export of its sub-report was taken.
    """
    waiting = {}
    for *values, processed_at in fetch(_WAITING, [school_mis.pk]):
        upload = _UPLOAD.taken_from(values)
        upload.school_mis = school_mis
        waiting[upload] = processed_at
    return waiting


def _read(exports: Exports, upload: Upload, *, today: date, opted_out: Collection[str]) -> None:
    sub_report = exports.connector.sub_report(upload.sub_report)
    try:
        parsed = read_stored(upload, today=today, problems_kept=0, opted_out=opted_out)
    except UnreadableExport as fault:
        exports.refused[upload] = fault.code
    else:
        exports.usable.append(Export(upload, sub_report, parsed))
