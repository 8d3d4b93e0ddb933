"""What follows a pull: its uploads are checked, and a Force run's are processed if they may be.

It must not know how anything was fetched.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.permissions import Permission, can
from autoupdate.actions.checking import check_upload
from autoupdate.models import (
    ProcessingRun,
    Pull,
    PullCause,
    RunCause,
    Upload,
    UploadState,
)
from autoupdate.pull_parts import Part
from autoupdate.pulling.book import Book
from autoupdate.pulling.ending import close
from autoupdate.pulling.queue import keep
from autoupdate.queries.pulls import why_not_processed_now
from autoupdate.wake import WORK_QUEUE, wake

#: After a run that the Service Desk forces, before the night's.
PRIORITY = 20


def finish(book: Book) -> None:
    """End the pull; where somebody waits for it, check its uploads and have them processed.

    Killed before the end, the pull is given back and ends the same way. Raises ClaimLostError.
    """
    if book.pull.cause == PullCause.FORCE:
        _check_all(book)
    with transaction.atomic():
        close(book)
        if book.pull.cause == PullCause.FORCE:
            _process(book)


def _check_all(book: Book) -> None:
    """Check what no other worker has checked yet: the page that watches goes on at once."""
    for upload in uploads_of(book.parts).filter(state=UploadState.RECEIVED):
        keep(book.claim)
        check_upload(upload.pk)


def uploads_of(parts: Sequence[Part]) -> QuerySet[Upload]:
    """The uploads that a pull's parts became, repeats of earlier ones included."""
    return Upload.objects.filter(pk__in=[each.upload for each in parts if each.upload])


def _process(book: Book) -> None:
    """Queue a run for what was fetched, or say in the log why it waits for the night."""
    pull = book.pull
    if not uploads_of(book.parts).filter(state=UploadState.READY).exists():
        return
    why_not = _why_not(pull)
    run = None if why_not else _queue_run(pull)
    if run is None:
        book.say(f"Not processed at once. {why_not}".strip())
        return
    Pull.objects.filter(pk=pull.pk).update(run=run)
    book.say(f"Processed in run {run.pk}.")
    wake(WORK_QUEUE)


def _why_not(pull: Pull) -> str:
    by = pull.requested_by
    if by is None or not can(by, Permission.FORCE_RUN, pull.school):
        return "Whoever pressed Force run may not do so any more."
    return why_not_processed_now(pull.school_mis, timezone.now())


def _queue_run(pull: Pull) -> ProcessingRun | None:
    """The run, or None where another one of the school has come before it."""
    try:
        with transaction.atomic():
            return ProcessingRun.objects.create(
                school_mis=pull.school_mis,
                school=pull.school,
                local_authority_id=pull.school.local_authority_id,
                cause=RunCause.PULL,
                requested_by=pull.requested_by,
                priority=PRIORITY,
                queued_at=timezone.now(),
            )
    except IntegrityError:
        return None
