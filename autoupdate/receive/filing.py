"""The row of an upload: a new one, or the first one again when the same bytes come twice.

Stands on the lock of the school's MIS: the caller holds it. It must not know the body.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from accounts.models import SchoolMis
from autoupdate.connectors.base import SubReport
from autoupdate.faults import NOT_THE_FILES
from autoupdate.models import LicenceKey, Pull, Upload, UploadState
from autoupdate.receive.reading import Reading
from autoupdate.states import check_transition

WAITING = (UploadState.RECEIVED, UploadState.READY)
#: The same bytes within this time are the same upload sent twice, unless two extracts are named.
REPEATS_WITHIN = timedelta(hours=12)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """How an export came, and when it was taken as far as its sender knows."""

    sub_report: SubReport
    delivery: str
    licence_key: LicenceKey | None
    extracted_at: datetime | None
    received_at: datetime
    pull: Pull | None = None

    @property
    def order_at(self) -> datetime:
        """What orders uploads: no clock that runs ahead may put one before all later ones."""
        return min(self.extracted_at or self.received_at, self.received_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """The answer to an export: its upload, and whether that was there before."""

    upload: Upload
    is_repeat: bool


def file_upload(arrival: Arrival, *, school_mis: SchoolMis, reading: Reading) -> Receipt:
    """The upload that answers this arrival, in the transaction that holds the lock."""
    first = _find_first(arrival, school_mis=school_mis, reading=reading)
    if first is None:
        return Receipt(upload=_create(arrival, school_mis, reading), is_repeat=False)
    if first.fault in NOT_THE_FILES and not reading.fault:
        _take_again(first, reading)
    first.num_repeats += 1
    first.last_repeated_at = arrival.received_at
    first.save(update_fields=["num_repeats", "last_repeated_at"])
    return Receipt(upload=first, is_repeat=True)


def _find_first(arrival: Arrival, *, school_mis: SchoolMis, reading: Reading) -> Upload | None:
    others = Upload.objects.select_for_update(no_key=True, of=("self",)).filter(
        school_mis=school_mis, sub_report=arrival.sub_report.code
    )
    if arrival.extracted_at is not None:
        first = others.filter(sha256=reading.sha256, extracted_at=arrival.extracted_at).first()
        if first:
            return first
    latest = others.order_by("-received_at", "-order_at", "-pk").first()
    if latest and latest.sha256 == reading.sha256 and _is_repeated(latest, arrival):
        return latest
    return None


def _is_repeated(latest: Upload, arrival: Arrival) -> bool:
    """Whether the bytes of ``latest``, come again, are no news.

    Once they were processed, a new extract with the same bytes is news: somebody's start date may
    have come since.
    """
    if latest.state in WAITING:
        return True
    if latest.fault in NOT_THE_FILES:
        return False
    is_soon = arrival.received_at - latest.received_at <= REPEATS_WITHIN
    return is_soon and (latest.state == UploadState.REJECTED or arrival.extracted_at is None)


def _create(arrival: Arrival, school_mis: SchoolMis, reading: Reading) -> Upload:
    return Upload.objects.create(
        school_mis=school_mis,
        report=arrival.sub_report.report.value,
        sub_report=arrival.sub_report.code,
        delivery=arrival.delivery,
        licence_key=arrival.licence_key,
        pull=arrival.pull,
        received_at=arrival.received_at,
        extracted_at=arrival.extracted_at,
        order_at=arrival.order_at,
        sha256=reading.sha256,
        num_bytes=reading.num_bytes,
        state=UploadState.REJECTED if reading.fault else UploadState.RECEIVED,
        state_at=arrival.received_at,
        format=reading.format,
        num_rows=reading.num_rows,
        fault=reading.fault,
        fault_detail=dict(reading.fault_detail),
        stored_as=reading.stored_as,
    )


def _take_again(upload: Upload, reading: Reading) -> None:
    """The copy was lost, or consent was withdrawn meanwhile: with these bytes it lives again."""
    check_transition(upload.state, UploadState.RECEIVED)
    upload.state, upload.state_at = UploadState.RECEIVED, timezone.now()
    upload.fault, upload.fault_detail = "", {}
    upload.num_rows, upload.stored_as = reading.num_rows, reading.stored_as
    upload.save()
