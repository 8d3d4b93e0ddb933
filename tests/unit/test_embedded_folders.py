"""Where the embedded servers keep their things: the ways in which a machine can refuse."""

import os
import pwd
import subprocess
from pathlib import Path

import pytest

from tests.processes import data_folder
from uso_portal.embedded import folders
from uso_portal.embedded.errors import EmbeddedError
from uso_portal.embedded.folders import ServerUser

OURSELVES = ServerUser(name="nobody", uid=os.geteuid(), gid=os.getegid())


def as_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)


def test_an_ordinary_user_runs_the_server_as_themselves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert folders.server_user() is None


def test_a_machine_without_nobody_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> None:
        raise KeyError(name)

    as_root(monkeypatch)
    monkeypatch.setattr(pwd, "getpwnam", absent)
    with pytest.raises(EmbeddedError, match="no user `nobody`"):
        folders.server_user()


def test_a_root_that_may_not_become_nobody_is_a_sentence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError

    monkeypatch.setattr(subprocess, "run", refuse)
    with pytest.raises(EmbeddedError, match="does not let root start it as `nobody`"):
        folders.can_reach(tmp_path, user=OURSELVES)


def test_a_long_data_folder_gets_its_socket_in_a_short_one(tmp_path: Path) -> None:
    with data_folder() as brief:
        assert folders.socket_folder(brief, user=None).parent == brief
    long = folders.socket_folder(tmp_path / ("long" * 30), user=None)
    assert len(str(long)) < 60
    assert long.stat().st_mode & 0o777 == 0o700
    long.rmdir()


def test_a_short_folder_of_somebody_else_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    home = tmp_path / ("long" * 30)
    mine = folders.socket_folder(home, user=None)
    stranger = ServerUser(name="stranger", uid=os.geteuid() + 1, gid=os.getegid())
    with pytest.raises(EmbeddedError, match="belongs to somebody else"):
        folders.socket_folder(home, user=stranger)
    mine.rmdir()
