"""``python -m sandbox.vendors``: the pretend vendors until they are stopped."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from sandbox.vendors.serving import CannotListenError, serve


def main(words: Sequence[str] | None = None) -> int:
    """Serve until SIGINT or SIGTERM; 2 when the port cannot be had."""
    given = _parser().parse_args(words)
    try:
        serve(port=given.port, state=given.state, portal=given.portal, today=given.today, say=_say)
    except CannotListenError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


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
