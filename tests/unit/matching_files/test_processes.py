"""Work in several processes: all parts in order, errors as they are, nobody left behind."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable

import pytest

from matching.files.processes import ProcessLost, in_processes


def _fails(part: int) -> int:
    if part:
        raise LookupError("nobody")
    return part


def _fails_here(part: int) -> int:
    if not part:
        raise LookupError("nobody")
    signal.pause()  # until it is stopped
    return part


def _is_killed(part: int) -> int:
    if part:
        os.kill(os.getpid(), signal.SIGKILL)
    return part


def test_each_part_is_done_once_in_its_order() -> None:
    found = in_processes(lambda part: (part, os.getpid()), [3, 1, 2])
    assert [part for part, _ in found] == [3, 1, 2]
    assert found[0][1] == os.getpid()
    assert len({process for _, process in found}) == 3
    assert in_processes(lambda part: (part, os.getpid()), [5]) == [(5, os.getpid())]


@pytest.mark.parametrize(
    ("work", "raised"),
    [(_fails, LookupError), (_fails_here, LookupError), (_is_killed, ProcessLost)],
)
def test_what_goes_wrong_is_raised_and_no_process_is_left(
    work: Callable[[int], int], raised: type[Exception]
) -> None:
    with pytest.raises(raised):
        in_processes(work, [0, 1])
    assert not multiprocessing.active_children()
