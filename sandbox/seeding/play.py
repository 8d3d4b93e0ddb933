"""The whole seeding in its order, in one transaction: all of the demonstration or none of it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from accounts.audit import record
from accounts.dates import uk_date
from accounts.models import AuditEvent, School
from autoupdate import vault
from autoupdate.models import Upload
from autoupdate.wake import quietly
from sandbox.demo import NUM_EVENINGS, day_of
from sandbox.demo_people import seed_accounts
from sandbox.seeding import consent, fetching, programme
from sandbox.seeding.cases import raise_cases
from sandbox.seeding.clock import clock_at, first_day_after_history, moment_on
from sandbox.seeding.evenings import play_evening, send
from sandbox.seeding.handmade import make_accounts
from sandbox.seeding.mornings import play_morning
from sandbox.seeding.nights import SeedingError, night_after, play_night
from sandbox.seeding.places import Place, make_places
from sandbox.seeding.stage import Say, Stage
from sandbox.seeding.vendors import pretend_vendors

SEEDED = "demo.seeded"
#: The schools were set up so long before their first evening.
_SET_UP = timedelta(days=60)


def seed(*, say: Say, now: datetime | None = None, kept_in: Path | None = None) -> bool:
    """Put the demonstration in, unless it is there; returns whether there was anything to do.

    ``kept_in`` is the file in which the pretend vendors keep what they remember: what was approved
    there is put into it. Raises SeedingError where the database holds schools of its own.
    """
    if AuditEvent.objects.filter(action=SEEDED).exists():
        return False
    if School.objects.exists():
        raise SeedingError(
            "This database holds schools already, so the pretend ones were not put beside them."
        )
    with quietly(), transaction.atomic():
        try:
            _play(say=say, now=now or timezone.now(), kept_in=kept_in)
        except BaseException:
            _forget_files()
            raise
    return True


def _play(*, say: Say, now: datetime, kept_in: Path | None) -> None:
    today = first_day_after_history(now)
    stage = Stage(_set_up(first_day=day_of(1, today=today), say=say), today, say)
    with pretend_vendors(today=today, kept_in=kept_in) as vendors:
        for number in range(1, NUM_EVENINGS + 1):
            _play_day(number, stage=stage, fetches=fetching.Fetches(vendors, stage))
    say("Now, for the coming night")
    for key in programme.WAITING:
        sending = programme.Sending(school=key, evening=NUM_EVENINGS + 1, at=time())
        send(sending, stage=stage, at=now)
    raise_cases(stage.places, at=now)
    with clock_at(now):
        record(SEEDED, by=None, after={"today": today.isoformat()})


def _play_day(number: int, *, stage: Stage, fetches: fetching.Fetches) -> None:
    """An afternoon and evening, the night after it and, after the first, the morning."""
    evening = stage.evening(number)
    fetches.play_afternoon(number)
    stage.say(f"The evening of {uk_date(evening)}")
    play_evening([each for each in programme.HISTORY if each.evening == number], stage=stage)
    fetches.play_evening(number)
    stage.say("The night after it")
    play_night(stage=stage, at=night_after(evening))
    if number == 1:
        stage.say("The morning")
        play_morning(stage)
        fetches.play_morning(number)


def _set_up(*, first_day: date, say: Say) -> dict[str, Place]:
    """Everything that was there before the first evening."""
    at = moment_on(first_day - _SET_UP, time(10, 0))
    with clock_at(at):
        places = make_places(at=at)
        for place in places.values():
            consent.allow(place)
        consent.exclude_names(places)
        make_accounts(seed_accounts(first_day=first_day), places=places, at=at)
    say(f"{len(places)} schools in two local authorities, with everybody who signs in")
    return places


def _forget_files() -> None:
    """Delete what the vault was given: the rows that name it are about to be rolled back."""
    for name in Upload.objects.exclude(stored_as="").values_list("stored_as", flat=True):
        vault.delete(name)
