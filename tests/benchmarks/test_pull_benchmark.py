"""The benchmark of fetching: it fetches whole schools, within the bars. No times are judged."""

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

MOST_MB = 150


def benchmark(mis: str, *, people: int) -> dict[str, Any]:
    """The figures of one benchmark."""
    words = ["--mis", mis, "--people", str(people), "--json"]
    done = subprocess.run(
        [sys.executable, "manage.py", "benchmark_pull", *words],
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


def test_it_fetches_a_whole_school() -> None:
    figures = benchmark("integris", people=150)
    assert figures["people"] == 150
    assert figures["rows"]["staff"] + figures["rows"]["students"] == 150
    assert sum(figures["requests_per_resource"].values()) == figures["num_requests"]


def test_a_school_of_two_thousand_stays_within_the_bars() -> None:
    figures = benchmark("arbor", people=2000)
    assert figures["num_requests"] < 60
    assert figures["peak_rss_mb"] < MOST_MB
