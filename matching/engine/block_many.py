"""What blocking makes of many dates of birth at once, as ``block.parts_of_birth`` does of one.

Whoever changes the one changes the other.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

_NO_DATE = (0, 0, 0)
#: What tells the parts apart: year and month, year and day, month and day.
_SORTS = (10_000, 20_000, 30_000)


def parts_of_births(births: Sequence[tuple[int, int, int] | None]) -> npt.NDArray[np.int64]:
    """Return a row for each date: a number for the date in one order of day and month, and three
    for each two of its parts. Numbers are equal where the texts are; all are 0 for no date.
    """
    flat = [number for birth in births for number in birth or _NO_DATE]
    year, month, day = np.array(flat, dtype=np.int64).reshape(-1, 3).T
    first, second = np.minimum(month, day), np.maximum(month, day)
    two_and_two = (year % 100 * 100 + month, year % 100 * 100 + day, month * 100 + day)
    parts = [sort + number for sort, number in zip(_SORTS, two_and_two, strict=True)]
    found = np.stack([year * 10_000 + first * 100 + second, *parts], axis=1)
    found[year == 0] = 0
    return found
