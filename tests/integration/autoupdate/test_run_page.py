"""Forcing a school, and the page of a run: progress, counts, failure in words, additional log."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from autoupdate.connectors import registry
from autoupdate.models import FailureKind, ProcessingRun, RunLogLine
from autoupdate.night.progress import Progress, tell
from tests.factories import HoldFactory, ProcessingRunFactory, UploadFactory
from tests.integration.conftest import Cast


def force(cast: Cast, reason: str = "Case 21", **more: Any) -> Any:
    page = reverse("autoupdate:desk_force", args=[cast.school.pk])
    return cast.client(cast.desk).post(page, {"reason": reason}, **more)


def run_page(cast: Cast, run: ProcessingRun, name: str = "run") -> Any:
    return cast.client(cast.desk).get(reverse(f"autoupdate:{name}", args=[run.pk]))


def text_of(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_the_desk_forces_a_school_and_watches_it(cast: Cast) -> None:
    answer = force(cast)
    run = ProcessingRun.objects.get()
    assert answer.headers["Location"] == reverse("autoupdate:run", args=[run.pk])
    assert (run.requested_by, run.reason) == (cast.desk, "Case 21")
    text = text_of(run_page(cast, run))
    assert "Waiting for a free worker" in text
    assert f"Forced by {cast.desk}" in text
    assert '<noscript><meta http-equiv="refresh"' in text


def test_a_reason_is_asked_for(cast: Cast) -> None:
    answer = force(cast, reason="  ")
    assert answer.status_code == 422
    assert "Say why the school is processed now" in text_of(answer)
    assert not ProcessingRun.objects.exists()


def test_a_school_that_is_being_processed_is_not_forced_again(cast: Cast) -> None:
    live = ProcessingRunFactory(school_mis=cast.school_mis)
    answer = force(cast, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("autoupdate:run", args=[live.pk])
    assert "is being processed already, so nothing was started" in text_of(answer)
    assert ProcessingRun.objects.count() == 1
    desk_page = cast.client(cast.desk).get(reverse("autoupdate:desk_school", args=[cast.school.pk]))
    assert "Watch it" in text_of(desk_page)


def test_a_run_that_ended_meanwhile_leads_back(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    ProcessingRunFactory(school_mis=cast.school_mis)
    monkeypatch.setattr("autoupdate.views.desk_school.live_run_of", lambda school: None)
    assert force(cast).headers["Location"].startswith("/desk/schools/")


def test_nothing_is_started_where_nothing_can_be_processed(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    known_only = replace(registry.get("arbor"), parser=None)
    monkeypatch.setitem(registry._BY_CODE, "arbor", known_only)
    cast.school_mis.product = "arbor"
    cast.school_mis.save()
    assert "can be received yet" in text_of(force(cast, follow=True))
    cast.school_mis.ended_at = timezone.now()
    cast.school_mis.save()
    assert "Nothing was started" in text_of(force(cast, follow=True))
    assert not ProcessingRun.objects.exists()


def test_an_mis_that_ended_meanwhile_is_told_in_words(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "autoupdate.views.desk_school.ForceProcessing._can_process", lambda page: True
    )
    cast.school_mis.ended_at = timezone.now()
    cast.school_mis.save()
    assert "Nothing was started" in text_of(force(cast, follow=True))


def running(cast: Cast) -> ProcessingRun:
    run: ProcessingRun = ProcessingRunFactory(
        school_mis=cast.school_mis, status="running", claimed_at=timezone.now()
    )
    return run


def test_progress_is_shown_step_by_step(cast: Cast) -> None:
    run = running(cast)
    assert "Starting" in text_of(run_page(cast, run, "run_progress"))
    tell(run.pk, Progress(1, 1200))
    answer = run_page(cast, run, "run_progress")
    assert "Comparing people" in text_of(answer)
    assert "1,200 records read" in text_of(answer)
    assert "<html" not in text_of(answer)


def test_progress_that_was_lost_costs_nobody_the_page(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = running(cast)
    monkeypatch.setattr("autoupdate.night.progress.of_run", lambda run_id: None)
    assert "Starting" in text_of(run_page(cast, run))


def test_once_over_the_whole_page_is_loaded(cast: Cast) -> None:
    run = ProcessingRunFactory(school_mis=cast.school_mis, done=True)
    answer = run_page(cast, run, "run_progress")
    assert answer.headers["HX-Refresh"] == "true"
    assert answer.content == b""
    assert "http-equiv" not in text_of(run_page(cast, run))


def test_a_finished_run_tells_everything(cast: Cast) -> None:
    run = ProcessingRunFactory(
        school_mis=cast.school_mis,
        done=True,
        num_attempts=2,
        counts={
            "staff": {"unchanged": 40},
            "student": {"created": 12, "removal_held": 30},
            "class_students": {"added": 5, "changed": 0, "removed": 1, "of_unknown_people": 2},
        },
    )
    HoldFactory(run=run, num_removals=30, num_live=200)
    UploadFactory(school_mis=cast.school_mis, state="processed", processed_run=run)
    RunLogLine.objects.create(run=run, at=timezone.now(), message="Staff: 40 records in 41 rows.")
    text = text_of(run_page(cast, run))
    for words in (
        "Account created",
        "Class students",
        "30 of 200 pupils were missing from the export",
        "Staff: 40 records in 41 rows.",
        "Attempts",
        "Overnight",
    ):
        assert words in text


@pytest.mark.parametrize("failure", FailureKind)
def test_a_failed_run_says_whose_turn_it_is(cast: Cast, failure: FailureKind) -> None:
    run = ProcessingRunFactory(
        school_mis=cast.school_mis,
        status="failed",
        failure=failure,
        failure_code="database",
        claimed_at=timezone.now(),
        finished_at=timezone.now(),
    )
    text = text_of(run_page(cast, run))
    assert "Nothing was changed" in text
    assert "For the Service Desk" in text
    assert "database" in text
