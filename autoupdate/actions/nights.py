"""Starting the night, forcing one school, and working the queue."""

from __future__ import annotations

import logging
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import (
    DatabaseError,
    IntegrityError,
    InterfaceError,
    OperationalError,
    connection,
    transaction,
)
from django.utils import timezone

from accounts.audit import record
from accounts.models import PortalUser, School, SchoolMis
from accounts.permissions import Permission, check
from accounts.resting import collector_resting
from autoupdate.calendar import last_at, night_date
from autoupdate.models import FailureKind, Night, ProcessingRun, RunCause
from autoupdate.night import queue
from autoupdate.night.run import process
from autoupdate.wake import WORK_QUEUE, wake

logger = logging.getLogger(__name__)

FORCE_PRIORITY = 10
#: How many messages wake workers at once; each worker goes on until the queue is empty.
MOST_WAKES = 8
#: A night that could not start on time (nothing was running) still starts this much later.
CATCH_UP = timedelta(hours=6)


class AlreadyUnderWayError(Exception):
    """The school has a run that is waiting or under way."""


class NothingToProcessError(Exception):
    """The school uses no MIS whose exports could be processed."""


_QUEUE_NIGHT = """
INSERT INTO autoupdate_processingrun
    (school_mis_id, school_id, local_authority_id, night_id, cause, reason, priority, status,
     num_attempts, queued_at, counts, failure, failure_code)
SELECT m.id, s.id, s.local_authority_id, %(night)s, 'night', '', 100, 'queued',
       0, %(now)s, '{}', '', ''
FROM accounts_schoolmis m JOIN accounts_school s ON s.id = m.school_id
WHERE m.ended_at IS NULL AND (
    EXISTS (SELECT 1 FROM autoupdate_upload u
            WHERE u.school_mis_id = m.id AND u.state = 'ready')
    OR EXISTS (SELECT 1 FROM matching_misperson p
               WHERE p.school_mis_id = m.id AND p.absent_since IS NULL
                 AND (p.standing = 'not_started' AND p.starts_on <= %(today)s
                      OR p.standing = 'linked' AND p.leaves_on < %(today)s)))
ORDER BY s.local_authority_id, s.id
ON CONFLICT DO NOTHING
"""


def start_night(*, at: datetime | None = None) -> int:
    """Queue a run for every school with something ready or a date that has come.

    Returns how many runs were queued; 0 if this night has been started before. A school that is
    being processed already keeps its live run.
    """
    now = at or timezone.now()
    today = night_date(now)
    with transaction.atomic():
        night, is_new = Night.objects.get_or_create(night_on=today, defaults={"started_at": now})
        return _queue_night(night, today=today, now=now) if is_new else 0


def _queue_night(night: Night, *, today: date, now: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_QUEUE_NIGHT, {"night": night.pk, "now": now, "today": today})
        num_queued = int(cursor.rowcount)
    logger.info("Night of %s: %s schools queued", today, num_queued)
    wake_workers()
    return num_queued


def wake_workers() -> None:
    """Send workers to the queue, if anything waits there."""
    for _ in range(min(queue.num_waiting(), MOST_WAKES)):
        wake(WORK_QUEUE)


def start_missed_night() -> int:
    """Start tonight's night if its time has passed and nobody did (beat was down)."""
    now = timezone.now()
    due = last_at(settings.NIGHT_STARTS_AT, now)
    if now - due > CATCH_UP or Night.objects.filter(night_on=night_date(due)).exists():
        return 0
    return start_night(at=due)


@transaction.atomic
def force(school: School, *, by: PortalUser, reason: str) -> ProcessingRun:
    """Queue the school before everybody else.

    Raises PermissionDenied, AlreadyUnderWayError if a run of the school is live,
    NothingToProcessError if the school uses no MIS.
    """
    check(by, Permission.FORCE_PROCESSING, school)
    school_mis = SchoolMis.objects.filter(school=school, ended_at__isnull=True).first()
    if school_mis is None:
        raise NothingToProcessError
    try:
        with transaction.atomic():
            run = ProcessingRun.objects.create(
                school_mis=school_mis,
                school=school,
                local_authority_id=school.local_authority_id,
                cause=RunCause.FORCE,
                reason=reason,
                requested_by=by,
                priority=FORCE_PRIORITY,
                queued_at=timezone.now(),
            )
    except IntegrityError as error:
        raise AlreadyUnderWayError from error
    record("run.forced", by=by, school=school, subject=f"run:{run.pk}", reason=reason)
    wake(WORK_QUEUE)
    return run


def work() -> int:
    """Process queued runs until none is left that can be claimed; returns how many."""
    num_done = 0
    while (run_id := queue.claim_next()) is not None:
        _work_one(run_id)
        num_done += 1
    return num_done


def _work_one(run_id: int) -> None:
    try:
        with collector_resting():
            process(run_id)
    except (OperationalError, InterfaceError, IntegrityError) as error:
        # Refused by a constraint: somebody else wrote the same at this moment, or it is a fault
        # of ours. Looking again tells the two apart.
        logger.warning("Run %s met a fault that may pass: %s", run_id, _nature(error))
        queue.put_back(run_id, failure=FailureKind.TEMPORARY, code="database")
    except DatabaseError as error:
        logger.error("Run %s was refused by the database: %s", run_id, _nature(error))
        queue.put_back(run_id, failure=FailureKind.INTERNAL, code="database_refused")
    except Exception as error:
        logger.exception("Run %s failed", run_id)
        queue.put_back(run_id, failure=FailureKind.INTERNAL, code=type(error).__name__[:40])


def _nature(error: DatabaseError | InterfaceError) -> str:
    """What kind of fault it is. The database's own message may hold names and is not logged."""
    told = getattr(error.__cause__, "diag", None)
    constraint = getattr(told, "constraint_name", None)
    code = getattr(told, "sqlstate", None)
    return " ".join(filter(None, (type(error).__name__, code, constraint)))
