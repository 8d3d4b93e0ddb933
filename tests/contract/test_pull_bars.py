"""A school of 2,000 people takes few requests, and little memory in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sandbox.vendors.running import MadeSchool, VendorServer
from tests.contract.vendors import ADAPTERS
from tests.contract.vendors.adapter import Adapter

ROOT = Path(__file__).resolve().parents[2]
NUM_PEOPLE = 2000
MOST_MB = 150

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def large() -> Iterator[VendorServer]:
    """The pretend vendors with one large school."""
    big = MadeSchool(seed=41, phase="secondary", num_people=NUM_PEOPLE, establishment="4009")
    with VendorServer({"big": big}) as running:
        yield running


@pytest.mark.parametrize("code", ADAPTERS)
def test_a_large_school_is_pulled_within_the_bars(large: VendorServer, code: str) -> None:
    adapter = ADAPTERS[code](large)
    told = _pulled_elsewhere(adapter)
    counts = large.counts(code)
    for resource, most in adapter.most_requests(NUM_PEOPLE).items():
        took = counts.get(resource, 0) if resource else told["num_requests"]
        assert took <= most, counts
    assert told["peak_mb"] < MOST_MB, told


def _pulled_elsewhere(adapter: Adapter) -> dict[str, Any]:
    access = adapter.access("big")
    adapter.vendors.forget_requests()
    given = {
        "mis": adapter.code,
        "host": adapter.test_host,
        "today": adapter.vendors.world.clock.today().isoformat(),
        "access": {
            "endpoint": access.endpoint,
            "reference": access.reference,
            "dfe_number": access.dfe_number,
            "secrets": dict(access.secrets),
            "partner": dict(access.partner),
        },
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.contract.vendors.peak"],
        cwd=ROOT,
        input=json.dumps(given),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))
