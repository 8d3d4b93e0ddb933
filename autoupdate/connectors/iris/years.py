"""Which National Curriculum year a school means by a number: schools number theirs as they like."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from autoupdate.connectors.paging import Item, plain
from autoupdate.connectors.parsing.years import year_group

#: iSAMS's numbers for the years before Year 1.
_EARLY: Mapping[int, str] = {-2: "N1", -1: "N2", 0: "R"}


class Years:
    """A school's year groups, from its own list of them; an empty list is an unknown one."""

    def __init__(self, listed: Iterable[Item] = ()) -> None:
        self._census: dict[int, str] = {}
        for each in listed:
            number = _number(each.get("ncYear"))
            year, _ = year_group(plain(each.get("censusYearGroup")))
            if number is not None and year:
                self._census[number] = year

    def of(self, value: object) -> str:
        """The year of a student's ``yearGroup``: ours where it is known, else as it came."""
        number = _number(value)
        if number is None:
            return plain(value)
        return self._census.get(number) or _EARLY.get(number) or str(number)


def _number(value: object) -> int | None:
    try:
        return int(plain(value))
    except ValueError:
        return None
