"""Redis emptied under a running worker and a running publisher: later tasks run all the same."""

import signal
from pathlib import Path

import pytest

from tests.processes import PATIENCE, data_folder, start, told_by
from uso_portal import services

SETTINGS = {"DJANGO_SETTINGS_MODULE": "uso_portal.settings"}

# One process publishes before and after, so that a connection it opened earlier is used again.
PUBLISHER = """
import sys, time, django
django.setup()
import redis
from django.core.cache import cache
from uso_portal.celery import broker_url
from uso_portal.tasks import HEARTBEAT, note_heartbeat

def goes_through():
    cache.delete(HEARTBEAT)
    note_heartbeat.delay()
    end = time.monotonic() + 70
    while cache.get(HEARTBEAT) is None:
        if time.monotonic() > end:
            sys.exit("no task came through")
        time.sleep(0.05)

goes_through()
for _ in range(3):
    redis.Redis.from_url(broker_url()).flushall()
    goes_through()
print("all came through")
"""


@pytest.mark.slow
def test_tasks_come_through_after_redis_was_emptied() -> None:
    with data_folder() as data_dir:
        worker = start("-m", *services.worker(num_workers=1), data_dir=data_dir, **SETTINGS)
        worker_told = told_by(worker)
        publisher = start("-c", PUBLISHER, data_dir=data_dir, **SETTINGS)
        said, _ = publisher.communicate(timeout=PATIENCE)
        worker.send_signal(signal.SIGTERM)
        worker_said = worker_told()
        assert "all came through" in said, said + worker_said


@pytest.mark.slow
def test_beat_goes_on_after_redis_was_emptied() -> None:
    with data_folder() as data_dir:
        words = [*services.beat(schedule=Path(data_dir / "beat")), "--max-interval", "1"]
        beat = start("-c", FAST_BEAT, *words, data_dir=data_dir, **SETTINGS)
        beat_told = told_by(beat)
        said, _ = start("-c", COUNTER, data_dir=data_dir, **SETTINGS).communicate(timeout=PATIENCE)
        beat.send_signal(signal.SIGTERM)
        beat_said = beat_told()
        assert "messages went on" in said, said + beat_said


# Beat itself, with a table of one entry that is due all the time.
FAST_BEAT = """
import sys
from uso_portal.celery import app
app.conf.beat_schedule = {"now": {"task": "uso_portal.tasks.note_heartbeat", "schedule": 0.2}}
app.start(sys.argv[4:])
"""

COUNTER = """
import sys, time, django
django.setup()
import redis
from uso_portal.celery import broker_url
from uso_portal.celery_settings import QUEUE

server = redis.Redis.from_url(broker_url())
for _ in range(3):
    server.flushall()
    end = time.monotonic() + 70
    while server.llen(QUEUE) < 2:
        if time.monotonic() > end:
            sys.exit("no message arrived")
        time.sleep(0.05)
print("messages went on")
"""
