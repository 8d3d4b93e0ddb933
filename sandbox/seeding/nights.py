"""A night, or a forced run, worked through at once, and what came of it in words."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils import timezone

from autoupdate.actions import nights
from autoupdate.calendar import night_date
from autoupdate.models import ProcessingRun, RunStatus
from autoupdate.processing.reasons import REASONS, Code
from sandbox.seeding.clock import clock_at, moment_on
from sandbox.seeding.places import Place
from sandbox.seeding.stage import Stage


class SeedingError(Exception):
    """The demonstration could not be put in. ``str()`` is a sentence for whoever started it."""


def night_after(evening: date) -> datetime:
    """When the night after the evening of that day begins."""
    begins = moment_on(evening, settings.NIGHT_STARTS_AT)
    return begins if night_date(begins) > evening else begins + timedelta(days=1)


def play_night(*, stage: Stage, at: datetime) -> None:
    """Start the night and process every school that waits."""
    with clock_at(at):
        nights.start_night(at=at)
        work(stage=stage, at=at)


def play_force(place: Place, *, stage: Stage, at: datetime, reason: str) -> None:
    """Let the Service Desk process one school at once."""
    stage.tell(at, f"{place.school}: the Service Desk forces processing. {reason}")
    with clock_at(at):
        nights.force(place.school, by=place.desk, reason=reason)
        work(stage=stage, at=at)


def work(*, stage: Stage, at: datetime) -> None:
    """Process what is queued, and tell what came of it. Raises SeedingError where it failed."""
    nights.work()
    runs = ProcessingRun.objects.filter(queued_at__gte=at).select_related("school")
    for run in runs.order_by("claimed_at"):
        if run.status != RunStatus.DONE:
            raise SeedingError(f"{run.school} could not be processed; the lines above say why.")
        stage.tell(timezone.now(), f"{run.school}: {_told(run)}")


def _told(run: ProcessingRun) -> str:
    """``Account created 212 · Requires matching 3``, the most frequent first."""
    numbers: dict[str, int] = {}
    for kind in ("staff", "student"):
        for code, number in run.counts.get(kind, {}).items():
            numbers[code] = numbers.get(code, 0) + number
    frequent = sorted(numbers.items(), key=lambda each: -each[1])
    return " · ".join(f"{REASONS[Code(code)].label} {number}" for code, number in frequent)
