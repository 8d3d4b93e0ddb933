"""Starting, pausing, resuming and killing workers that are processes of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection

from autoupdate.models import ProcessingRun
from autoupdate.night import queue
from tests.processes import PATIENCE, ROOT, ended_when_late, wait_for


class Worker:
    """One worker on the test's database."""

    def __init__(self, module: str, *words: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", f"tests.concurrency.{module}", *words],
            cwd=ROOT,
            env=_environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def wait_until(self, word: str) -> None:
        """Read until the worker says ``word``; it says nothing that comes later before."""
        said = self.said()
        assert said == word, f"The worker said {said!r} instead of {word!r}."

    def said(self) -> str:
        """The next word of the worker, "" when it has ended."""
        assert self.process.stdout is not None
        with ended_when_late(self.process):
            line: str = self.process.stdout.readline()
        return line.strip()

    def go_on(self) -> None:
        """Let a paused worker continue."""
        assert self.process.stdin is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()

    def kill(self) -> None:
        """``kill -9``."""
        self.process.kill()
        self.process.wait(PATIENCE)

    def finish(self) -> None:
        """Wait for its end, which must be a good one."""
        self.wait_until("done")
        assert self.process.wait(PATIENCE) == 0


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
        made.kill()
        for stream in (made.process.stdin, made.process.stdout):
            if stream is not None:
                stream.close()


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    return kept | {
        "DJANGO_SETTINGS_MODULE": "tests.concurrency.settings",
        "TEST_DATABASE": connection.settings_dict["NAME"],
        "TEST_STORE": str(Path(settings.UPLOAD_STORE_DIR)),
        "LOG_LEVEL": "WARNING",
    }


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
