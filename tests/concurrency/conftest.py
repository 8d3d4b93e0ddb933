"""Committed rows, a file store that other processes share, and dead workers found at once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from pytest_django import DjangoDbBlocker, Settings

from autoupdate.night import queue
from autoupdate.wake import quietly
from tests.concurrency import second_night


@pytest.fixture(scope="session", autouse=True)
def _second_night(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """What was kept of the second night goes with the session."""
    yield
    with django_db_blocker.unblock():
        second_night.forget()


@pytest.fixture
def store(tmp_path: Path, settings: Settings) -> Path:
    """An empty file store."""
    settings.UPLOAD_STORE_DIR = tmp_path / "store"
    return tmp_path / "store"


@pytest.fixture
def at_work(store: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nobody is sent for, and a running row that nobody holds is lost at once."""
    monkeypatch.setattr(queue, "LOST_AFTER", timedelta(0))
    with quietly():
        yield
