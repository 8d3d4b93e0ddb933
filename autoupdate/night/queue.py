"""The queue of runs in PostgreSQL: claiming, giving back, failing. Celery only wakes workers.

Redis may be emptied at any moment: these rows are all there is to know.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.bulk.statements import fetch
from autoupdate.models import FailureKind, ProcessingRun, RunLogLine, RunStatus

#: After so many failures that we would try again by ourselves, a person looks.
MOST_ATTEMPTS = 3
#: So many workers may die over one run; a night of kills and restarts is no fault of the run's.
MOST_LOST = 20
#: A running row this old that nobody holds locked has lost its worker.
LOST_AFTER = timedelta(seconds=10)

_CLAIM = """
UPDATE autoupdate_processingrun SET status = 'running', claimed_at = %s,
       num_attempts = num_attempts + 1
WHERE id = (
    SELECT id FROM autoupdate_processingrun q
    WHERE status = 'queued' AND NOT EXISTS (
        SELECT 1 FROM autoupdate_processingrun r
        WHERE r.local_authority_id = q.local_authority_id AND r.status = 'running')
    ORDER BY priority, id LIMIT 1 FOR UPDATE SKIP LOCKED)
AND status = 'queued'
RETURNING id, set_config('synchronous_commit', 'off', true)
"""


def claim_next() -> int | None:
    """Claim the first queued run whose local authority is free; its id, or None.

    Two workers may reach for two schools of one local authority at once: the database lets one
    of them through and the other looks again. Nobody waits until a claim is on the disk: should
    the server fall over before, the run is queued as it was, and what was done on the strength of
    the claim is lost with it.
    """
    while True:
        try:
            claimed = fetch(_CLAIM, [timezone.now()])
        except IntegrityError:
            continue
        return claimed[0][0] if claimed else None


def give_back_lost() -> int:
    """Queue again the runs whose worker died: running, but locked by nobody. Returns how many.

    A run that has lost a worker too often is not tried again: it may be what kills them.
    """
    with transaction.atomic():
        lost = list(
            ProcessingRun.objects.select_for_update(skip_locked=True).filter(
                status=RunStatus.RUNNING, claimed_at__lt=timezone.now() - LOST_AFTER
            )
        )
        for run in lost:
            if run.num_attempts >= MOST_LOST:
                _fail(run, failure=FailureKind.PERMANENT, code="worker_lost")
        return _requeue([run.pk for run in lost if run.status == RunStatus.RUNNING])


def _requeue(run_ids: list[int]) -> int:
    return ProcessingRun.objects.filter(pk__in=run_ids, status=RunStatus.RUNNING).update(
        status=RunStatus.QUEUED, claimed_at=None
    )


def put_back(run_id: int, *, failure: FailureKind, code: str) -> None:
    """After a failure: try again while that may help, else fail the run; whose turn it is."""
    with transaction.atomic():
        run = ProcessingRun.objects.select_for_update().get(pk=run_id)
        if run.status != RunStatus.RUNNING:
            return
        again = failure is FailureKind.TEMPORARY and run.num_attempts < MOST_ATTEMPTS
        told = "it is tried again" if again else "the exports stay ready for the next run"
        RunLogLine.objects.create(
            run=run, at=timezone.now(), message=f"Nothing was changed ({code}); {told}."
        )
        if again:
            _requeue([run.pk])
            return
        _fail(run, failure=failure, code=code)


def _fail(run: ProcessingRun, *, failure: FailureKind, code: str) -> None:
    run.status = RunStatus.FAILED
    run.finished_at = timezone.now()
    run.failure = failure
    run.failure_code = code
    run.save(update_fields=["status", "finished_at", "failure", "failure_code"])


def num_waiting() -> int:
    """How many runs wait for a worker."""
    return ProcessingRun.objects.filter(status=RunStatus.QUEUED).count()
