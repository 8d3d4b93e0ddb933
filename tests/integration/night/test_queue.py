"""The queue of runs: who is claimed when, what becomes of the lost and of the failed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, InterfaceError, OperationalError
from django.utils import timezone

from accounts.bulk import statements
from accounts.models import Role, SchoolMis, UsoAccount
from autoupdate.actions import nights
from autoupdate.models import FailureKind, ProcessingRun, Upload
from autoupdate.night import journal, queue
from autoupdate.night import run as one_run
from tests.factories import NightFactory, ProcessingRunFactory, user_with_role
from tests.integration.night.exports import send_students
from tests.integration.night.people import codes, row

pytestmark = pytest.mark.django_db


def queued(school_mis: SchoolMis, **details: Any) -> ProcessingRun:
    """A run of the school that waits."""
    made: ProcessingRun = ProcessingRunFactory(school_mis=school_mis, **details)
    return made


def running(school_mis: SchoolMis, *, since: timedelta) -> ProcessingRun:
    """A run that somebody claimed so long ago."""
    return queued(school_mis, status="running", claimed_at=timezone.now() - since, num_attempts=1)


def status(run: ProcessingRun) -> str:
    run.refresh_from_db()
    return run.status


def test_a_forced_run_comes_before_the_night(school_mis: SchoolMis, faraway: SchoolMis) -> None:
    queued(school_mis)
    forced = queued(faraway, forced=True, priority=nights.FORCE_PRIORITY)
    assert queue.claim_next() == forced.pk
    assert status(forced) == "running"
    assert forced.claimed_at is not None


def test_schools_of_one_authority_wait_for_each_other(
    school_mis: SchoolMis, neighbour: SchoolMis, faraway: SchoolMis
) -> None:
    night = NightFactory()
    first, second, third = (queued(each, night=night) for each in (school_mis, neighbour, faraway))
    assert queue.claim_next() == first.pk
    assert queue.claim_next() == third.pk
    assert queue.claim_next() is None
    assert queue.num_waiting() == 1
    ProcessingRun.objects.filter(pk=first.pk).update(status="done", finished_at=timezone.now())
    assert queue.claim_next() == second.pk


def test_an_empty_queue_gives_nothing() -> None:
    assert queue.claim_next() is None
    assert nights.work() == 0


def test_a_lost_run_is_queued_again_and_done(school_mis: SchoolMis) -> None:
    send_students(school_mis, row("1", "Ada Okonkwo"))
    lost = running(school_mis, since=queue.LOST_AFTER * 2)
    assert queue.give_back_lost() == 1
    assert status(lost) == "queued"
    assert lost.claimed_at is None
    assert nights.work() == 1
    assert status(lost) == "done"
    assert lost.num_attempts == 2


def test_a_run_that_was_claimed_just_now_is_not_lost(school_mis: SchoolMis) -> None:
    young = running(school_mis, since=timedelta(0))
    assert queue.give_back_lost() == 0
    assert status(young) == "running"


def test_a_run_that_is_over_is_not_processed_again(school_mis: SchoolMis) -> None:
    send_students(school_mis, row("1", "Ada Okonkwo"))
    over = queued(school_mis, done=True)
    assert one_run.process(over.pk) is False
    assert not UsoAccount.objects.exists()


def failing(monkeypatch: pytest.MonkeyPatch, error: Exception, *, times: int) -> None:
    """Let the next so many runs fail half-way, after people and accounts were written."""
    write = journal.write_outcomes
    left = [times]

    def fail(*args: Any, **kwargs: Any) -> None:
        if left[0]:
            left[0] -= 1
            raise error
        write(*args, **kwargs)

    monkeypatch.setattr(one_run, "write_outcomes", fail)


@pytest.mark.parametrize(
    "error",
    [OperationalError("gone"), InterfaceError("closed"), IntegrityError("written meanwhile")],
)
def test_a_fault_that_may_pass_is_tried_again(
    error: Exception, school_mis: SchoolMis, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = send_students(school_mis, row("1", "Ada Okonkwo"))
    run = queued(school_mis)
    failing(monkeypatch, error, times=1)
    assert nights.work() == 2
    assert status(run) == "done"
    assert run.num_attempts == 2
    assert codes(run) == {"1": "created"}
    assert UsoAccount.objects.count() == 1
    assert "it is tried again" in run.log_lines.all()[0].message
    assert Upload.objects.get(pk=upload.pk).state == "processed"


def test_after_three_tries_a_person_looks(
    school_mis: SchoolMis, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = send_students(school_mis, row("1", "Ada Okonkwo"))
    run = queued(school_mis)
    failing(monkeypatch, OperationalError("gone"), times=9)
    assert nights.work() == queue.MOST_ATTEMPTS
    assert status(run) == "failed"
    assert (run.failure, run.failure_code) == ("temporary", "database")
    assert not UsoAccount.objects.exists()
    assert Upload.objects.get(pk=upload.pk).state == "ready"


@pytest.mark.parametrize(
    ("error", "code"),
    [(DatabaseError("no"), "database_refused"), (KeyError("a name"), "KeyError")],
)
def test_a_fault_of_ours_fails_at_once_and_changes_nothing(
    error: Exception, code: str, school_mis: SchoolMis, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = send_students(school_mis, row("1", "Ada Okonkwo"))
    run = queued(school_mis)
    failing(monkeypatch, error, times=9)
    assert nights.work() == 1
    assert status(run) == "failed"
    assert (run.failure, run.failure_code) == ("internal", code)
    [line] = run.log_lines.all()
    assert "the exports stay ready" in line.message
    assert "a name" not in line.message
    assert not UsoAccount.objects.exists()
    assert Upload.objects.get(pk=upload.pk).state == "ready"


def test_after_a_failure_the_school_can_be_forced_and_all_is_well(
    school_mis: SchoolMis, monkeypatch: pytest.MonkeyPatch
) -> None:
    send_students(school_mis, row("1", "Ada Okonkwo"))
    queued(school_mis)
    failing(monkeypatch, KeyError("ours"), times=1)
    nights.work()
    nights.force(school_mis.school, by=user_with_role(Role.SERVICE_DESK), reason="Try again.")
    nights.work()
    assert codes(ProcessingRun.objects.latest("pk")) == {"1": "created"}


def test_one_school_that_fails_holds_up_no_other(
    school_mis: SchoolMis, neighbour: SchoolMis, monkeypatch: pytest.MonkeyPatch
) -> None:
    for each in (school_mis, neighbour):
        send_students(each, row("1", "Ada Okonkwo"))
    night = NightFactory()
    first, second = queued(school_mis, night=night), queued(neighbour, night=night)
    failing(monkeypatch, KeyError("ours"), times=1)
    assert nights.work() == 2
    assert (status(first), status(second)) == ("failed", "done")


def test_a_failure_told_too_late_changes_nothing(school_mis: SchoolMis) -> None:
    over = queued(school_mis, done=True)
    queue.put_back(over.pk, failure=FailureKind.INTERNAL, code="late")
    assert status(over) == "done"
    assert not over.log_lines.exists()


def test_two_claims_of_one_authority_at_once_are_settled_by_the_database(
    school_mis: SchoolMis, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The loser of the race meets the constraint, and looks again."""
    run = queued(school_mis)
    real = statements.fetch
    met: list[bool] = []

    def fetch(*args: Any) -> Any:
        if not met:
            met.append(True)
            raise IntegrityError("run_one_running_per_la")
        return real(*args)

    monkeypatch.setattr(queue, "fetch", fetch)
    assert queue.claim_next() == run.pk


def test_a_run_over_which_too_many_workers_died_is_for_the_desk(
    school_mis: SchoolMis, faraway: SchoolMis
) -> None:
    deadly = running(school_mis, since=timedelta(minutes=1))
    ProcessingRun.objects.filter(pk=deadly.pk).update(num_attempts=queue.MOST_LOST)
    unlucky = running(faraway, since=timedelta(minutes=1))
    assert queue.give_back_lost() == 1
    assert status(unlucky) == "queued"
    assert status(deadly) == "failed"
    assert (deadly.failure, deadly.failure_code) == (FailureKind.PERMANENT, "worker_lost")
