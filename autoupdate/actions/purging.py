"""Deleting stored uploads when their time is over, and the names and values in their problems.

What came of them stays in the database.

It must not touch an upload that still waits for its night.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.audit import record
from accounts.models import School
from autoupdate import vault
from autoupdate.models import Upload, UploadProblem, UploadState

PURGED = "uploads.purged"
OVER = (UploadState.PROCESSED, UploadState.REJECTED, UploadState.SUPERSEDED)
#: A file that no upload names after so long was left by a process that was killed.
ORPHANED_AFTER = timedelta(days=1)


def purge_uploads() -> int:
    """Delete every stored file kept for long enough; returns how many uploads lost theirs."""
    num_purged = 0
    for school_id, uploads in _due_by_school().items():
        # The files first: killed in between, an upload names a file that is gone, and the next
        # purge finishes. The other way about a file would stay for ever.
        for upload in uploads:
            vault.delete(upload.stored_as)
        with transaction.atomic():
            ids = [each.pk for each in uploads]
            Upload.objects.filter(pk__in=ids).update(stored_as="")
            UploadProblem.objects.filter(upload__in=ids).update(value="", person="")
            school = School.objects.get(pk=school_id)
            record(PURGED, by=None, school=school, after={"num_files": len(uploads)})
        num_purged += len(uploads)
    _delete_orphans()
    return num_purged


def _due_by_school() -> dict[int, list[Upload]]:
    kept_since = timezone.now() - timedelta(days=settings.UPLOAD_KEEP_DAYS)
    due = Upload.objects.filter(state__in=OVER, received_at__lt=kept_since).exclude(stored_as="")
    by_school: defaultdict[int, list[Upload]] = defaultdict(list)
    for upload in due.select_related("school_mis").only("stored_as", "school_mis__school"):
        by_school[upload.school_mis.school_id].append(upload)
    return by_school


def _delete_orphans() -> None:
    old = set(vault.names_older_than(timezone.now() - ORPHANED_AFTER))
    named = Upload.objects.filter(stored_as__in=old).values_list("stored_as", flat=True)
    for name in old.difference(named):
        vault.delete(name)
