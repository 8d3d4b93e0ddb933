"""The pretend vendors with a small primary and a small secondary school, anew for every test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sandbox.people import PretendSchool
from sandbox.vendors.running import VendorServer


@pytest.fixture
def vendors(primary: PretendSchool, secondary: PretendSchool) -> Iterator[VendorServer]:
    """Vendors that know two schools: ``oak`` and ``high``."""
    with VendorServer({"oak": primary, "high": secondary}) as running:
        yield running
