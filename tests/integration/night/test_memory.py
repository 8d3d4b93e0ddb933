"""One file of 100,000 people is accepted, checked and planned with a peak below 400 MB."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from tests.processes import ROOT

# Coverage itself takes memory, and time. The benchmark copies the tests' migrated database.
pytestmark = [
    pytest.mark.slow,
    pytest.mark.unmeasured,
    pytest.mark.usefixtures("django_db_setup"),
]

MOST_MB = 400
ENORMOUS = 100_000

Figures = dict[str, Any]


def benchmark(*, people: int, days: int) -> Figures:
    """What ``manage.py benchmark_file`` prints: everybody new, and a day later hardly anybody."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    words = ["--people", str(people), "--days", str(days), "--json"]
    done = subprocess.run(
        [sys.executable, "manage.py", "benchmark_file", *words],
        cwd=ROOT,
        env=kept | {"DJANGO_SETTINGS_MODULE": "tests.settings", "LOG_LEVEL": "WARNING"},
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr
    told: Figures = json.loads(done.stdout.splitlines()[-1])
    return told


def test_an_enormous_file_of_new_people_stays_below_the_bar() -> None:
    figures = benchmark(people=ENORMOUS, days=1)
    first = figures["first"]
    assert first["planned_peak_mb"] < MOST_MB
    assert first["outcomes"]["student"]["created"] > ENORMOUS * 0.99
    # The raw body passes through in a few megabytes, however long it is.
    assert first["accepted_peak_mb"] - first["idle_mb"] < figures["file_mb"] / 2


def test_a_day_later_the_peak_grows_towards_no_more_than_the_bar() -> None:
    """The first night of an enormous file takes a minute: two smaller ones show where it leads."""
    sizes = (10_000, 25_000)
    few, many = (benchmark(people=people, days=2)["second"] for people in sizes)
    grown = many["planned_peak_mb"] - few["planned_peak_mb"]
    times = (ENORMOUS - sizes[1]) / (sizes[1] - sizes[0])
    assert many["planned_peak_mb"] + grown * times < MOST_MB
    decided = many["outcomes"]["student"]
    assert decided["unchanged"] > sizes[1] * 0.9
    assert decided["updated"]
    assert decided["left_not_in_export"]
