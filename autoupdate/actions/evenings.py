"""The evening: every school whose MIS is fetched by itself gets a pull. The rows are the queue."""

from __future__ import annotations

import logging
from datetime import datetime

from django.utils import timezone

from autoupdate.actions.pulls import wake_workers
from autoupdate.models import Pull, PullCause
from autoupdate.pulling.evening import due_in, evening_at

logger = logging.getLogger(__name__)


def queue_evening(*, at: datetime | None = None) -> int:
    """Queue a pull for every school that is due in the evening that is now; returns how many.

    Repeating it changes nothing: who was fetched since the evening began is not due. So beat may
    begin the evening, and the sweeper make up for a beat that was down and take in a school that
    connects late. Between a night and the next evening nobody is due.
    """
    now = at or timezone.now()
    evening = evening_at(now)
    due = due_in(evening) if evening is not None else []
    if not due:
        return 0
    queued = Pull.objects.bulk_create(
        [
            Pull(school_mis=each, school_id=each.school_id, cause=PullCause.EVENING, queued_at=now)
            for each in due
        ],
        ignore_conflicts=True,
    )
    logger.info("Evening: %s schools are to be fetched", len(queued))
    wake_workers()
    return len(queued)
