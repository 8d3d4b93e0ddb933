"""Do a piece of work for each of several parts at once, each in a process. Knows no work."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Sequence
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any, TypeVar

_Part = TypeVar("_Part")
_Done = TypeVar("_Done")
_FORKING = get_context("fork")
#: How long a process that has answered may take to go.
_TO_LEAVE_S = 30


class ProcessLost(Exception):  # noqa: N818 - it says what happened
    """A process ended before it had done its part: it was killed, perhaps for want of memory."""


def num_processes() -> int:
    """How many processes can work at once."""
    return max(1, os.cpu_count() or 1)


def in_processes(work: Callable[[_Part], _Done], parts: Sequence[_Part]) -> list[_Done]:
    """Do the work for all parts: for the first one here, for each other in a process forked from
    this one, so that all share what it knows.

    Raises what the work raises, and ``ProcessLost`` where a process was killed.
    """
    first, *others = parts
    if not others:
        return [work(first)]
    gc.freeze()
    try:
        return _divided(work, first, others)
    finally:
        gc.unfreeze()


def _divided(work: Callable[[_Part], _Done], first: _Part, others: Sequence[_Part]) -> list[_Done]:
    children = [_Child(work, part) for part in others]
    try:
        return [work(first), *(child.done() for child in children)]
    finally:
        for child in children:
            child.end()


class _Child:
    """A process at work, and the pipe through which its answer will come."""

    def __init__(self, work: Callable[[Any], Any], part: Any) -> None:
        self._answer, theirs = _FORKING.Pipe(duplex=False)
        self._process = _FORKING.Process(target=_answer, args=(work, part, theirs), daemon=True)
        self._process.start()
        theirs.close()  # or the end of the process would not be the end of the pipe
        self._has_answered = False

    def done(self) -> Any:
        """Wait for the answer."""
        try:
            done, error = self._answer.recv()
        except EOFError:
            raise ProcessLost("A process ended before it had done its part.") from None
        self._has_answered = True
        if error is not None:
            raise error
        return done

    def end(self) -> None:
        """Leave nothing behind. Whoever nobody waits for any more is killed: nothing is lost with
        it, and a mere request to stop may be kept from reaching it by what it inherited.
        """
        if self._has_answered:
            self._process.join(_TO_LEAVE_S)
        self._process.kill()
        self._process.join()
        self._answer.close()


def _answer(work: Callable[[Any], Any], part: Any, answer: Connection) -> None:
    """What a forked process does."""
    found: tuple[Any, Exception | None]
    try:
        found = work(part), None
    except Exception as error:
        found = None, error
    answer.send(found)
