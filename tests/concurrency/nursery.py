"""A process that has imported everything, and forks a worker whenever it is asked to.

``python -m tests.concurrency.nursery FD``: over that socket come orders (JSON: module, words,
database, store) with a worker's standard input and output; the worker's pid is the answer. It never
connects to anything itself, so that a worker is what it would be if it had been started by hand.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
import traceback
from importlib import import_module
from pathlib import Path
from typing import Any

#: What workers import.
_IMPORTED = ("autoupdate.actions.nights", "autoupdate.actions.pulls", "tests.fetching")


def main() -> None:
    """Fork workers until whoever started this has gone."""
    import django

    django.setup()
    for name in _IMPORTED:
        import_module(name)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with socket.socket(fileno=int(sys.argv[1])) as line:
        while True:
            said, streams, _, _ = socket.recv_fds(line, 65536, 2)
            if not said:
                return
            pid = os.fork()
            if pid == 0:
                line.close()
                _be(json.loads(said), streams)
            for each in streams:
                os.close(each)
            line.sendall(f"{pid}\n".encode())


def _be(order: dict[str, Any], streams: list[int]) -> None:
    """Be that worker, and never return."""
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for number, each in enumerate(streams):
            os.dup2(each, number)
            os.close(each)
        sys.stdin, sys.stdout = open(0, closefd=False), open(1, "w", closefd=False)  # noqa: SIM115
        sys.argv = [order["module"], *order["words"]]
        _settle(order)
        import_module(f"tests.concurrency.{order['module']}").main()
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    sys.stdout.flush()
    os._exit(0)


def _settle(order: dict[str, Any]) -> None:
    """The test's database and file store; no connection has been made yet."""
    from django.conf import settings
    from django.db import connection

    connection.settings_dict["NAME"] = order["database"]
    settings.UPLOAD_STORE_DIR = Path(order["store"])


if __name__ == "__main__":
    main()
