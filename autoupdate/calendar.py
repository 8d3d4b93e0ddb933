"""When nights and evenings begin, and which day one works for; on days of 23 and 25 hours too."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from django.utils import timezone

from autoupdate.models import ProcessingRun

#: From this hour on, a night is the night before the next day.
EVENING_HOUR = 18


def last_at(clock: time, now: datetime) -> datetime:
    """The last moment until ``now`` at which a day's ``clock`` came, in the site's time zone.

    Moments are compared, not clocks: an hour that comes twice counts the first time, and one that
    is left out when the next one begins.
    """
    today = timezone.localdate(now)
    at = _on(today, clock)
    is_past = at.astimezone(UTC) <= now.astimezone(UTC)
    return at if is_past else _on(today - timedelta(days=1), clock)


def next_at(clock: time, now: datetime) -> datetime:
    """The first moment after ``now`` at which a day's ``clock`` comes, in the site's time zone."""
    return _on(last_at(clock, now).date() + timedelta(days=1), clock)


def _on(day: date, clock: time) -> datetime:
    wanted = timezone.make_aware(datetime.combine(day, clock))
    return timezone.localtime(wanted.astimezone(UTC))  # a moment that there is


def night_date(at: datetime) -> date:
    """The day in the morning of which a night that starts ``at`` is over."""
    local = timezone.localtime(at)
    return local.date() + timedelta(days=local.hour >= EVENING_HOUR)


def date_of(run: ProcessingRun) -> date:
    """The day that start and leaving dates are compared with; the same however often it is run."""
    return run.night.night_on if run.night else timezone.localdate(run.queued_at)
