"""Compare many pairs of dates of birth at once, as ``compare_births`` compares two.

Whoever changes the one changes the other.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from matching.engine.compare_births import Birth
from matching.engine.levels import Level

_Flags = npt.NDArray[np.bool_]
_Places = npt.NDArray[np.int64]
#: What the codes of ``levels`` mean. The first eight are found by which of year, month and day
#: agree, each worth as much as in ``_WORTH``.
LEVELS = (
    *(Level.DIFFERS, Level.DIFFERS, Level.DIFFERS, Level.YEAR_ONLY),
    *(Level.DIFFERS, Level.MONTH_ONLY, Level.DAY_ONLY, Level.SAME),
    *(Level.DAY_AND_MONTH, Level.DIGIT, Level.MISSING),
)
_WORTH = (4, 2, 1)
_SAME, _DAY_AND_MONTH, _DIGIT, _MISSING = range(7, 11)
_ALL_BUT_ONE = np.array([level.endswith("_only") for level in LEVELS], dtype=np.bool_)
_NO_DATE = (0, 0, 0)


class Births:
    """Dates of birth, of which many pairs are to be compared; None is an unknown one."""

    def __init__(self, dates: Sequence[Birth | None]) -> None:
        """Spell each date once."""
        parts = np.array([date or _NO_DATE for date in dates], dtype=np.int16).reshape(-1, 3)
        self._years, self._months, self._days = np.ascontiguousarray(parts.T)
        two_by_two = (self._days, self._months, self._years // 100, self._years % 100)
        digits = [digit for two in two_by_two for digit in (two // 10, two % 10)]
        self._digits = np.stack(digits, axis=1).astype(np.int8)

    def levels(self, other: Births, places: _Places, other_places: _Places) -> npt.NDArray[np.int8]:
        """Compare pairs of these dates and others: a place in LEVELS for each."""
        years, other_years = self._years[places], other._years[other_places]
        months, other_months = self._months[places], other._months[other_places]
        days, other_days = self._days[places], other._days[other_places]
        is_year = years == other_years
        agreeing = (is_year, months == other_months, days == other_days)
        found = np.zeros(len(places), dtype=np.int8)
        for agree, worth in zip(agreeing, _WORTH, strict=True):
            found += agree * np.int8(worth)
        is_exchanged = is_year & (months == other_days) & (days == other_months)
        found[is_exchanged & (found != _SAME)] = _DAY_AND_MONTH
        which = np.flatnonzero(_ALL_BUT_ONE[found])
        ones, others = self._digits[places[which]], other._digits[other_places[which]]
        found[which[_are_one_digit(ones, others)]] = _DIGIT
        found[(years == 0) | (other_years == 0)] = _MISSING
        return found


def _are_one_digit(ones: npt.NDArray[np.int8], others: npt.NDArray[np.int8]) -> _Flags:
    """Say of dates that are not the same where one digit was mistyped, or two neighbouring digits
    changed places.
    """
    differ = ones != others
    numbers = differ.sum(axis=1, dtype=np.int8)
    crosswise = (ones[:, 1:] == others[:, :-1]) & (ones[:, :-1] == others[:, 1:])
    exchanged = (crosswise & differ[:, 1:]).any(axis=1)
    found: _Flags = (numbers == 1) | ((numbers == 2) & exchanged)
    return found
