"""Real processes for tests: a data folder of their own, and a look at what is still running."""

import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parent.parent
#: Seconds that anything may take which starts a process: a slow machine with much else to do.
PATIENCE = 240.0


def wait_for(holds: Callable[[], object], *, seconds: float = PATIENCE, what: str = "it") -> None:
    """Wait until something holds; the test fails with `what` when it never does."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, f"waited {seconds} s for {what}"
        time.sleep(0.1)


@contextmanager
def ended_when_late(kill: Callable[[], None]) -> Iterator[None]:
    """Kill a process that says nothing for too long: whoever reads what it says then comes to
    the end of it."""
    timer = threading.Timer(PATIENCE, kill)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def told_by(process: subprocess.Popen[str]) -> Callable[[], str]:
    """Read what the process says as it comes, so that it never waits for a reader.

    The answer waits for its end, and gives all of it.
    """
    said: list[str] = []
    reader = threading.Thread(target=lambda: said.append(process.communicate()[0]), daemon=True)
    reader.start()

    def all_of_it() -> str:
        reader.join(PATIENCE)
        assert said, "The process does not end."
        return said[0]

    return all_of_it


def processes_of(data_dir: Path) -> list[psutil.Process]:
    """Every process that has to do with the data folder: by its words, environment or place."""
    found = []
    for process in psutil.process_iter():
        if process.pid == os.getpid():
            continue
        try:
            words = " ".join(process.cmdline())
            # Redis writes over its words and its environment, and keeps its folder.
            belongs = (
                str(data_dir) in words
                or process.environ().get("USO_DATA_DIR") == str(data_dir)
                or Path(process.cwd()).is_relative_to(data_dir)
            )
            if belongs and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        except psutil.Error:  # it may end at any moment
            continue
    return found


def programs_of(data_dir: Path, word: str) -> list[psutil.Process]:
    """Those of them that are called so, or were started with that word."""
    found = []
    for each in processes_of(data_dir):
        with suppress(psutil.Error):
            if word in (each.name(), *each.cmdline()):
                found.append(each)
    return found


@contextmanager
def data_folder() -> Iterator[Path]:
    """A folder that every user can enter, so that PostgreSQL's can too when tests run as root."""
    folder = Path(tempfile.mkdtemp(prefix="uso-test-"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        for process in processes_of(folder):
            with suppress(psutil.NoSuchProcess):
                process.kill()
        wait_for(lambda: not processes_of(folder), what="the end of every process")
        shutil.rmtree(folder, ignore_errors=True)


def environment(data_dir: Path, **more: str) -> dict[str, str]:
    """The environment of a command on its own embedded servers."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTEST_", "DJANGO_"))
    }
    kept |= {"USO_DATA_DIR": str(data_dir), "EMBEDDED_IS_DURABLE": "false"}
    return kept | {"DATABASE_URL": "", "REDIS_URL": "", "PYTHONUNBUFFERED": "1"} | more


def start(*words: str, data_dir: Path, **more: str) -> subprocess.Popen[str]:
    """Start `python words…` in a session of its own, its output to be read."""
    return subprocess.Popen(
        [sys.executable, *words],
        cwd=ROOT,
        env=environment(data_dir, **more),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
