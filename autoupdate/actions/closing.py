"""Closing uploads that will never be processed: rejected with the reason, their files deleted."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from autoupdate import vault
from autoupdate.models import Upload, UploadState
from autoupdate.states import check_transition

WAITING = (UploadState.RECEIVED, UploadState.READY)


def close_waiting(uploads: Iterable[Upload], *, fault: str) -> int:
    """Reject those of ``uploads`` that wait, and delete what was stored once that is certain.

    Must run inside a transaction that holds their MIS locked. Returns how many waited.
    """
    waiting = [each for each in uploads if each.state in WAITING]
    names = [upload.stored_as for upload in waiting if upload.stored_as]
    for upload in waiting:
        check_transition(upload.state, UploadState.REJECTED)
        upload.state, upload.state_at = UploadState.REJECTED, timezone.now()
        upload.fault, upload.stored_as = fault, ""
        upload.save()
        upload.problems.all().delete()
    transaction.on_commit(lambda: _delete_files(names))
    return len(waiting)


def _delete_files(names: list[str]) -> None:
    for name in names:
        vault.delete(name)
