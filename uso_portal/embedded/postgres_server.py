"""One embedded PostgreSQL: make its cluster, start it, stop it. It knows nothing of who uses it."""

import os
import shutil
import signal
import subprocess
from contextlib import suppress
from pathlib import Path

import psycopg

from uso_portal.embedded.errors import EmbeddedError
from uso_portal.embedded.folders import PostgresHome
from uso_portal.embedded.locks import wait_until
from uso_portal.processes import command_line, die_with_parent

NAME = "uso"
_STARTS_WITHIN = 60.0
_STOPS_WITHIN = 20.0

_ALWAYS = {
    "listen_addresses": "",
    "max_connections": "100",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
# For tests only: a power cut may lose the cluster, and nobody minds.
_NOT_DURABLE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def _as_server_user(home: PostgresHome) -> dict[str, object]:
    if home.user is None:
        return {"cwd": "/"}
    return {"cwd": "/", "user": home.user.uid, "group": home.user.gid, "extra_groups": []}


def make_cluster(home: PostgresHome, *, log: Path) -> None:
    """Run initdb once. It works beside its final place, so that a kill leaves no half cluster."""
    if (home.cluster / "PG_VERSION").exists():
        return
    beside = home.cluster.with_name("postgres-being-made")
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True, mode=0o700)
    if home.user is not None:
        os.chown(beside, home.user.uid, home.user.gid)
    words = [str(home.programs / "initdb"), "--pgdata", str(beside), "--username", NAME]
    words += ["--auth=trust", "--encoding=UTF8", "--locale-provider=builtin", "--locale=C"]
    words += ["--builtin-locale=C.UTF-8"]
    with log.open("ab") as out:
        made = subprocess.run(words, stdout=out, stderr=out, check=False, **_as_server_user(home))  # type: ignore[call-overload]
    if made.returncode != 0:
        raise EmbeddedError(f"The embedded PostgreSQL could not make its database; {log} says why.")
    beside.rename(home.cluster)


def _pid_in_lock_file(home: PostgresHome) -> int:
    with suppress(OSError, ValueError, IndexError):
        return int((home.cluster / "postmaster.pid").read_text().splitlines()[0])
    return 0


def clear_leftovers(home: PostgresHome) -> None:
    """Stop a server that outlived its keeper, and remove a lock file whose process is not one."""
    pid = _pid_in_lock_file(home)
    if pid and str(home.cluster) in command_line(pid):
        for by in (signal.SIGINT, signal.SIGQUIT):
            with suppress(ProcessLookupError):
                os.kill(pid, by)
            if wait_until(lambda: not command_line(pid), seconds=_STOPS_WITHIN / 2):
                break
        else:
            raise EmbeddedError(
                f"An embedded PostgreSQL from before (process {pid}) does not stop. "
                f"End it with `kill -QUIT {pid}` and try again."
            )
    # PostgreSQL itself hesitates while any process has the old number, even one not yet reaped.
    for left in (home.cluster / "postmaster.pid", home.sockets / ".s.PGSQL.5432.lock"):
        left.unlink(missing_ok=True)


def start(home: PostgresHome, *, log: Path, durable: bool) -> subprocess.Popen[bytes]:
    """Start the server as a child that dies with us. It is not ready yet: see `wait_ready`."""
    settings = _ALWAYS | {"unix_socket_directories": str(home.sockets)}
    settings |= {} if durable else _NOT_DURABLE
    words = [str(home.programs / "postgres"), "-D", str(home.cluster)]
    for name, value in settings.items():
        words += ["-c", f"{name}={value}"]
    with log.open("ab") as out:
        return subprocess.Popen(  # type: ignore[call-overload,no-any-return]
            words,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            preexec_fn=die_with_parent(signal.SIGINT),  # noqa: PLW1509  single-threaded here
            **_as_server_user(home),
        )


def _connect(home: PostgresHome, database: str) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(
        host=str(home.sockets), dbname=database, user=NAME, autocommit=True, connect_timeout=5
    )


def _make_database(home: PostgresHome) -> None:
    with _connect(home, "postgres") as connection:
        found = connection.execute("select 1 from pg_database where datname = %s", [NAME])
        if found.fetchone() is None:
            connection.execute(f'create database "{NAME}"'.encode())


def wait_ready(home: PostgresHome, process: subprocess.Popen[bytes], *, log: Path) -> None:
    """Return when the server answers and our database is there. Errors: EmbeddedError."""

    def answers() -> bool:
        if process.poll() is not None:
            raise EmbeddedError(f"The embedded PostgreSQL stopped at its start; {log} says why.")
        try:
            _make_database(home)
        except psycopg.OperationalError:
            return False
        return True

    if not wait_until(answers, seconds=_STARTS_WITHIN):
        raise EmbeddedError(f"The embedded PostgreSQL did not answer in a minute; {log} says why.")


def stop(process: subprocess.Popen[bytes]) -> None:
    """Fast shutdown; the immediate one when that takes too long."""
    for by in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        if process.poll() is not None:
            return
        process.send_signal(by)
        with suppress(subprocess.TimeoutExpired):
            process.wait(_STOPS_WITHIN)
