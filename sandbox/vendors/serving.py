"""The vendors as a program of their own: serves until it is told to stop."""

from __future__ import annotations

import errno
import signal
from collections.abc import Callable
from datetime import date
from pathlib import Path
from threading import Event, Thread

from sandbox.vendors.all_vendors import VENDORS
from sandbox.vendors.bromcom.sending import point_at
from sandbox.vendors.core.application import Application
from sandbox.vendors.core.schools import demo_sources
from sandbox.vendors.core.server import PretendServer
from sandbox.vendors.core.world import World
from sandbox.vendors.evenings import keep_looking

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class CannotListenError(Exception):
    """The port cannot be had. `str()` is a sentence for the person at the keyboard."""


def serve(
    *,
    port: int,
    say: Callable[[str], None],
    state: Path | None = None,
    portal: str = "",
    today: date | None = None,
) -> None:
    """Serve the demonstration's schools until a stopping signal. Raises CannotListenError."""
    world = World(demo_sources(), today=today, file=state, portal=portal)
    point_at(world, portal)
    try:
        server = PretendServer(Application(world, VENDORS), port)
    except OSError as error:
        raise CannotListenError(_why_not(port, error)) from None
    stop = Event()
    before = {each: signal.signal(each, lambda _number, _frame: stop.set()) for each in STOPPING}
    threads = [
        Thread(target=server.serve_forever, args=(0.1,), daemon=True),
        Thread(target=keep_looking, args=(world, VENDORS), kwargs={"stop": stop}, daemon=True),
    ]
    for thread in threads:
        thread.start()
    say(f"Pretend vendors at {server.address}/")
    stop.wait()
    server.shutdown()
    server.server_close()
    for each, handler in before.items():
        signal.signal(each, handler)


def _why_not(port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} is in use. Stop that program, or choose another port with --port."
    return f"The pretend vendors cannot listen on port {port}: {error.strerror}."
