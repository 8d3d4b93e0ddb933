"""Starting, pausing, resuming and killing workers that are processes of their own."""

from __future__ import annotations

import atexit
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from typing import Any

from django.conf import settings
from django.db import connection

from autoupdate.models import ProcessingRun
from autoupdate.night import queue
from tests.processes import PATIENCE, ROOT, ended_when_late, wait_for


class _Nursery:
    """The process that forks workers: a fork takes nothing, where a start takes a second."""

    def __init__(self) -> None:
        self._line, theirs = socket.socketpair()
        self._line.settimeout(PATIENCE)
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.concurrency.nursery", str(theirs.fileno())],
                cwd=ROOT,
                env=kept | {"DJANGO_SETTINGS_MODULE": "tests.settings", "LOG_LEVEL": "WARNING"},
                stdin=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
            )

    def bear(self, order: dict[str, Any], *, streams: list[int]) -> int:
        """The pid of a new worker with that standard input and output."""
        socket.send_fds(self._line, [json.dumps(order).encode()], streams)
        return int(self._line.recv(64))

    def close(self) -> None:
        """Let it end."""
        self._line.close()
        self._process.wait(PATIENCE)


@cache
def _nursery() -> _Nursery:
    made = _Nursery()
    atexit.register(made.close)
    return made


class Worker:
    """One worker on the test's database."""

    def __init__(self, module: str, *words: str) -> None:
        order = {
            "module": module,
            "words": words,
            "database": connection.settings_dict["NAME"],
            "store": str(settings.UPLOAD_STORE_DIR),
        }
        reads, asks = os.pipe()
        hears, says = os.pipe()
        self._pid = _nursery().bear(order, streams=[reads, says])
        for each in (reads, says):
            os.close(each)
        self._asks, self._hears = open(asks, "w"), open(hears)  # noqa: SIM115  closed with it
        self._has_ended = False

    def wait_until(self, word: str) -> None:
        """Read until the worker says ``word``; it says nothing that comes later before."""
        said = self.said()
        assert said == word, f"The worker said {said!r} instead of {word!r}."

    def said(self) -> str:
        """The next word of the worker, "" when it has ended."""
        with ended_when_late(self._kill):
            line = self._hears.readline()
        self._has_ended = not line
        return line.strip()

    def go_on(self) -> None:
        """Let a paused worker continue."""
        self._asks.write("\n")
        self._asks.flush()

    def kill(self) -> None:
        """``kill -9``."""
        if not self._has_ended:
            self._kill()
            with ended_when_late(self._kill):
                self._hears.read()
            self._has_ended = True

    def _kill(self) -> None:
        with suppress(ProcessLookupError):
            os.kill(self._pid, signal.SIGKILL)

    def finish(self) -> None:
        """Wait for its end, which must be a good one."""
        self.wait_until("done")
        self.wait_until("")

    def close(self) -> None:
        """End it, if it has not ended."""
        self.kill()
        for stream in (self._asks, self._hears):
            stream.close()


@contextmanager
def worker(*, pause_at: int = 0, pause_before: str = "") -> Iterator[Worker]:
    """A worker that does not outlive the test."""
    with _running(Worker("pausing_worker", str(pause_at), pause_before)) as made:
        yield made


@contextmanager
def fetcher(*, pause_at: tuple[str, int] = ("", 0)) -> Iterator[Worker]:
    """A worker that fetches, from a vendor within its own process; it pauses before that page."""
    with _running(Worker("pausing_fetcher", pause_at[0], str(pause_at[1]))) as made:
        yield made


@contextmanager
def _running(made: Worker) -> Iterator[Worker]:
    try:
        yield made
    finally:
        made.close()


def wait_until_somebody_waits() -> None:
    """Wait until a statement waits for another one's lock."""

    def somebody_waits() -> bool:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity "
                "WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            return bool(cursor.fetchone()[0])

    wait_for(somebody_waits, what="a statement that waits for a lock")


def sweep() -> None:
    """Give back what the dead left, once the database has noticed that they are dead."""
    running = ProcessingRun.objects.filter(status="running")
    wait_for(lambda: queue.give_back_lost() or not running.exists(), what="the lost run")
