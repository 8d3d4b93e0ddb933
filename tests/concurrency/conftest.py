"""Committed rows, a file store that other processes share, and dead workers found at once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from autoupdate.night import queue
from autoupdate.wake import quietly


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
