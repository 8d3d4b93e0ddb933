"""The night's benchmark itself: it measures what it says, on any machine. No times are judged."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from tests.processes import PATIENCE, ROOT

# The benchmark copies the tests' migrated database.
pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("django_db_setup")]

FIGURES = {
    "first_night_workers",
    "first_night_people_per_s",
    "steady_night_people_per_s",
    "floor_people_per_s",
    "ratio_to_floor",
    "queries_per_school",
    "peak_rss_mb",
    "first_night_outcomes",
    "steady_night_outcomes",
}


def benchmark(*, schools: int, people: int) -> dict[str, Any]:
    """The figures of one small benchmark."""
    words = ["--schools", str(schools), "--people", str(people), "--seed", "1", "--json"]
    done = subprocess.run(
        [sys.executable, "manage.py", "benchmark_night", *words],
        cwd=ROOT,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures


def test_the_night_asks_the_database_as_often_for_many_people_as_for_few() -> None:
    few, many = benchmark(schools=1, people=300), benchmark(schools=1, people=900)
    assert set(few) >= FIGURES
    # More people have more kinds of change, each with its one statement; never one a person.
    assert many["queries_per_school"] - few["queries_per_school"] <= 4
    assert many["queries_per_school"] <= 50
    assert many["first_night_outcomes"]["created"] > 820
    assert many["steady_night_outcomes"]["unchanged"] > 750
