"""Start or join the embedded servers of a data folder, and leave them; it knows no Django.

A process joins at its first use and leaves by ending: the shared lock it holds is its membership,
and the kernel gives that back whatever happens. The keeper stops the servers after the last one.
"""

import atexit
import json
import os
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from uso_portal.embedded.errors import EmbeddedError
from uso_portal.embedded.locks import (
    EXCLUSIVE,
    SHARED,
    is_locked,
    open_lock_file,
    try_lock,
    wait_until,
)
from uso_portal.embedded.places import Places

_STARTS_WITHIN = 90.0
_STOPS_WITHIN = 60.0
_ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Addresses:
    """Where the servers are to be found. `moved_to` is set when the database lives elsewhere."""

    postgres_host: str
    redis_url: str
    pid: int
    moved_to: str


class _Membership:
    """This process's hold on the servers."""

    def __init__(self) -> None:
        self.guard = threading.RLock()
        self.descriptors: dict[Path, int] = {}
        self.owner = os.getpid()


_membership = _Membership()


def join(data_dir: Path, *, durable: bool = True) -> Addresses:
    """Start or join the servers. Cheap when already joined. Errors: EmbeddedError."""
    data_dir = data_dir.resolve()
    with _membership.guard:
        try:
            places = Places.under(data_dir)
            _hold(places)
            return (
                _read(places) if is_locked(places.keeper_lock) else _start(places, durable=durable)
            )
        except OSError as error:
            raise EmbeddedError(
                f"The data folder {data_dir} cannot be used ({error.strerror}). "
                "Make it writable, or set USO_DATA_DIR to another folder."
            ) from error


def _hold(places: Places) -> None:
    """Take a shared lock on being a user, once a process; waits while a keeper is stopping."""
    if places.data_dir in _membership.descriptors:
        return
    descriptor = open_lock_file(places.users_lock)
    if not wait_until(lambda: try_lock(descriptor, SHARED), seconds=_STOPS_WITHIN):
        os.close(descriptor)
        raise EmbeddedError("The embedded servers are still stopping. Try again in a minute.")
    if not _membership.descriptors:
        _membership.owner = os.getpid()
        atexit.register(leave_all)
    _membership.descriptors[places.data_dir] = descriptor


def _start(places: Places, *, durable: bool) -> Addresses:
    turn = open_lock_file(places.joining_lock)
    try:
        if not wait_until(lambda: try_lock(turn, EXCLUSIVE), seconds=_STARTS_WITHIN):
            raise EmbeddedError(
                "Another command has been starting the embedded servers for too long."
            )
        if is_locked(places.keeper_lock):
            return _read(places)
        places.forget_state()
        return _read(places, starting=_spawn_keeper(places, durable=durable))
    finally:
        os.close(turn)


def _spawn_keeper(places: Places, *, durable: bool) -> subprocess.Popen[bytes]:
    words = [sys.executable, "-m", "uso_portal.embedded.keeper", str(places.data_dir)]
    with places.keeper_log.open("wb") as log:
        return subprocess.Popen(
            [*words, "durable" if durable else "fast"],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=_ROOT,
            start_new_session=True,  # Ctrl-C is for the command, not for the servers
        )


def _read(places: Places, *, starting: subprocess.Popen[bytes] | None = None) -> Addresses:
    """Wait for the keeper's word that the servers are ready, and read it."""

    def is_there() -> bool:
        if places.state.exists():
            return True
        if starting is not None and starting.poll() is not None:
            raise EmbeddedError(_why_it_failed(places))
        return False

    if not wait_until(is_there, seconds=_STARTS_WITHIN):
        raise EmbeddedError(_why_it_failed(places))
    return Addresses(**json.loads(places.state.read_text()))


def _why_it_failed(places: Places) -> str:
    with suppress(OSError, IndexError):
        said = places.keeper_log.read_text().strip().splitlines()[-1]
        if "Error" not in said:
            return said
    return f"The embedded servers did not start; the logs in {places.folder} say why."


def leave_all() -> None:
    """Let go, and when nobody else is left, wait until the servers have stopped."""
    if os.getpid() != _membership.owner:
        return  # a forked child shares its parent's hold, which is not its own to give back
    with _membership.guard:
        held, _membership.descriptors = _membership.descriptors, {}
        for data_dir, descriptor in held.items():
            os.close(descriptor)
            _wait_for_the_end(Places.under(data_dir))


def _wait_for_the_end(places: Places) -> None:
    """Return when the keeper is gone, or at once when somebody else still uses the servers."""
    probe = open_lock_file(places.users_lock)
    try:
        # Only other users' shared locks refuse the first and allow the second.
        others = not try_lock(probe, EXCLUSIVE) and try_lock(probe, SHARED)
    finally:
        os.close(probe)
    if not others:
        wait_until(lambda: not is_locked(places.keeper_lock), seconds=_STOPS_WITHIN)
