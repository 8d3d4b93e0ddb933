"""Dates and times as people in the United Kingdom read them. Knows nothing of models or pages."""

from datetime import date, datetime
from typing import Final

from django.utils import timezone

NEVER = "–"
_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def _local(moment: datetime) -> datetime:
    return timezone.localtime(moment) if timezone.is_aware(moment) else moment


def uk_date(value: date | datetime | None) -> str:
    """Return `12 September 2026`; a moment is first put into the site's time zone."""
    if value is None or value == "":
        return NEVER
    return day_words(_local(value) if isinstance(value, datetime) else value)


def day_words(day: date) -> str:
    """The same of a day, or of a moment that is in the site's time zone already."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def uk_time(value: datetime | None) -> str:
    """Return `2:14am`, `midday` or `midnight` in the site's time zone."""
    if value is None or value == "":
        return NEVER
    return clock_words(_local(value))


def clock_words(local: datetime) -> str:
    """The same of a moment that is in the site's time zone already."""
    if local.minute == 0 and local.hour in (0, 12):
        return "midday" if local.hour else "midnight"
    return f"{local.hour % 12 or 12}:{local.minute:02}{'am' if local.hour < 12 else 'pm'}"


def uk_datetime(value: datetime | None) -> str:
    """Return `12 September 2026 at 2:14am` in the site's time zone."""
    if value is None or value == "":
        return NEVER
    return f"{uk_date(value)} at {uk_time(value)}"


def waited(since: datetime, *, now: datetime | None = None) -> str:
    """For how many days something has waited: ``since today``, ``1 day``, ``12 days``.

    Days of the calendar are counted: what came up last night has waited a day in the morning.
    """
    today = timezone.localtime(now or timezone.now()).date()
    num_days = (today - timezone.localtime(since).date()).days
    if num_days < 1:
        return "since today"
    return "1 day" if num_days == 1 else f"{num_days:,} days"
