"""Letting Python's garbage collector rest while much is made and little thrown away.

It must not know what is made. What refers to nothing that refers back needs no collector, and
looking through it again and again for circles takes a third of the time of reading an export.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_resting() -> Iterator[None]:
    """No automatic collection inside; as it was before, afterwards."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
