"""Small truths about processes that the supervisor and the embedded servers share."""

import ctypes
import signal
import sys
from collections.abc import Callable
from pathlib import Path

_PR_SET_PDEATHSIG = 1


def die_with_parent(by: signal.Signals) -> Callable[[], None]:
    """A `preexec_fn`: on Linux the child gets this signal when its parent dies, however it dies."""
    if not sys.platform.startswith("linux"):
        return lambda: None
    # Looked up before the fork: between fork and exec only the call itself is safe.
    prctl = ctypes.CDLL(None, use_errno=True).prctl

    def ask_the_kernel() -> None:
        prctl(_PR_SET_PDEATHSIG, int(by), 0, 0, 0)

    return ask_the_kernel


def command_line(pid: int) -> str:
    """The words a living process was started with; empty when it is gone or cannot be read."""
    try:
        return (
            Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        )
    except OSError:
        return ""
