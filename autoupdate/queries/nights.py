"""When the next night is, in words; it knows no school."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.utils import timezone

from accounts.dates import uk_time
from autoupdate.calendar import EVENING_HOUR, next_at


def next_night_at(now: datetime) -> datetime:
    """The start of the next night, in the site's time zone."""
    return next_at(settings.NIGHT_STARTS_AT, now)


def next_night(now: datetime) -> str:
    """For example ``tonight after 1am`` or, once tonight's has begun, ``tomorrow after 8pm``."""
    due, local = next_night_at(now), timezone.localtime(now)
    is_evening = due.hour >= EVENING_HOUR
    day = "tomorrow" if is_evening and due.date() > local.date() else "tonight"
    return f"{day} after {_clock(due)}"


def _clock(moment: datetime) -> str:
    return uk_time(moment).replace(":00", "")
