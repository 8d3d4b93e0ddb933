"""The door: an export of one sub-report comes in, filtered, or is refused with the reason.

The raw bytes are never stored. It must not know who is asking beyond the school and its key.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import SchoolMis
from autoupdate.connectors.tabular.rows import Readable, Row
from autoupdate.locking import lock_school_mis
from autoupdate.models import Delivery, LicenceKey, Pull, Upload, UploadState
from autoupdate.receive.admission import Admission, admit, note_refusal
from autoupdate.receive.filing import Arrival, Receipt, file_upload
from autoupdate.receive.reading import Reading, read_and_store, store_rows
from autoupdate.receive.refusals import UploadRefused
from autoupdate.wake import CHECK_UPLOAD, wake

_COMPRESSIONS = ("", "identity", "gzip", "x-gzip")


def receive_export(
    stream: Readable,
    *,
    school_mis: SchoolMis,
    sub_report: str,
    delivery: str,
    content_type: str = "",
    content_encoding: str = "",
    extracted_at: datetime | None = None,
    licence_key: LicenceKey | None = None,
    num_stated: int | None = None,
) -> Upload:
    """``receive`` for those to whom a repeat is as good as a first time."""
    return receive(
        stream,
        school_mis=school_mis,
        sub_report=sub_report,
        delivery=delivery,
        content_type=content_type,
        content_encoding=content_encoding,
        extracted_at=extracted_at,
        licence_key=licence_key,
        num_stated=num_stated,
    ).upload


def receive(
    stream: Readable,
    *,
    school_mis: SchoolMis,
    sub_report: str,
    delivery: str,
    content_type: str = "",
    content_encoding: str = "",
    extracted_at: datetime | None = None,
    licence_key: LicenceKey | None = None,
    num_stated: int | None = None,
) -> Receipt:
    """Take in one export. A file with a fault becomes an upload too, rejected, with nothing kept.

    ``num_stated`` is the length the sender stated (None: not stated); ``extracted_at`` must be
    aware. Raises UploadRefused where there is to be no upload at all. Not to be called inside a
    transaction: the body may take minutes to arrive.
    """
    try:
        _check_wrapping(content_type, content_encoding)
        admission = admit(school_mis, sub_report=sub_report, delivery=delivery)
        reading = read_and_store(stream, admission=admission, num_stated=num_stated)
        arrival = Arrival(
            sub_report=admission.sub_report,
            delivery=delivery,
            licence_key=licence_key,
            extracted_at=extracted_at,
            received_at=timezone.now(),
        )
        return _file(arrival, school_mis=school_mis, admission=admission, reading=reading)
    except UploadRefused as refused:
        note_refusal(refused, school_mis=school_mis, sub_report=sub_report)
        raise


def receive_rows(
    rows: Iterable[Row],
    *,
    school_mis: SchoolMis,
    sub_report: str,
    extracted_at: datetime,
    pull: Pull,
) -> Receipt:
    """Take in a sub-report that a connector fetches, as ``receive`` does an export.

    A VendorTrouble that ``rows`` raises goes through: a list that broke off is no upload at all.
    Raises UploadRefused likewise. Not to be called inside a transaction.
    """
    try:
        admission = admit(school_mis, sub_report=sub_report, delivery=Delivery.PULL)
        reading = store_rows(rows, admission=admission)
        arrival = Arrival(
            sub_report=admission.sub_report,
            delivery=Delivery.PULL,
            licence_key=None,
            extracted_at=extracted_at,
            received_at=timezone.now(),
            pull=pull,
        )
        return _file(arrival, school_mis=school_mis, admission=admission, reading=reading)
    except UploadRefused as refused:
        note_refusal(refused, school_mis=school_mis, sub_report=sub_report)
        raise


def _check_wrapping(content_type: str, content_encoding: str) -> None:
    if content_type.lower().startswith("multipart/"):
        raise UploadRefused("file_in_a_form")
    if content_encoding.strip().lower() not in _COMPRESSIONS:
        raise UploadRefused("compression_unknown")


def _file(
    arrival: Arrival, *, school_mis: SchoolMis, admission: Admission, reading: Reading
) -> Receipt:
    """Write the row, or give the stored file back to nobody."""
    receipt = None
    try:
        with transaction.atomic():
            locked = lock_school_mis(school_mis.pk)
            _check_again(arrival, locked, admission)
            receipt = file_upload(arrival, school_mis=locked, reading=reading)
            if receipt.upload.state == UploadState.RECEIVED:
                wake(CHECK_UPLOAD, str(receipt.upload.pk))
    except BaseException:
        reading.discard()
        raise
    if receipt.upload.stored_as != reading.stored_as:
        reading.discard()
    return receipt


def _check_again(arrival: Arrival, school_mis: SchoolMis, admission: Admission) -> None:
    """Consent may have been withdrawn while the file was on its way."""
    now = admit(school_mis, sub_report=arrival.sub_report.code, delivery=arrival.delivery)
    if now != admission:
        raise UploadRefused("settings_changed")
