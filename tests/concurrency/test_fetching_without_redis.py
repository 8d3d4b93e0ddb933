"""Redis emptied again and again while real workers fetch: every pull ends, and none twice."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.concurrency.test_night_without_redis import SWEEPING, running, settings
from tests.processes import PATIENCE, start
from uso_portal import services

pytestmark = pytest.mark.slow

# Schools of the pretend vendors, queued and announced to a Redis that forgets it at once.
BEGIN = """
import django
django.setup()
import redis
from autoupdate.actions.pulls import wake_workers
from tests.factories import PullFactory, SchoolMisFactory
from tests.fetching import connect
from uso_portal.celery import broker_url

for _ in range(6):
    PullFactory(school_mis=connect(SchoolMisFactory(product="arbor")))
wake_workers()
server = redis.Redis.from_url(broker_url())
assert server.llen("uso-pulls") == 6
server.flushall()
print("begun")
"""

# The worker itself, with a vendor within its own processes that takes its time.
FETCHING = """
import sys, time, django
django.setup()
from tests.fetching import in_place_of_arbor, small_school
from uso_portal.celery import app

with in_place_of_arbor(small_school()) as vendor:
    for page in (1, 2, 3):
        vendor.happens("students", page, lambda: time.sleep(0.3), times=100)
    app.worker_main(sys.argv[5:])
"""

EMPTY = """
import json, sys, time, django
django.setup()
import redis
from autoupdate.models import Pull, Upload
from uso_portal.celery import broker_url

server = redis.Redis.from_url(broker_url())
end = time.monotonic() + 400
left = Pull.objects.exclude(status="done")
while left.exists():
    server.flushall()
    if time.monotonic() > end:
        sys.exit(f"the pulls did not end: {list(Pull.objects.values_list('status', 'parts'))}")
    time.sleep(1.5)
tries = list(Pull.objects.values_list("num_attempts", flat=True))
print(json.dumps([tries, Upload.objects.count()]))
"""


def test_pulls_end_well_though_redis_is_emptied_in_the_middle(
    migrated_folder: Path,
) -> None:
    data_dir = migrated_folder
    said, _ = start("-c", BEGIN, data_dir=data_dir, **settings()).communicate(timeout=PATIENCE)
    assert "begun" in said, said
    beat = services.beat(schedule=data_dir / "beat")
    fetcher = services.fetcher(num_workers=2)
    with (
        running("-m", *services.worker(num_workers=1), data_dir=data_dir),
        running("-c", FETCHING, *fetcher, data_dir=data_dir),
        running("-c", SWEEPING, *beat, "--max-interval", "1", data_dir=data_dir),
    ):
        emptying = start("-c", EMPTY, data_dir=data_dir, **settings())
        said, _ = emptying.communicate(timeout=2 * PATIENCE)
    assert emptying.returncode == 0, said
    assert json.loads(said.splitlines()[-1]) == [[1] * 6, 18]
