"""File locks that the kernel gives back when a process dies, however it dies; no pids are kept."""

import fcntl
import os
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

SHARED = fcntl.LOCK_SH
EXCLUSIVE = fcntl.LOCK_EX


def open_lock_file(path: Path) -> int:
    """A descriptor to lock on; closing it is the only way to let go (children may share it)."""
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def try_lock(descriptor: int, kind: int) -> bool:
    """Take the lock now or say no."""
    with suppress(BlockingIOError):
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
        return True
    return False


def wait_until(ready: Callable[[], bool], *, seconds: float, every: float = 0.05) -> bool:
    """Ask again and again; false when the time is over."""
    end = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > end:
            return False
        time.sleep(every)
    return True


def is_locked(path: Path) -> bool:
    """Whether some living process holds the lock (an absent file is held by nobody)."""
    if not path.exists():
        return False
    descriptor = open_lock_file(path)
    try:
        return not try_lock(descriptor, SHARED)
    finally:
        os.close(descriptor)
