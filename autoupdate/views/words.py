"""Small words that several pages share: how long ago, how many. It knows no model."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils import timezone

#: Longest age → (unit in seconds, word), the first that fits is used.
_UNITS: tuple[tuple[timedelta, int, str], ...] = (
    (timedelta(hours=1), 60, "minute"),
    (timedelta(days=1), 3600, "hour"),
    (timedelta(days=60), 86400, "day"),
    (timedelta(days=730), 30 * 86400, "month"),
)


def ago(moment: datetime | None, *, now: datetime | None = None) -> str:
    """For example ``just now``, ``5 minutes ago``, ``12 days ago``; ``never`` for no moment."""
    if moment is None:
        return "never"
    age = (now or timezone.now()) - moment
    if age < timedelta(minutes=1):
        return "just now"
    for longest, seconds, word in _UNITS:
        if age < longest:
            return f"{plural(int(age.total_seconds()) // seconds, word)} ago"
    return f"{plural(age.days // 365, 'year')} ago"


def plural(number: int, one: str, many: str = "") -> str:
    """``1 row``, ``2 rows``, ``1,200 rows``."""
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"


def lasted(length: timedelta | None) -> str:
    """For example ``less than a second``, ``12 seconds``, ``3 minutes``; "" for no length.

    Two machines' clocks differ: what seems to have ended before it began took no time.
    """
    if length is None:
        return ""
    seconds = round(length.total_seconds())
    if seconds < 1:
        return "less than a second"
    return plural(seconds, "second") if seconds < 120 else plural(seconds // 60, "minute")


def listed(names: Sequence[str]) -> str:
    """``A``, ``A and B``, ``A, B and C``."""
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last
