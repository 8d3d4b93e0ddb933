"""``kill -9`` of a worker at ten random moments: the result is that of an undisturbed night."""

from __future__ import annotations

import random

import pytest

from autoupdate.models import ProcessingRun
from autoupdate.night import queue
from tests.concurrency import scene, second_night
from tests.concurrency.canonical import differences
from tests.concurrency.workers import sweep, worker

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("at_work")]

NUM_KILLS = 10
#: A run has some thirty statements: a worker dies in its first run, or in its second.
LATEST = 50


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1])
def test_after_ten_kills_everything_is_as_if_nothing_had_happened(seed: int) -> None:
    expected = second_night.undisturbed()
    assert all(expected.values()), [name for name, rows in expected.items() if not rows]
    second_night.get_ready()
    moments = random.Random(seed)
    num_lost = 0
    for _ in range(NUM_KILLS):
        with worker(pause_at=moments.randint(1, LATEST)) as mortal:
            mortal.wait_until("paused")
            mortal.kill()
        num_lost += ProcessingRun.objects.filter(status="running").count()
        sweep()
    assert num_lost >= NUM_KILLS // 2
    assert ProcessingRun.objects.filter(status="queued").exists()
    with worker() as last:
        last.finish()
    assert differences(expected) == {}


def test_a_worker_that_is_slow_is_not_taken_for_dead() -> None:
    scene.evening(scene.found(schools_each=1))
    scene.begin_night(24)
    with worker(pause_before='INTO "') as slow:
        slow.wait_until("paused")
        assert ProcessingRun.objects.filter(status="running").count() == 1
        assert queue.give_back_lost() == 0
        slow.go_on()
        slow.finish()
    assert set(ProcessingRun.objects.values_list("status", "num_attempts")) == {("done", 1)}
