"""Starting a night: once for a day, for every school that waits, late rather than never."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone
from pytest_django import Settings
from redis.exceptions import ConnectionError as RedisAway

from accounts.models import SchoolMis
from autoupdate.actions import nights
from autoupdate.calendar import date_of, night_date
from autoupdate.models import Night, ProcessingRun
from autoupdate.night import progress, queue
from autoupdate.tasks import start_night, sweep, work_queue
from tests.factories import ProcessingRunFactory
from tests.integration.night.exports import send_students
from tests.integration.night.people import row

pytestmark = pytest.mark.django_db

ADA = row("1", "Ada Okonkwo")


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of November 2026."""
    return timezone.make_aware(datetime(2026, 11, day, hour, minute))  # noqa: DTZ001


@contextmanager
def clock(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> Iterator[None]:
    with monkeypatch.context() as patches:
        patches.setattr(timezone, "now", lambda: moment)
        yield


@pytest.fixture
def woken(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The tasks for which workers were sent."""
    tasks: list[str] = []
    monkeypatch.setattr(nights, "wake", lambda task, *_: tasks.append(task))
    return tasks


def test_a_night_queues_every_school_with_something_ready_once(
    school_mis: SchoolMis, neighbour: SchoolMis, faraway: SchoolMis, woken: list[str]
) -> None:
    send_students(school_mis, ADA)
    send_students(faraway, ADA)
    assert nights.start_night(at=at(23, 20)) == 2
    assert len(woken) == 2
    assert nights.start_night(at=at(23, 21)) == 0
    assert nights.start_night(at=at(24, 1)) == 0
    assert Night.objects.get().night_on.day == 24
    assert set(ProcessingRun.objects.values_list("school", flat=True)) == {
        school_mis.school_id,
        faraway.school_id,
    }


def test_a_school_with_a_live_run_keeps_it(school_mis: SchoolMis, woken: list[str]) -> None:
    send_students(school_mis, ADA)
    forced = ProcessingRunFactory(school_mis=school_mis, forced=True)
    assert nights.start_night(at=at(23, 20)) == 0
    assert ProcessingRun.objects.get() == forced


def test_so_many_workers_are_woken_and_no_more(
    school_mis: SchoolMis, woken: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "num_waiting", lambda: 500)
    nights.wake_workers()
    assert len(woken) == nights.MOST_WAKES


@pytest.mark.parametrize(
    ("hour", "day"), [(17, 23), (18, 24), (20, 24), (23, 24), (1, 23), (6, 23)]
)
def test_an_evening_start_works_for_the_next_day(hour: int, day: int) -> None:
    assert night_date(at(23, hour)).day == day


def test_a_forced_run_works_for_the_day_it_was_asked_for(school_mis: SchoolMis) -> None:
    run = ProcessingRunFactory(school_mis=school_mis, forced=True, queued_at=at(23, 20))
    assert date_of(run).day == 23


def test_a_missed_night_is_started_late(
    school_mis: SchoolMis, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    settings.NIGHT_STARTS_AT = time(20, 0)
    send_students(school_mis, ADA)
    for moment, number in (
        (at(23, 19, 59), 0),  # the night of the day before is long past
        (at(23, 20, 5), 1),
        (at(23, 20, 10), 0),  # started by now
        (at(24, 2), 0),
    ):
        with clock(monkeypatch, moment):
            assert nights.start_missed_night() == number, moment
    assert Night.objects.get().started_at == at(23, 20)


def test_a_night_missed_by_too_much_is_left_to_the_next(
    school_mis: SchoolMis, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    settings.NIGHT_STARTS_AT = time(20, 0)
    send_students(school_mis, ADA)
    with clock(monkeypatch, at(24, 2, 1)):
        assert nights.start_missed_night() == 0
    assert not Night.objects.exists()


def test_the_tasks_do_the_same(school_mis: SchoolMis) -> None:
    send_students(school_mis, ADA)
    start_night.apply().get()
    assert ProcessingRun.objects.get().status == "queued"
    work_queue.apply().get()
    assert ProcessingRun.objects.get().status == "done"


def test_the_sweeper_gives_back_and_wakes(
    school_mis: SchoolMis, woken: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    long_ago = timezone.now() - timedelta(hours=1)
    monkeypatch.setattr(nights, "start_missed_night", lambda: 0)
    lost = ProcessingRunFactory(school_mis=school_mis, status="running", claimed_at=long_ago)
    sweep.apply().get()
    lost.refresh_from_db()
    assert lost.status == "queued"
    assert woken


def test_the_sweeper_that_started_a_missed_night_has_woken_already(
    woken: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nights, "start_missed_night", lambda: 3)
    sweep.apply().get()
    assert not woken


def test_progress_can_be_watched_and_lost() -> None:
    progress.tell(-17, progress.Progress(3, 400))  # no run has such a number
    told = progress.of_run(-17)
    assert told is not None
    assert (told.label, told.percent, told.num_people) == ("Writing", 80, 400)
    assert progress.of_run(-18) is None


def test_a_missing_redis_stops_neither_a_night_nor_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: Any, **__: Any) -> None:
        raise RedisAway

    monkeypatch.setattr(cache, "set", away, raising=False)
    monkeypatch.setattr(cache, "get", away, raising=False)
    progress.tell(17, progress.Progress(1))
    assert progress.of_run(17) is None
