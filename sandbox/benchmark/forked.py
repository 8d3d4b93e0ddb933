"""Work in a process of its own, so that its memory is its own and goes with it."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from typing import TypeVar

from django.db import connections

T = TypeVar("T")


def alone(work: Callable[[], T]) -> T:
    """What ``work`` returns, done in a forked process that shares no connection with this one."""
    connections.close_all()
    context = multiprocessing.get_context("fork")
    receiving, sending = context.Pipe(duplex=False)

    def do() -> None:
        sending.send(work())
        connections.close_all()

    process = context.Process(target=do)
    process.start()
    sending.close()
    try:
        result: T = receiving.recv()
    except EOFError:
        raise RuntimeError("A step of the benchmark failed; its error is above.") from None
    finally:
        process.join()
    return result
