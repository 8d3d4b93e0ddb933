"""The scene's second night, made once and put back for every test that begins with it.

A copy of the test's database is kept beside it, and one of the file store. It decides nothing.
"""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection

from autoupdate.actions import nights
from tests.concurrency import scene
from tests.concurrency.canonical import everything


@dataclass(frozen=True, slots=True)
class _Kept:
    """The copies, and what a night leaves behind that nobody disturbs."""

    database: str
    store: Path
    undisturbed: dict[str, list[str]]


_kept: dict[str, _Kept] = {}


def undisturbed() -> dict[str, list[str]]:
    """What the night leaves behind that nobody disturbs. Whoever asks first leaves it there."""
    return _ours().undisturbed


def get_ready() -> None:
    """Have the second night queued, and nothing else, in the test's database and store."""
    ours = _ours()
    _copy(ours.database, to=_name())
    shutil.rmtree(_store(), ignore_errors=True)
    shutil.copytree(ours.store, _store())


def forget() -> None:
    """Drop the copies."""
    for each in _kept.values():
        _sql(f'drop database if exists "{each.database}" with (force)')
        shutil.rmtree(each.store.parent, ignore_errors=True)
    _kept.clear()


def _ours() -> _Kept:
    if _name() not in _kept:
        scene.second_night_ready()
        store = Path(tempfile.mkdtemp(prefix="uso-night-")) / "store"
        shutil.copytree(_store(), store)
        database = f"{_name()}_night"
        _copy(_name(), to=database)
        nights.work()
        _kept[_name()] = _Kept(database, store, everything())
    return _kept[_name()]


def _name() -> str:
    return str(connection.settings_dict["NAME"])


def _store() -> Path:
    return Path(settings.UPLOAD_STORE_DIR)


def _copy(database: str, *, to: str) -> None:
    """Nobody may be in what is copied: whoever of an earlier test still is, is cut off."""
    connection.close()
    _sql(f"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{database}'")
    _sql(f'drop database if exists "{to}" with (force)')
    _sql(f'create database "{to}" template "{database}"')


def _sql(statement: str) -> None:
    with connection._nodb_cursor() as cursor:
        cursor.execute(statement)
