"""Checking an upload that has come: its row problems are listed, and it is ready or rejected.

Idempotent: the same upload may be checked twice at once. It must not know what a night does.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from autoupdate.connectors.unreadable import UnreadableExport
from autoupdate.faults import NOT_UNDERSTOOD
from autoupdate.locking import lock_school_for_uploads
from autoupdate.models import Upload, UploadProblem, UploadState
from autoupdate.records import ParsedExport, RowProblem
from autoupdate.states import before, check_transition
from autoupdate.stored import read_stored
from autoupdate.wake import CHECK_UPLOAD, wake

logger = logging.getLogger(__name__)

#: By now a check that was announced has begun, or nobody heard of it.
UNHEARD_AFTER = timedelta(seconds=15)


@dataclass(frozen=True, slots=True)
class Fault:
    """What makes the whole upload unusable: a key of ``faults.FAULTS`` and its details."""

    code: str
    details: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Outdated:
    """A newer extract of the same sub-report is ready or processed."""


Verdict = ParsedExport[Any] | Fault | Outdated


def check_upload(upload_id: UUID) -> None:
    """Read the stored rows, and make the upload ready, rejected or superseded."""
    upload = _unchecked().filter(pk=upload_id).first()
    if upload is None:
        return
    verdict = Outdated() if _is_outdated(upload) else _read(upload)
    with transaction.atomic():
        # Parsing may take a while and needs no lock; deciding which upload counts does.
        lock_school_for_uploads(upload.school_mis_id)
        again = _unchecked().select_for_update(of=("self",)).filter(pk=upload_id).first()
        if again is not None:
            _settle(again, Outdated() if _is_outdated(again) else verdict)


def requeue_unchecked() -> int:
    """Announce again the uploads that nobody has checked; returns how many. For the sweeper."""
    unheard = _unchecked().filter(state_at__lt=timezone.now() - UNHEARD_AFTER)
    ids = list(unheard.values_list("pk", flat=True))
    for upload_id in ids:
        wake(CHECK_UPLOAD, str(upload_id))
    return len(ids)


def _unchecked() -> QuerySet[Upload]:
    return Upload.objects.filter(state=UploadState.RECEIVED).select_related("school_mis__school")


def _read(upload: Upload) -> Verdict:
    try:
        return read_stored(
            upload, today=timezone.localdate(), problems_kept=settings.ROW_PROBLEMS_KEPT
        )
    except UnreadableExport as fault:
        return Fault(fault.code, fault.details)
    except Exception:
        # Parsers raise nothing else. Should one do so, the upload must not come round for ever.
        logger.exception("Upload %s could not be checked", upload.pk)
        return Fault(NOT_UNDERSTOOD, {})


def _is_outdated(upload: Upload) -> bool:
    newer = Q(state=UploadState.PROCESSED, order_at__gt=upload.order_at) | (
        Q(state=UploadState.READY) & _later_than(upload)
    )
    return _others_like(upload).filter(newer).exists()


def _others_like(upload: Upload) -> QuerySet[Upload]:
    same = Upload.objects.filter(school_mis=upload.school_mis_id, sub_report=upload.sub_report)
    return same.exclude(pk=upload.pk)


def _later_than(upload: Upload) -> Q:
    return Q(order_at__gt=upload.order_at) | Q(
        order_at=upload.order_at, received_at__gt=upload.received_at
    )


def _settle(upload: Upload, verdict: Verdict) -> None:
    if isinstance(verdict, Outdated):
        _move(upload, UploadState.SUPERSEDED)
    elif isinstance(verdict, Fault):
        upload.fault, upload.fault_detail = verdict.code, dict(verdict.details)
        _move(upload, UploadState.REJECTED)
    else:
        _write_down(upload, verdict)
        _move(upload, UploadState.READY)
        _supersede_older(upload)


def _move(upload: Upload, state: UploadState) -> None:
    check_transition(upload.state, state)
    upload.state, upload.state_at = state, timezone.now()
    upload.save()


def _supersede_older(upload: Upload) -> None:
    older = _others_like(upload).exclude(_later_than(upload))
    older.filter(state__in=before(UploadState.SUPERSEDED)).update(
        state=UploadState.SUPERSEDED, state_at=timezone.now()
    )


def _write_down(upload: Upload, parsed: ParsedExport[Any]) -> None:
    """Put the counts of everything on the upload, and as many problems beside it as are kept."""
    upload.num_rows = parsed.num_rows
    upload.num_records = len(parsed.records)
    upload.num_problems = sum(parsed.problem_counts.values())
    upload.problem_counts = dict(parsed.problem_counts)
    upload.known_fields = sorted(parsed.known_fields)
    upload.problems.all().delete()  # of a first reading, where the upload came back
    kept = parsed.problems[: settings.ROW_PROBLEMS_KEPT]
    UploadProblem.objects.bulk_create(_row(upload, problem) for problem in kept)


def _row(upload: Upload, problem: RowProblem) -> UploadProblem:
    return UploadProblem(
        upload=upload,
        row_number=problem.row_number,
        code=problem.code,
        severity=problem.severity.value,
        field=problem.field,
        person=_fitting("person", problem.person),
        value=_fitting("value", problem.value),
    )


def _fitting(column: str, text: str) -> str:
    """What the MIS sent, as far as the column holds it; NUL is no text to the database."""
    longest = getattr(UploadProblem._meta.get_field(column), "max_length", None)
    return text.replace("\0", "")[:longest]
