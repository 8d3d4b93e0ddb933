"""The migrations run once: a template database and a data folder to copy, for whoever needs one.

Both are kept beside the tests' servers until a migration changes, and are shared by sessions side
by side. It knows no tables.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import django
from django.db import connection

from tests.processes import PATIENCE, ROOT, data_folder, start
from uso_portal import env
from uso_portal.embedded.folders import find_programs
from uso_portal.embedded.locks import EXCLUSIVE, open_lock_file, try_lock, wait_until
from uso_portal.embedded.postgres_server import NAME

_PREFIX: Final = "migrated_uso_"
_BEING_MADE: Final = f"{_PREFIX}being_made"
#: Whoever waits for another session's migrations, waits so long.
_TURN_COMES_WITHIN: Final = 600.0

_RESTORE: Final = """
import subprocess, sys
from pathlib import Path
from uso_portal.embedded.join import join
host = join(Path(sys.argv[1]), durable=False).postgres_host
words = [*sys.argv[3:], "-h", host, "-f", sys.argv[2]]
told = subprocess.run(words, capture_output=True, text=True)
sys.exit(told.stderr if told.returncode else 0)
"""


def template() -> str:
    """The name of a migrated database that nobody is connected to; made when there is none."""
    name = f"{_PREFIX}{_fingerprint()}"
    with _turn():
        if name not in _databases():
            _forget()
            _make(name)
    return name


def lay_into(folder: Path) -> None:
    """Give an empty data folder the database that the portal's migrations make."""
    with _turn():
        cluster = _kept(f"{_PREFIX}{_fingerprint()}")
        if not cluster.exists():
            _make_cluster(cluster)
    # Ownership too: as root, PostgreSQL's files are somebody else's.
    subprocess.run(["cp", "-a", str(cluster), str(folder / "postgres")], check=True)


def _fingerprint() -> str:
    """Changes with any migration, ours or an installed package's, and with the versions of both."""
    seen = hashlib.sha256("/".join((django.__version__, version("django-allauth"))).encode())
    for file in sorted(ROOT.glob("*/migrations/*.py")):
        seen.update(file.relative_to(ROOT).as_posix().encode() + file.read_bytes())
    return seen.hexdigest()[:12]


def _kept(name: str) -> Path:
    return Path(env.USO_DATA_DIR) / name


@contextmanager
def _turn() -> Iterator[None]:
    """One at a time, of all sessions on this data folder."""
    Path(env.USO_DATA_DIR).mkdir(parents=True, exist_ok=True)
    descriptor = open_lock_file(_kept(f"{_PREFIX}lock"))
    try:
        assert wait_until(lambda: try_lock(descriptor, EXCLUSIVE), seconds=_TURN_COMES_WITHIN), (
            "Another session has been migrating for too long."
        )
        yield
    finally:
        os.close(descriptor)


def _databases() -> list[str]:
    with connection._nodb_cursor() as cursor:
        cursor.execute("select datname from pg_database where starts_with(datname, %s)", [_PREFIX])
        return [name for (name,) in cursor.fetchall()]


def _forget() -> None:
    """Drop what older migrations made, and what was never finished."""
    with connection._nodb_cursor() as cursor:
        for name in _databases():
            cursor.execute(f'drop database if exists "{name}" with (force)')
    for each in Path(env.USO_DATA_DIR).glob(f"{_PREFIX}*"):
        if each.is_dir():
            shutil.rmtree(each, ignore_errors=True)
        elif each.suffix == ".sql":
            each.unlink()


def _make(name: str) -> None:
    told: dict[str, Any] = connection.settings_dict
    before = told["NAME"], told["TEST"]
    told["TEST"] = {**before[1], "NAME": _BEING_MADE, "TEMPLATE": None}
    try:
        connection.creation.create_test_db(verbosity=0, autoclobber=True)
        connection.close()
        if _is_embedded():
            words = [str(find_programs() / "pg_dump"), "-h", told["HOST"], "-U", NAME, _BEING_MADE]
            with _kept(f"{name}.sql").open("wb") as out:
                subprocess.run(words, stdout=out, check=True, timeout=PATIENCE)
    finally:
        connection.close()
        told["NAME"], told["TEST"] = before
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'alter database "{_BEING_MADE}" rename to "{name}"')


def _is_embedded() -> bool:
    return bool(connection.settings_dict["ENGINE"] == "uso_portal.embedded.postgres")


def _make_cluster(cluster: Path) -> None:
    """By what the template was, where that is on a server of ours; else by migrating."""
    words = ["manage.py", "migrate", "-v0"]
    with data_folder() as folder:
        dumped = cluster.with_suffix(".sql")
        if dumped.exists():
            shutil.copy(dumped, folder)
            psql = [str(find_programs() / "psql"), "-U", NAME, "-d", NAME, "-q", "-o", "/dev/null"]
            psql += ["-1", "-v", "ON_ERROR_STOP=1"]
            words = ["-c", _RESTORE, str(folder), str(folder / dumped.name), *psql]
        process = start(*words, data_dir=folder, DJANGO_SETTINGS_MODULE="uso_portal.settings")
        said, _ = process.communicate(timeout=PATIENCE)
        assert process.returncode == 0, said
        beside = cluster.with_name(_BEING_MADE)
        with suppress(FileNotFoundError):
            shutil.rmtree(beside)
        subprocess.run(["cp", "-a", str(folder / "postgres"), str(beside)], check=True)
        beside.rename(cluster)
