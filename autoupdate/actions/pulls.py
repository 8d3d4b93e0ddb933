"""Force run: having a school's MIS fetched now, and working the queue of pulls."""

from __future__ import annotations

import logging

from django.db import IntegrityError, InterfaceError, OperationalError, transaction
from django.utils import timezone

from accounts.actions.locking import lock_school
from accounts.actions.refused import ActionRefused
from accounts.audit import record
from accounts.models import PortalUser, School
from accounts.permissions import Permission, check
from autoupdate.actions.after_pulls import finish
from autoupdate.models import Pull, PullCause
from autoupdate.pulling import queue
from autoupdate.pulling.ending import give_back, try_again
from autoupdate.pulling.fetch import fetch
from autoupdate.pulling.queue import Claim, ClaimLostError
from autoupdate.queries.pulls import force_run_of
from autoupdate.queries.reports import mis_in_use
from autoupdate.wake import WORK_PULLS, wake

logger = logging.getLogger(__name__)

#: How many messages wake workers at once; each worker goes on until nothing is due.
MOST_WAKES = 8


@transaction.atomic
def force_run(school: School, *, by: PortalUser) -> Pull:
    """Have the school's MIS fetched before everybody else's.

    Raises PermissionDenied, or ActionRefused where it cannot be now: the sentence says why and
    until when.
    """
    check(by, Permission.FORCE_RUN, school)
    lock_school(school.pk)
    school_mis = mis_in_use(school)
    if school_mis is None:
        raise ActionRefused(
            f"{school} has not chosen its MIS yet, so nothing was started. Choose it first."
        )
    now = timezone.now()
    offer = force_run_of(school_mis, by, now)
    if not offer.may:
        raise ActionRefused(f"Nothing was started. {offer.why}")
    try:
        with transaction.atomic():
            pull = Pull.objects.create(
                school_mis=school_mis,
                school=school,
                cause=PullCause.FORCE,
                requested_by=by,
                queued_at=now,
            )
    except IntegrityError as error:
        raise ActionRefused(f"Nothing was started. {school} is being fetched already.") from error
    record("pull.forced", by=by, school=school, subject=f"pull:{pull.pk}")
    wake(WORK_PULLS)
    return pull


def wake_workers() -> None:
    """Send workers to the queue of pulls, if anything is due there."""
    for _ in range(min(queue.num_due(), MOST_WAKES)):
        wake(WORK_PULLS)


def work() -> int:
    """Fetch what is queued and due until nothing is left that can be claimed; returns how many."""
    num_done = 0
    while (claim := queue.claim_next()) is not None:
        _work_one(claim)
        num_done += 1
    return num_done


def _work_one(claim: Claim) -> None:
    try:
        book = fetch(claim)
        if not try_again(book):
            finish(book)
    except ClaimLostError:
        # Another worker has it: whatever this one had read, it has written down nothing more.
        logger.warning("Pull %s went to another worker", claim.pull_id)
    except (OperationalError, InterfaceError) as error:
        logger.warning("Pull %s met %s", claim.pull_id, type(error).__name__)
        give_back(claim)
