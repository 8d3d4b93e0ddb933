"""A clock set back, so that the demonstration's history happened when it says it did."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.utils import timezone

from autoupdate.calendar import night_date


@contextmanager
def clock_at(moment: datetime) -> Iterator[None]:
    """Let Django's clock say ``moment`` and go on from there; not for more than one thread."""
    real = timezone.now
    behind = real() - moment
    timezone.now = lambda: real() - behind
    try:
        yield
    finally:
        timezone.now = real


def moment_on(day: date, at: time) -> datetime:
    """A time of day in the portal's time zone."""
    return timezone.make_aware(datetime.combine(day, at))


def last_night_at(now: datetime) -> datetime:
    """When the newest night that has begun by ``now`` began."""
    local = timezone.localtime(now)
    begins = moment_on(local.date(), settings.NIGHT_STARTS_AT)
    if begins <= now:
        return begins
    return moment_on(local.date() - timedelta(days=1), settings.NIGHT_STARTS_AT)


def first_day_after_history(now: datetime) -> date:
    """The day on which the demonstration is seen: the one that follows the newest night."""
    return night_date(last_night_at(now))
