"""The database goes away in the middle of a run and comes back: the run is done all the same."""

from __future__ import annotations

import pytest
from django.db import connection

from autoupdate.models import ProcessingRun
from tests.concurrency import scene
from tests.concurrency.workers import worker

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("at_work")]


@pytest.mark.parametrize(
    "moment",
    [
        "FOR NO KEY UPDATE",
        "accounts_with_keys",
        "p.absent_since IS NULL",
        'INTO "autoupdate_outcome"',
        "UPDATE autoupdate_upload",
    ],
)
def test_a_connection_lost_at_any_moment_is_tried_again(moment: str) -> None:
    schools = scene.found(schools_each=1)
    scene.evening(schools)
    scene.begin_night(24)
    with worker(pause_before=moment) as each:
        each.wait_until("paused")
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        each.go_on()
        each.finish()
    runs = ProcessingRun.objects.order_by("pk")
    assert [(run.status, run.num_attempts) for run in runs] == [("done", 2), ("done", 1)]
