"""``python -m sandbox.vendors``: the pretend vendors until they are stopped."""

from __future__ import annotations

import argparse
import errno
import signal
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from threading import Event, Thread

from sandbox.vendors.all_vendors import VENDORS
from sandbox.vendors.core.application import Application
from sandbox.vendors.core.schools import demo_sources
from sandbox.vendors.core.server import PretendServer
from sandbox.vendors.core.world import World
from sandbox.vendors.evenings import keep_looking


def main(words: Sequence[str] | None = None) -> int:
    """Serve until SIGINT or SIGTERM; 2 when the port cannot be had."""
    given = _parser().parse_args(words)
    world = World(demo_sources(), today=given.today, file=given.state, portal=given.portal)
    try:
        server = PretendServer(Application(world, VENDORS), given.port)
    except OSError as error:
        sys.stderr.write(_cannot_listen(given.port, error) + "\n")
        return 2
    stop = Event()
    evenings = Thread(
        target=keep_looking, args=(world, VENDORS), kwargs={"stop": stop}, daemon=True
    )
    evenings.start()
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, lambda _number, _frame: stop.set())
    thread = Thread(target=server.serve_forever, args=(0.1,), daemon=True)
    thread.start()
    sys.stdout.write(f"Pretend vendors at {server.address}/\n")
    sys.stdout.flush()
    stop.wait()
    server.shutdown()
    server.server_close()
    return 0


def _cannot_listen(port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} is in use. Stop that program, or choose another port with --port."
    return f"The pretend vendors cannot listen on port {port}: {error.strerror}."


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m sandbox.vendors",
        description="Serve the pretend vendors of the demonstration's schools on this machine.",
    )
    parser.add_argument("--port", type=int, default=8001, help="where to listen (8001)")
    parser.add_argument("--state", type=Path, help="the file that keeps what happened")
    parser.add_argument(
        "--portal", default="http://localhost:8000", help="where pushes go unless a page says else"
    )
    parser.add_argument("--today", type=date.fromisoformat, help="another day than the real one")
    return parser


if __name__ == "__main__":
    sys.exit(main())
