"""The Celery tasks of what comes in: each takes an id at most and calls one action."""

from __future__ import annotations

from uuid import UUID

from celery import shared_task

from autoupdate.actions import checking, purging
from autoupdate.actions.handover import purge_handovers
from autoupdate.wake import CHECK_UPLOAD


# Safe to repeat: a checked upload is left alone.
@shared_task(name=CHECK_UPLOAD, acks_late=True)
def check_upload(upload_id: str) -> None:
    """Check one upload."""
    checking.check_upload(UUID(upload_id))


@shared_task(name="autoupdate.tasks.purge_uploads")
def purge_uploads() -> None:
    """Delete stored uploads whose time is over, and keys that nobody fetched."""
    purging.purge_uploads()
    purge_handovers()
