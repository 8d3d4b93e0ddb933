"""The pretend vendors with two schools, anew for every test, and the adapter of each MIS."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from sandbox.people import PretendSchool
from sandbox.schools import make_school
from sandbox.vendors.running import VendorServer
from tests.contract.vendors import ADAPTERS
from tests.contract.vendors.adapter import Adapter

TODAY = date(2026, 11, 20)


@pytest.fixture(scope="session")
def oak() -> PretendSchool:
    """A small primary school."""
    return make_school(31, phase="primary", num_people=70, establishment="2001", today=TODAY)


@pytest.fixture(scope="session")
def high() -> PretendSchool:
    """A small secondary school."""
    return make_school(32, phase="secondary", num_people=130, establishment="4001", today=TODAY)


@pytest.fixture
def vendors(oak: PretendSchool, high: PretendSchool) -> Iterator[VendorServer]:
    """All pretend vendors, running."""
    with VendorServer({"oak": oak, "high": high}) as running:
        yield running


@pytest.fixture(params=ADAPTERS)
def adapter(request: pytest.FixtureRequest, vendors: VendorServer) -> Adapter:
    """The adapter of each MIS in turn."""
    return ADAPTERS[request.param](vendors)
