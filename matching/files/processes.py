"""Do a piece of work for each of several parts at once, each in a process. Knows no work."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any, TypeVar

_Part = TypeVar("_Part")
_Done = TypeVar("_Done")


def num_processes() -> int:
    """How many processes can work at once."""
    return max(1, os.cpu_count() or 1)


def in_processes(work: Callable[[_Part], _Done], parts: Sequence[_Part]) -> list[_Done]:
    """Do the work for all parts, forked: all share what it knows. A single part is done here.

    Raises what the work raises, and ``BrokenProcessPool`` where a process was killed.
    """
    if len(parts) == 1:
        return [work(parts[0])]
    gc.freeze()
    try:
        with ProcessPoolExecutor(len(parts), get_context("fork"), _remember, (work,)) as pool:
            return list(pool.map(_remembered, parts))
    finally:
        gc.unfreeze()


#: What a forked process does; handing it over as an argument would copy all that it knows.
_work: list[Callable[[Any], Any]] = []


def _remember(work: Callable[[Any], Any]) -> None:
    _work[:] = [work]


def _remembered(part: Any) -> Any:
    return _work[0](part)
