"""The queue of pulls in PostgreSQL: claiming, and showing a sign of life.

Redis may be emptied at any moment: these rows are all there is to know. A claim is its pull's id
and the moment of claiming; whoever has lost it can write nothing any more.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from autoupdate.connectors.http import Limits
from autoupdate.models import Pull, PullLogLine, PullStatus

_LIMITS = Limits()
#: A worker shows that it lives before each request and after each wait, so the longest silence of a
#: living one is a request that uses up every limit, the wait after it, and some time to write down.
LOST_AFTER = timedelta(
    seconds=_LIMITS.connect_s + _LIMITS.total_s + _LIMITS.read_s + 1.5 * _LIMITS.longest_wait_s + 60
)

_CLAIM = """
UPDATE autoupdate_pull SET status = 'running', claimed_at = %(now)s, alive_at = %(now)s,
       not_before = NULL, num_attempts = num_attempts + 1
WHERE id = (
    SELECT id FROM autoupdate_pull
    WHERE status = 'queued' AND (not_before IS NULL OR not_before <= %(now)s)
    ORDER BY cause <> 'force', queued_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
AND status = 'queued'
RETURNING id
"""


class ClaimLostError(Exception):
    """The pull is no longer this worker's: it was taken for dead, and another one has it."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A pull that this worker, and no other, works on."""

    pull_id: int
    claimed_at: datetime


def claim_next() -> Claim | None:
    """Claim the first queued pull whose time has come, a Force run before an evening's."""
    now = timezone.now()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_CLAIM, {"now": now})
        row = cursor.fetchone()
    return Claim(row[0], now) if row else None


def keep(claim: Claim, **values: Any) -> None:
    """Write down values of the pull, and that its worker lives. Raises ClaimLostError."""
    mine = Pull.objects.filter(
        pk=claim.pull_id, status=PullStatus.RUNNING, claimed_at=claim.claimed_at
    )
    if not mine.update(**{"alive_at": timezone.now(), **values}):
        raise ClaimLostError


def say(pull_id: int, message: str) -> None:
    """A line for the additional log."""
    PullLogLine.objects.create(pull_id=pull_id, at=timezone.now(), message=message)


def num_due() -> int:
    """How many pulls wait for a worker and may begin now."""
    now = timezone.now()
    due = Pull.objects.filter(status=PullStatus.QUEUED)
    return due.filter(Q(not_before__isnull=True) | Q(not_before__lte=now)).count()
