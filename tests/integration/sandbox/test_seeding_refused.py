"""A seeding that may not be, or is broken off, leaves the database and the store as they were."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from accounts.models import AuditEvent, PortalUser, School
from autoupdate.models import Upload
from sandbox.seeding import play, programme
from tests.factories import SchoolFactory

pytestmark = pytest.mark.django_db


def test_a_database_with_schools_of_its_own_is_left_alone() -> None:
    SchoolFactory(name="A real school")
    with pytest.raises(CommandError, match="holds schools already"):
        call_command("seed_demo")
    assert School.objects.count() == 1


def test_broken_off_in_the_middle_nothing_is_left(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: Settings
) -> None:
    settings.UPLOAD_STORE_DIR = tmp_path
    monkeypatch.setattr(programme, "HISTORY", programme.HISTORY[:2])

    def ctrl_c(**_: Any) -> None:
        assert Upload.objects.filter(state="ready").exists()
        assert any(each.is_file() for each in tmp_path.rglob("*"))
        raise KeyboardInterrupt

    monkeypatch.setattr(play, "play_night", ctrl_c)
    with pytest.raises(KeyboardInterrupt):
        play.seed(say=lambda line: None)
    assert not any(each.is_file() for each in tmp_path.rglob("*"))
    assert not School.objects.exists()
    assert not PortalUser.objects.exists()
    assert not AuditEvent.objects.exists()
