"""A school of a pretend Arbor that accepted Staff, Students and Contacts, and nobody sent for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django import Settings

from accounts.models import PortalUser, Role, SchoolMis
from autoupdate.pulling import book
from autoupdate.wake import quietly
from sandbox.seeding.clock import clock_at
from tests.factories import SchoolMisFactory, user_with_role
from tests.fetching import Vendor, connect, in_place_of_arbor, small_school

#: A Thursday's midday: no window, no evening, no night.
MIDDAY = datetime(2026, 11, 19, 12, 0, tzinfo=timezone.get_current_timezone())


@pytest.fixture(autouse=True)
def store(tmp_path: Path, settings: Settings) -> Path:
    """An empty file store."""
    settings.UPLOAD_STORE_DIR = tmp_path / "store"
    return tmp_path / "store"


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Everything is written down at once, and the tests do the work themselves."""
    monkeypatch.setattr(book, "EVERY_S", 0)
    with quietly():
        yield


@pytest.fixture
def vendor() -> Iterator[Vendor]:
    """A small school's Arbor."""
    with in_place_of_arbor(small_school()) as there:
        yield there


@pytest.fixture
def school_mis(db: None, vendor: Vendor) -> SchoolMis:
    """The school's Arbor, connected."""
    return connect(SchoolMisFactory(product="arbor"))


@pytest.fixture
def head(school_mis: SchoolMis) -> PortalUser:
    """The school's Headteacher."""
    return user_with_role(Role.HEAD, school=school_mis.school)


@pytest.fixture
def midday() -> Iterator[None]:
    """It is midday."""
    with clock_at(MIDDAY):
        yield
