"""One file of 100,000 people is accepted, checked and planned with a peak below 400 MB."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from tests.processes import ROOT

# Coverage itself takes memory, and time.
pytestmark = [pytest.mark.slow, pytest.mark.unmeasured]

MOST_MB = 400
ENORMOUS = 100_000

Figures = dict[str, Any]


@pytest.fixture(scope="module")
def figures() -> Figures:
    """What ``manage.py benchmark_file`` prints: everybody new, and a day later hardly anybody."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    done = subprocess.run(
        [sys.executable, "manage.py", "benchmark_file", "--people", str(ENORMOUS), "--json"],
        cwd=ROOT,
        env=kept | {"DJANGO_SETTINGS_MODULE": "uso_portal.settings", "LOG_LEVEL": "WARNING"},
        capture_output=True,
        text=True,
        check=False,
        timeout=900,
    )
    assert done.returncode == 0, done.stderr
    told: Figures = json.loads(done.stdout.splitlines()[-1])
    return told


@pytest.mark.parametrize("file", ["first", "second"])
def test_its_peak_stays_below_the_bar(file: str, figures: Figures) -> None:
    assert figures[file]["planned_peak_mb"] < MOST_MB


def test_accepting_streams(figures: Figures) -> None:
    """The raw body passes through in a few megabytes, however long it is."""
    grown = figures["first"]["accepted_peak_mb"] - figures["first"]["idle_mb"]
    assert grown < figures["file_mb"] / 2


def test_it_decides_as_a_night_does(figures: Figures) -> None:
    first, second = (figures[file]["outcomes"]["student"] for file in ("first", "second"))
    assert first["created"] > ENORMOUS * 0.99
    assert second["unchanged"] > ENORMOUS * 0.9
    assert second["updated"]
    assert second["left_not_in_export"]
