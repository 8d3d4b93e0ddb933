"""A SIMS school that accepted Staff and Students, and nights that are played one after another."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django import Settings

from accounts.models import LocalAuthority, SchoolMis
from autoupdate.actions import nights
from autoupdate.models import ProcessingRun
from autoupdate.wake import quietly
from tests.factories import LocalAuthorityFactory, SchoolMisFactory, accept_reports

#: The day on which the first played night is over.
FIRST_NIGHT = date(2026, 11, 24)


@pytest.fixture(autouse=True)
def _store(tmp_path: Path, settings: Settings) -> None:
    """An empty file store."""
    settings.UPLOAD_STORE_DIR = tmp_path / "store"


@pytest.fixture(autouse=True)
def _no_broker() -> Iterator[None]:
    """The tests do the work themselves."""
    with quietly():
        yield


class Nights:
    """Plays nights, a day apart unless told which."""

    def __init__(self) -> None:
        self._last = FIRST_NIGHT - timedelta(days=1)

    def __call__(self, *, on: date | None = None) -> list[ProcessingRun]:
        """Play one night with every school that waits; returns its runs, all of them done."""
        self._last = on or self._last + timedelta(days=1)
        nights.start_night(at=timezone.make_aware(datetime.combine(self._last, time(1, 0))))
        nights.work()
        runs = list(ProcessingRun.objects.filter(night__night_on=self._last).order_by("pk"))
        assert {run.status for run in runs} <= {"done"}, [run.failure_code for run in runs]
        return runs


@pytest.fixture
def night(db: None) -> Nights:
    return Nights()


@pytest.fixture
def borough(db: None) -> LocalAuthority:
    """The local authority of ``school_mis``."""
    made: LocalAuthority = LocalAuthorityFactory(code="301", name="Barking")
    return made


@pytest.fixture
def school_mis(borough: LocalAuthority) -> SchoolMis:
    """A school of the borough."""
    return found(borough)


@pytest.fixture
def neighbour(borough: LocalAuthority) -> SchoolMis:
    """Another school of the same borough."""
    return found(borough)


@pytest.fixture
def faraway(db: None) -> SchoolMis:
    """A school of another local authority."""
    return found(LocalAuthorityFactory(code="916", name="Gloucestershire"))


def found(local_authority: LocalAuthority, *reports: str) -> SchoolMis:
    """A school that uses SIMS and accepted the reports (Staff and Students when none is named)."""
    made: SchoolMis = SchoolMisFactory(school__local_authority=local_authority)
    accept_reports(made, *reports)
    return made
