"""Dates as exports write them → real dates, never a guess.

Day comes before month, as in the United Kingdom. A year of two digits, or a column that is
evidently in American order, is a problem and not a date.
"""

from __future__ import annotations

import re
from datetime import date
from enum import Enum, StrEnum, auto
from functools import lru_cache

from autoupdate.connectors.parsing.text import REMEMBERED


class DateFault(StrEnum):
    """Why a text gives no date."""

    NONE = ""
    UNREADABLE = "unreadable"
    IMPOSSIBLE = "impossible"
    TWO_DIGIT_YEAR = "two_digit_year"
    US_ORDER = "us_order"


class _Order(Enum):
    """What the numbers of a date say of the order of day and month."""

    NOTHING_SAID = auto()
    DAY_FIRST = auto()
    MONTH_FIRST = auto()
    EITHER_WAY = auto()


Dated = tuple[date | None, DateFault]

_TIME = r"(?:[T ]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,7})?)?(?: ?[AaPp][Mm])?(?:Z|[+-]\d{2}:?\d{2})?)?"
_ISO = re.compile(rf"(\d{{4}})-(\d{{1,2}})-(\d{{1,2}}){_TIME}", re.ASCII)
_PLAIN = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})", re.ASCII)
_NUMBERS = re.compile(rf"(\d{{1,2}})([/.-])(\d{{1,2}})\2(\d{{4}}|\d{{2}}){_TIME}", re.ASCII)
_WORDS = re.compile(
    rf"(\d{{1,2}})(?:st|nd|rd|th)?[ -]?([a-z]{{3,9}})\.?[ ,-]+(\d{{4}}|\d{{2}}){_TIME}",
    re.ASCII | re.IGNORECASE,
)
_MONTHS = {
    name: number
    for number, full in enumerate(
        [
            "january",
            "february",
            "march",
            "april",
            "may",
            "june",
            "july",
            "august",
            "september",
            "october",
            "november",
            "december",
        ],
        start=1,
    )
    for name in (full, full[:3])
} | {"sept": 9}

#: Dates that programs write for "no date": .NET's first, SQL's and OLE's zero, "for ever".
_NO_DATE = frozenset(
    {date(1, 1, 1), date(1753, 1, 1), date(1899, 12, 30), date(9999, 12, 31), date(2999, 12, 31)}
)
_EARLIEST, _LATEST = date(1880, 1, 1), date(2199, 12, 31)


class DateColumn(dict[str, Dated]):
    """The dates of one column, remembered by text.

    It also notices what the texts say of the column's order: ``seems_american`` once all rows are
    read. With ``is_american`` the texts that could be read either way count as faults too.
    """

    def __init__(self, *, is_american: bool) -> None:
        super().__init__()
        self._is_american = is_american
        self._num_day_first = 0
        self._num_month_first = 0
        self._num_either_way = 0

    def __missing__(self, text: str) -> Dated:
        found = self[text] = self._read(text)
        return found

    @property
    def seems_american(self) -> bool:
        """Whether texts readable both ways must not be trusted: more speak for month first."""
        return (
            not self._is_american
            and self._num_month_first > 0
            and self._num_month_first >= self._num_day_first
            and self._num_either_way > 0
        )

    def _read(self, text: str) -> Dated:
        dated, order = _in_its_order(text)
        if order is _Order.DAY_FIRST:
            self._num_day_first += 1
        elif order is _Order.MONTH_FIRST:
            self._num_month_first += 1
            return None, DateFault.US_ORDER
        elif order is _Order.EITHER_WAY:
            self._num_either_way += 1
            if self._is_american:
                return None, DateFault.US_ORDER
        return dated


@lru_cache(maxsize=REMEMBERED)
def _in_its_order(text: str) -> tuple[Dated, _Order]:
    """The date a text gives, and what it says of the order in which its column has them."""
    text = text.strip()
    found = _NUMBERS.fullmatch(text)
    if found is None:
        return parse_date(text), _Order.NOTHING_SAID
    first, second = int(found[1]), int(found[3])
    if first > 12 >= second:
        return parse_date(text), _Order.DAY_FIRST
    if second > 12 >= first:
        return (None, DateFault.US_ORDER), _Order.MONTH_FIRST
    is_open = first <= 12 and second <= 12 and first != second
    return parse_date(text), _Order.EITHER_WAY if is_open else _Order.NOTHING_SAID


@lru_cache(maxsize=REMEMBERED)
def parse_date(text: str) -> Dated:
    """The date a single text gives, day before month; (None, NONE) for a blank one."""
    text = text.strip()
    if not text:
        return None, DateFault.NONE
    if found := _ISO.fullmatch(text) or _PLAIN.fullmatch(text):
        if text.endswith("Z") and "T00:00:00" not in text:
            # Midnight in summer, said in universal time, is 23:00 of the day before.
            return None, DateFault.UNREADABLE
        return _real(int(found[1]), int(found[2]), int(found[3]))
    day, month, year = _in_british_order(text)
    if not day:
        return None, DateFault.UNREADABLE
    if len(year) == 2:
        return None, DateFault.TWO_DIGIT_YEAR
    return _real(int(year), month, day)


def _in_british_order(text: str) -> tuple[int, int, str]:
    """Day, month and the year's digits; day 0 when the text is no such date."""
    if found := _NUMBERS.fullmatch(text):
        return int(found[1]), int(found[3]), found[4]
    found = _WORDS.fullmatch(text)
    month = _MONTHS.get(found[2].casefold(), 0) if found else 0
    if not found or not month:
        return 0, 0, ""
    return int(found[1]), month, found[3]


def _real(year: int, month: int, day: int) -> Dated:
    try:
        found = date(year, month, day)
    except ValueError:
        return None, DateFault.IMPOSSIBLE
    if found in _NO_DATE:
        return None, DateFault.NONE
    if not _EARLIEST <= found <= _LATEST:
        return None, DateFault.IMPOSSIBLE
    return found, DateFault.NONE
