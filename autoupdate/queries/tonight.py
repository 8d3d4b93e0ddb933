"""How far the last night is, when it may end, and what waits in the queues: all of it from rows.

The queue is rows (Redis may be away), so this is true whoever is awake. It knows no page.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Max, Min, Q

from autoupdate.models import (
    Night,
    ProcessingRun,
    Pull,
    PullStatus,
    RunStatus,
    Upload,
    UploadState,
)

#: The pace of a night is that of its last minutes: schools differ, and workers come and go.
_PACE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class NightProgress:
    """How far a night is. ``ends_at``: an estimate, None where nothing lets one say."""

    night: Night
    num_all: int
    num_done: int
    num_failed: int
    began_at: datetime | None
    ended_at: datetime | None
    ends_at: datetime | None

    @property
    def num_over(self) -> int:
        """The schools whose run has ended, well or not."""
        return self.num_done + self.num_failed

    @property
    def num_left(self) -> int:
        """The schools that still wait, or are under way."""
        return self.num_all - self.num_over

    @property
    def is_over(self) -> bool:
        """Whether no school is left."""
        return self.num_left == 0


@dataclass(frozen=True, slots=True)
class Queues:
    """What waits for a worker and what one is at, and since when the oldest has waited."""

    num_runs_waiting: int
    num_runs_running: int
    oldest_run_at: datetime | None
    num_pulls_waiting: int
    num_pulls_running: int
    num_uploads_to_check: int


def last_night(*, now: datetime) -> NightProgress | None:
    """The newest night, None where there was none yet. Two queries."""
    night = Night.objects.first()
    if night is None:
        return None
    ended, is_over = Q(status__in=[RunStatus.DONE, RunStatus.FAILED]), Q(finished_at__isnull=False)
    told = ProcessingRun.objects.filter(night=night).aggregate(
        num_all=Count("pk"),
        num_done=Count("pk", filter=Q(status=RunStatus.DONE)),
        num_failed=Count("pk", filter=Q(status=RunStatus.FAILED)),
        num_lately=Count("pk", filter=ended & Q(finished_at__gt=now - _PACE)),
        began_at=Min("claimed_at"),
        ended_at=Max("finished_at", filter=is_over),
    )
    return NightProgress(
        night=night,
        num_all=told["num_all"],
        num_done=told["num_done"],
        num_failed=told["num_failed"],
        began_at=told["began_at"],
        ended_at=told["ended_at"],
        ends_at=_ends_at(told, now=now),
    )


def _ends_at(told: dict[str, Any], *, now: datetime) -> datetime | None:
    """Now, and as long as what is left takes at the pace of the last minutes."""
    num_left = told["num_all"] - told["num_done"] - told["num_failed"]
    if not num_left or not told["num_lately"] or told["began_at"] is None:
        return None
    watched: timedelta = min(_PACE, now - told["began_at"])
    ends_at: datetime = now + watched * num_left / told["num_lately"]
    return ends_at


def queues() -> Queues:
    """What waits now. Three queries."""
    waiting, running = Q(status=RunStatus.QUEUED), Q(status=RunStatus.RUNNING)
    runs = ProcessingRun.objects.filter(waiting | running).aggregate(
        waiting=Count("pk", filter=waiting),
        running=Count("pk", filter=running),
        oldest=Min("queued_at", filter=waiting),
    )
    pulls_waiting, pulls_running = Q(status=PullStatus.QUEUED), Q(status=PullStatus.RUNNING)
    pulls = Pull.objects.filter(pulls_waiting | pulls_running).aggregate(
        waiting=Count("pk", filter=pulls_waiting), running=Count("pk", filter=pulls_running)
    )
    return Queues(
        num_runs_waiting=runs["waiting"],
        num_runs_running=runs["running"],
        oldest_run_at=runs["oldest"],
        num_pulls_waiting=pulls["waiting"],
        num_pulls_running=pulls["running"],
        num_uploads_to_check=Upload.objects.filter(state=UploadState.RECEIVED).count(),
    )
