"""Stored uploads go when their time is over, and not one before its night."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings

from accounts.models import AuditEvent
from autoupdate import vault
from autoupdate.actions.purging import purge_uploads
from autoupdate.models import Upload, UploadProblem
from autoupdate.tasks import purge_uploads as purge_uploads_task
from tests.factories import ProcessingRunFactory, UploadFactory
from tests.integration.autoupdate.conftest import files_in
from tests.integration.conftest import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _keep_for_thirty_days(settings: Settings) -> None:
    settings.UPLOAD_KEEP_DAYS = 30


def stored(cast: Cast, *, days: float, state: str, **fields: Any) -> Upload:
    run = None
    if state == "processed":
        run = ProcessingRunFactory(school_mis=cast.school_mis, done=True)
    upload: Upload = UploadFactory(
        school_mis=fields.pop("school_mis", cast.school_mis),
        state=state,
        fault="columns_missing" if state == "rejected" else "",
        processed_run=run,
        stored_as=vault.write([b"rows"]),
        received_at=timezone.now() - timedelta(days=days),
        **fields,
    )
    return upload


@pytest.mark.parametrize("state", ["processed", "superseded", "rejected"])
def test_what_is_over_goes_after_its_time(cast: Cast, store: Path, state: str) -> None:
    old, fresh = stored(cast, days=30.1, state=state), stored(cast, days=29.9, state=state)
    assert purge_uploads() == 1
    old.refresh_from_db()
    assert old.stored_as == ""
    assert [each.relative_to(store).as_posix() for each in files_in(store)] == [fresh.stored_as]


@pytest.mark.parametrize("state", ["received", "ready"])
def test_what_waits_stays_however_old(cast: Cast, store: Path, state: str) -> None:
    stored(cast, days=400, state=state)
    assert purge_uploads() == 0
    assert len(files_in(store)) == 1


def test_each_school_has_it_on_record_with_the_number(cast: Cast) -> None:
    for _ in range(3):
        stored(cast, days=31, state="superseded")
    stored(cast, days=31, state="superseded", school_mis=cast.outsider_mis)
    purge_uploads_task()
    events = AuditEvent.objects.filter(action="uploads.purged", by=None)
    assert {each.school: each.after for each in events} == {
        cast.school: {"num_files": 3},
        cast.outsider_school: {"num_files": 1},
    }
    assert purge_uploads() == 0
    assert AuditEvent.objects.count() == 2


def test_a_file_that_is_gone_already_does_not_stop_the_rest(cast: Cast, store: Path) -> None:
    first, second = (stored(cast, days=31, state="superseded") for _ in range(2))
    vault.delete(first.stored_as)
    assert purge_uploads() == 2
    assert files_in(store) == []
    assert not Upload.objects.filter(pk__in=[first.pk, second.pk]).exclude(stored_as="").exists()


def test_what_a_killed_process_left_goes_too(cast: Cast, store: Path) -> None:
    named = stored(cast, days=2, state="received")
    orphan, recent = vault.write([b"orphan"]), vault.write([b"recent"])
    two_days_ago = (timezone.now() - timedelta(days=2)).timestamp()
    for name in (named.stored_as, orphan):
        os.utime(store / name, (two_days_ago, two_days_ago))
    purge_uploads()
    left = {each.relative_to(store).as_posix() for each in files_in(store)}
    assert left == {named.stored_as, recent}


def test_the_names_and_values_in_row_problems_go_with_the_file(cast: Cast, store: Path) -> None:
    old = stored(cast, days=31, state="processed")
    problem = UploadProblem.objects.create(
        upload=old,
        row_number=3,
        code="birth_date_unreadable",
        severity="no_account",
        field="date_of_birth",
        person="Ada Okonkwo",
        value="31/02/2012",
    )
    purge_uploads()
    problem.refresh_from_db()
    assert (problem.person, problem.value) == ("", "")
    assert (problem.row_number, problem.field) == (3, "date_of_birth")
