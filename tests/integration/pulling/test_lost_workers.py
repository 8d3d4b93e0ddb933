"""Claiming, workers that die or are slow, and a database that goes away."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone

from accounts.models import SchoolMis
from autoupdate.actions import pulls
from autoupdate.pulling import queue
from autoupdate.pulling.ending import MOST_LOST, give_back_lost
from autoupdate.tasks.pulling import sweep_pulls, work_pulls
from tests.factories import PullFactory
from tests.fetching import Vendor
from tests.integration.pulling.steps import (
    come,
    connection,
    fetched,
    silent,
    states,
    uploaded,
    worked,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("midday")]


def test_the_database_away_gives_the_pull_back_for_later(
    school_mis: SchoolMis, vendor: Vendor
) -> None:
    vendor.fails("students", OperationalError("the connection was closed"))
    pull = fetched(school_mis)
    assert pull.status == "queued"
    assert pull.not_before is not None
    assert pull.not_before > timezone.now()
    assert states(pull) == {"staff": "done", "students": "waiting", "contacts": "waiting"}
    come(pull)
    assert worked(pull).status == "done"


def test_a_dead_workers_pull_goes_to_another_that_fetches_the_rest(
    school_mis: SchoolMis, vendor: Vendor
) -> None:
    class Killed(BaseException):
        pass

    vendor.fails("students", Killed())  # type: ignore[arg-type]
    pull = PullFactory(school_mis=school_mis)
    with pytest.raises(Killed):
        pulls.work()
    pull.refresh_from_db()
    assert pull.status == "running"
    assert give_back_lost() == 0
    assert pulls.work() == 0
    silent(pull)
    assert give_back_lost() == 1
    vendor.asked.clear()
    assert worked(pull).status == "done"
    assert vendor.names_asked() == ["students", "contacts"]
    assert uploaded() == {"staff": 2, "students": 6, "contacts": 6}


def test_the_sweep_gives_back_and_the_task_goes_on(
    school_mis: SchoolMis, caplog: pytest.LogCaptureFixture
) -> None:
    pull = PullFactory(school_mis=school_mis, running=True)
    silent(pull)
    sweep_pulls()
    assert "1 pulls had lost their worker" in caplog.text
    work_pulls()
    pull.refresh_from_db()
    assert (pull.status, pull.num_attempts) == ("done", 2)


def test_a_worker_that_was_taken_for_dead_writes_nothing_more(
    school_mis: SchoolMis, vendor: Vendor
) -> None:
    pull = PullFactory(school_mis=school_mis)

    def taken() -> None:
        silent(pull)
        assert give_back_lost() == 1
        assert queue.claim_next() is not None

    vendor.happens("students", 3, taken)
    worked(pull)
    assert pull.status == "running"
    assert states(pull) == {"staff": "done", "students": "waiting", "contacts": "waiting"}
    assert set(uploaded()) == {"staff"}


def test_giving_back_what_is_no_longer_ones_own_changes_nothing(
    school_mis: SchoolMis, vendor: Vendor
) -> None:
    pull = PullFactory(school_mis=school_mis)

    def taken() -> None:
        silent(pull)
        give_back_lost()
        queue.claim_next()
        raise OperationalError

    vendor.happens("students", 1, taken)
    worked(pull)
    assert (pull.status, pull.not_before) == ("running", None)


def test_a_pull_that_kills_its_workers_is_not_tried_for_ever(school_mis: SchoolMis) -> None:
    pull = PullFactory(
        school_mis=school_mis,
        running=True,
        num_attempts=MOST_LOST,
        parts=[
            {"sub_report": "staff", "state": "done"},
            {"sub_report": "students", "state": "reading"},
        ],
    )
    silent(pull)
    give_back_lost()
    pull.refresh_from_db()
    assert (pull.status, pull.failure, pull.failure_code) == ("failed", "internal", "own_fault")
    assert states(pull) == {"staff": "done", "students": "failed"}
    assert connection(school_mis).trouble == "own_fault"


def test_a_force_run_is_claimed_before_an_evenings(school_mis: SchoolMis) -> None:
    PullFactory(queued_at=timezone.now() - timedelta(hours=1))
    forced = PullFactory(school_mis=school_mis, forced=True)
    claim = queue.claim_next()
    assert claim is not None
    assert claim.pull_id == forced.pk


def test_nothing_is_due_before_its_time() -> None:
    PullFactory(not_before=timezone.now() + timedelta(minutes=1))
    assert queue.claim_next() is None
    assert queue.num_due() == 0
    PullFactory()
    PullFactory(not_before=timezone.now() - timedelta(minutes=1))
    assert queue.num_due() == 2
