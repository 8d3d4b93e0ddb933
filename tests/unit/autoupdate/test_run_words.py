"""Runs in words: counts, failures, how long."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from autoupdate.models import FailureKind, ProcessingRun, RunCause, RunStatus
from autoupdate.processing.reasons import Code
from autoupdate.queries import runs
from autoupdate.views.run_tables import RUN_TAGS

COUNTS = {
    "staff": {"unchanged": 40, "created": 1},
    "student": {"unchanged": 1200, "left_not_in_export": 3, "left_leaving_date": 1},
    "contacts": {"added": 5, "changed": 1, "removed": 0, "of_unknown_people": 2},
}


@pytest.fixture
def run() -> ProcessingRun:
    return ProcessingRun(counts=COUNTS, status=RunStatus.DONE, cause=RunCause.NIGHT)


def test_people_are_counted_by_reason_and_kind(run: ProcessingRun) -> None:
    rows = runs.people_counts(run, mis="SIMS")
    assert [(each.code, each.num_staff, each.num_students) for each in rows] == [
        ("unchanged", 40, 1200),
        ("created", 1, 0),
        ("left_not_in_export", 0, 3),
        ("left_leaving_date", 0, 1),
    ]
    assert (rows[0].of("staff"), rows[0].of("student")) == (40, 1200)


def test_contacts_are_counted_beside_people(run: ProcessingRun) -> None:
    (row,) = runs.life_counts(run, labels={"contacts": "Contacts"})
    assert (row.subject, row.num_added, row.num_changed, row.num_removed, row.num_unknown) == (
        *("Contacts", 5, 1, 0),
        2,
    )


def test_those_who_left_are_counted_whatever_the_reason(run: ProcessingRun) -> None:
    assert runs.num_left(run) == 4
    assert runs.num_left(None) == 0


def test_the_figures_hold_every_code_at_most_once() -> None:
    codes = [code for _, _, held in runs._FIGURES for code in held]
    assert len(codes) == len(set(codes))


def test_the_figures_of_a_run(run: ProcessingRun) -> None:
    figures = {each["label"]: each["value"] for each in runs.tiles(run)}
    assert figures["Accounts created"] == 1
    assert figures["Left"] == 4
    assert figures["No change"] == 1240


def test_every_kind_of_failure_has_words() -> None:
    assert set(runs.FAILURES) == set(FailureKind)


def test_every_status_of_a_run_has_a_tag() -> None:
    assert set(RUN_TAGS) == set(RunStatus)


def test_a_failed_run_says_whose_turn_it_is(run: ProcessingRun) -> None:
    assert runs.failure_of(run) is None
    run.failure = FailureKind.INTERNAL
    assert runs.failure_of(run) == runs.FAILURES[FailureKind.INTERNAL]


def test_a_run_took_time_once_it_is_over(run: ProcessingRun) -> None:
    assert runs.took(run) is None
    run.claimed_at = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
    assert runs.took(run) is None
    run.finished_at = run.claimed_at + timedelta(seconds=4)
    assert runs.took(run) == timedelta(seconds=4)


def test_a_reason_that_no_night_gives_has_no_words() -> None:
    assert runs.reason_of("matched_by_staff", mis="SIMS") is None
    reason = runs.reason_of(Code.NO_NAME, mis="SIMS")
    assert reason is not None
    assert "SIMS" in reason.remedy
