"""Redis emptied before and again and again during a night, under a real worker and the sweeper."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from tests.concurrency import second_night
from tests.concurrency.canonical import differences
from tests.processes import PATIENCE, start, told_by
from uso_portal import services

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("at_work"),
]

# A night that is announced to an empty Redis, which then forgets it.
BEGIN = """
import django
django.setup()
import redis
from autoupdate.wake import quietly
from tests.concurrency import scene
from uso_portal.celery import broker_url

with quietly():
    scene.second_evening()
scene.begin_night(25)
server = redis.Redis.from_url(broker_url())
assert server.dbsize()
server.flushall()
print("begun")
"""

# Beat itself, sweeping every second.
SWEEPING = """
import sys
from uso_portal.celery import app
app.conf.beat_schedule = {"sweep": {"task": "autoupdate.tasks.sweep", "schedule": 1}}
app.start(sys.argv[4:])
"""

# Empties Redis until the night is over, and tells what it left behind.
EMPTY = """
import json, sys, time, django
django.setup()
import redis
from autoupdate.models import ProcessingRun
from tests.concurrency import second_night
from tests.concurrency.canonical import everything
from uso_portal.celery import broker_url

server = redis.Redis.from_url(broker_url())
end = time.monotonic() + 400
left = ProcessingRun.objects.exclude(status="done")
at_first = left.count()
while left.exists():
    if left.count() < at_first:
        server.flushall()
    if time.monotonic() > end:
        sys.exit("the night did not end")
    time.sleep(0.2)
print(json.dumps(everything()))
"""


def settings() -> dict[str, str]:
    """The portal's own settings, with no evening and no night of its own about to begin."""
    in_half_a_day = timezone.localtime() + timedelta(hours=12)
    shortly_before = in_half_a_day - timedelta(hours=1)
    return {
        "DJANGO_SETTINGS_MODULE": "uso_portal.settings",
        "EVENING_STARTS_AT": shortly_before.strftime("%H:%M"),
        "NIGHT_STARTS_AT": in_half_a_day.strftime("%H:%M"),
        "LOG_LEVEL": "WARNING",
    }


@contextmanager
def running(*words: str, data_dir: Path) -> Iterator[None]:
    """A process that is asked to stop at the end."""
    process = start(*words, data_dir=data_dir, **settings())
    told = told_by(process)
    try:
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        told()


def test_a_night_ends_well_though_redis_is_emptied_in_the_middle_of_it(
    migrated_folder: Path,
) -> None:
    expected, data_dir = second_night.undisturbed(), migrated_folder
    said, _ = start("-c", BEGIN, data_dir=data_dir, **settings()).communicate(timeout=PATIENCE)
    assert "begun" in said, said
    beat = services.beat(schedule=data_dir / "beat")
    with (
        running("-m", *services.worker(num_workers=2), data_dir=data_dir),
        running("-c", SWEEPING, *beat, "--max-interval", "1", data_dir=data_dir),
    ):
        emptying = start("-c", EMPTY, data_dir=data_dir, **settings())
        said, _ = emptying.communicate(timeout=2 * PATIENCE)
    assert emptying.returncode == 0, said
    assert differences(expected, json.loads(said.splitlines()[-1])) == {}
