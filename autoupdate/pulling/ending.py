"""The end of a try: done, failed with whose turn it is, or tried again; and giving back the dead's.

It must not know how anything was fetched.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.dates import uk_time
from autoupdate.models import FailureKind, MisConnection, Pull, PullStatus
from autoupdate.pull_parts import Part, PartState, kept_from, parts_from
from autoupdate.pulling.book import Book
from autoupdate.pulling.queue import LOST_AFTER, Claim, keep, say
from autoupdate.pulling.verdict import gravest, next_try
from autoupdate.queries.nights import next_night_at

#: So many workers may be lost over one pull before it is taken for what kills them.
MOST_LOST = 5
#: After a fault of the database, a moment for it to come back.
BREATHER = timedelta(minutes=1)


def try_again(book: Book) -> bool:
    """Queue the pull for what failed and may pass; returns whether there is such a thing.

    Raises ClaimLostError.
    """
    now = timezone.now()
    at = next_try(book.parts, cause=book.pull.cause, now=now, night_at=next_night_at(now))
    if at is None:
        return False
    with transaction.atomic():
        keep(book.claim, status=PullStatus.QUEUED, claimed_at=None, not_before=at)
        # What may pass by itself is told when it has not passed.
        lasting = [each for each in book.parts if not each.may_pass]
        _tell_connection(book.pull, lasting, now=now)
        book.say(f"What failed is tried again after {uk_time(at)}.")
    return True


def close(book: Book) -> None:
    """Say how the pull ended, in the caller's transaction. Raises ClaimLostError."""
    now, worst = timezone.now(), gravest(book.parts)
    keep(book.claim, finished_at=now, **_ending(worst))
    _tell_connection(book.pull, book.parts, now=now)
    if worst is None and _has_done(book.parts):
        _of(book.pull).update(trouble="", trouble_detail={}, trouble_at=None)
    book.say("Done." if worst is None else f"Failed: {worst.trouble}.")


def _ending(worst: Part | None) -> dict[str, Any]:
    if worst is None or worst.kind is None:
        return {"status": PullStatus.DONE}
    return {
        "status": PullStatus.FAILED,
        "failure": FailureKind(worst.kind.value),
        "failure_code": worst.trouble,
        "failure_detail": worst.detail,
    }


def _has_done(parts: Sequence[Part]) -> bool:
    return any(each.state == PartState.DONE for each in parts)


def _of(pull: Pull) -> QuerySet[MisConnection]:
    return MisConnection.objects.filter(school_mis=pull.school_mis_id)


def _tell_connection(pull: Pull, parts: Sequence[Part], *, now: datetime) -> None:
    """Let the connection say that it served, and whose turn it is where a part failed.

    What was entered or approved since the try began is not blamed for it.
    """
    if _has_done(parts):
        _of(pull).update(last_used_at=now)
    worst = gravest(parts)
    if worst is not None:
        began_at = pull.claimed_at or now
        blamed = _of(pull).exclude(entered_at__gt=began_at).exclude(approved_at__gt=began_at)
        blamed.update(trouble=worst.trouble, trouble_detail=worst.detail, trouble_at=now)


def give_back_lost() -> int:
    """Queue again the pulls whose worker has shown no sign of life. Returns how many."""
    with transaction.atomic():
        lost = Pull.objects.select_for_update(skip_locked=True).filter(
            status=PullStatus.RUNNING, alive_at__lt=timezone.now() - LOST_AFTER
        )
        return sum(_let_go(pull, "The worker was lost") for pull in list(lost))


def give_back(claim: Claim) -> None:
    """Queue again, for a little later, a pull that this worker cannot go on with."""
    with transaction.atomic():
        mine = Pull.objects.select_for_update().filter(
            pk=claim.pull_id, status=PullStatus.RUNNING, claimed_at=claim.claimed_at
        )
        for pull in mine:
            pull.not_before = timezone.now() + BREATHER
            _let_go(pull, "The worker gave up, for the database did")


def _let_go(pull: Pull, why: str) -> bool:
    """Queue the locked pull again, or fail it where it has lost too many workers."""
    parts = parts_from(pull.parts)
    for each in parts:
        if each.state == PartState.READING:
            each.again()
    if pull.num_attempts < MOST_LOST:
        say(pull.pk, f"{why}: what was not fetched yet is fetched by the next.")
        pull.status, pull.claimed_at = PullStatus.QUEUED, None
    else:
        say(pull.pk, f"{why} {pull.num_attempts} times: it is not tried again.")
        _fail(pull, parts)
    pull.parts = kept_from(parts)
    pull.save()
    return True


def _fail(pull: Pull, parts: Sequence[Part]) -> None:
    now = timezone.now()
    for each in parts:
        if not each.is_over:
            each.state, each.trouble = PartState.FAILED, "own_fault"
    pull.status, pull.finished_at, pull.not_before = PullStatus.FAILED, now, None
    pull.failure, pull.failure_code = FailureKind.INTERNAL, "own_fault"
    _tell_connection(pull, parts, now=now)
