"""Which day a night or a run works for: an evening start already means the next day."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils import timezone

from autoupdate.models import ProcessingRun

#: From this hour on, a night is the night before the next day.
EVENING_HOUR = 18


def night_date(at: datetime) -> date:
    """The day in the morning of which a night that starts ``at`` is over."""
    local = timezone.localtime(at)
    return local.date() + timedelta(days=local.hour >= EVENING_HOUR)


def date_of(run: ProcessingRun) -> date:
    """The day that start and leaving dates are compared with; the same however often it is run."""
    return run.night.night_on if run.night else timezone.localdate(run.queued_at)
