"""The evening: who is fetched by itself, on which days, once, and late where it was missed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone
from pytest_django import Settings

from accounts.models import PortalUser, SchoolMis
from autoupdate.actions import evenings, pulls
from autoupdate.connectors import registry
from autoupdate.connectors.base import CredentialField, Days, Entry
from autoupdate.models import MisConnection, Pull, ReportAcceptance
from autoupdate.pulling.evening import evening_at
from autoupdate.queries.readiness import is_connected
from autoupdate.tasks.pulling import start_evening, sweep_pulls
from sandbox.seeding.clock import clock_at
from tests.factories import MisConnectionFactory, PullFactory, SchoolMisFactory
from tests.fetching import connect, known
from tests.integration.pulling.conftest import MIDDAY

pytestmark = pytest.mark.django_db

THURSDAY = MIDDAY.replace(hour=18)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    with clock_at(moment):
        yield


def queued() -> list[int]:
    """The schools' MISs that have a pull, in the order of the queue."""
    return list(Pull.objects.order_by("pk").values_list("school_mis", flat=True))


def test_the_evening_queues_every_connected_school(school_mis: SchoolMis) -> None:
    with at(THURSDAY):
        assert evenings.queue_evening() == 1
    pull = Pull.objects.get()
    assert (pull.school_mis, pull.cause, pull.requested_by) == (school_mis, "evening", None)
    assert pull.school == school_mis.school


def test_an_evening_is_begun_once(school_mis: SchoolMis) -> None:
    with at(THURSDAY):
        start_evening()
        pulls.work()
        start_evening()
        sweep_pulls()
    assert queued() == [school_mis.pk]
    with at(THURSDAY + timedelta(days=1)):
        start_evening()
    assert queued() == [school_mis.pk] * 2


@pytest.mark.parametrize(
    ("hours", "num_queued"),
    [(-0.01, 0), (0, 1), (3, 1), (6.9, 1), (7, 0), (12, 0)],
)
def test_a_missed_evening_is_made_up_for_until_the_night(
    school_mis: SchoolMis, hours: float, num_queued: int
) -> None:
    with at(THURSDAY + timedelta(hours=hours)):
        sweep_pulls()
    assert len(queued()) == num_queued


def test_a_school_that_connects_late_in_the_evening_is_still_fetched(
    school_mis: SchoolMis,
) -> None:
    MisConnection.objects.all().delete()
    with at(THURSDAY):
        assert evenings.queue_evening() == 0
    MisConnectionFactory(school_mis=school_mis)
    with at(THURSDAY + timedelta(hours=2)):
        sweep_pulls()
    assert queued() == [school_mis.pk]


@pytest.mark.parametrize(
    ("day", "num_weekdays"),
    [(16, 1), (17, 1), (18, 1), (19, 1), (20, 1), (21, 0), (22, 0)],
)
def test_weekends_are_for_those_who_are_fetched_every_day(
    school_mis: SchoolMis, day: int, num_weekdays: int
) -> None:
    on_weekdays = replace(registry.get("arbor"), pulled_on=Days.WEEKDAYS)
    with at(THURSDAY.replace(day=day)):
        assert evenings.queue_evening() == 1
        Pull.objects.all().delete()
        with known(on_weekdays):
            assert evenings.queue_evening() == num_weekdays


def test_a_friday_evening_lasts_past_midnight(school_mis: SchoolMis) -> None:
    evening = evening_at(THURSDAY + timedelta(days=1, hours=6.5))  # half past midnight
    assert evening is not None
    assert evening.is_school_day


def test_an_evening_that_begins_after_midnight_ends_with_the_night(settings: Settings) -> None:
    settings.EVENING_STARTS_AT, settings.NIGHT_STARTS_AT = time(0, 30), time(20, 0)
    evening = evening_at(MIDDAY)
    assert evening is not None
    assert evening.starts_at == MIDDAY.replace(hour=0, minute=30)
    assert evening.ends_at == MIDDAY.replace(hour=20)


def test_the_clock_is_londons_in_summer_too(settings: Settings) -> None:
    summer = datetime(2026, 7, 15, 18, 0, tzinfo=timezone.get_current_timezone())
    evening = evening_at(summer)
    assert evening is not None
    assert evening.starts_at == summer
    assert evening_at(summer - timedelta(minutes=1)) is None


def test_who_accepts_nothing_is_not_fetched(school_mis: SchoolMis) -> None:
    ReportAcceptance.objects.update(withdrawn_at=timezone.now() + timedelta(days=1))
    with at(THURSDAY):
        assert evenings.queue_evening() == 0


def test_who_left_the_mis_is_not_fetched(school_mis: SchoolMis) -> None:
    SchoolMis.objects.update(ended_at=school_mis.started_at + timedelta(seconds=1))
    with at(THURSDAY):
        assert evenings.queue_evening() == 0


def test_a_new_mis_of_the_same_evening_is_fetched_too(school_mis: SchoolMis) -> None:
    with at(THURSDAY):
        evenings.queue_evening()
        pulls.work()
    SchoolMis.objects.update(ended_at=school_mis.started_at + timedelta(seconds=1))
    newer = connect(SchoolMisFactory(product="arbor", school=school_mis.school))
    with at(THURSDAY + timedelta(hours=1)):
        evenings.queue_evening()
    assert queued() == [school_mis.pk, newer.pk]


def test_a_force_run_of_the_evening_is_the_evenings(
    school_mis: SchoolMis, head: PortalUser
) -> None:
    with at(THURSDAY + timedelta(minutes=1)):
        pulls.force_run(school_mis.school, by=head)
        pulls.work()
        assert evenings.queue_evening() == 0


def test_a_force_run_still_under_way_is_not_disturbed(school_mis: SchoolMis) -> None:
    PullFactory(school_mis=school_mis, forced=True, queued_at=THURSDAY - timedelta(minutes=1))
    with at(THURSDAY):
        assert evenings.queue_evening() == 0


def test_two_vendors_are_asked_in_turns(school_mis: SchoolMis) -> None:
    iris = replace(registry.get("arbor"), code="iris", approval=None, credentials=(), label="IRIS")
    more = [school_mis, *(connect(SchoolMisFactory(product="arbor")) for _ in range(2))]
    with known(iris), at(THURSDAY):
        other = connect(SchoolMisFactory(product="iris"), "staff")
        assert evenings.queue_evening() == 4
    assert queued() == [more[0].pk, other.pk, more[1].pk, more[2].pk]


def test_who_queues_at_the_same_moment_changes_nothing(school_mis: SchoolMis) -> None:
    with at(THURSDAY):
        due = SchoolMis.objects.filter(pk=school_mis.pk)
        PullFactory(school_mis=school_mis)
        Pull.objects.bulk_create(
            [
                Pull(
                    school_mis=each,
                    school=each.school,
                    cause="evening",
                    queued_at=timezone.now(),
                )
                for each in due
            ],
            ignore_conflicts=True,
        )
    assert len(queued()) == 1


@pytest.mark.parametrize(
    ("entry", "kept", "is_there"),
    [
        (None, {}, True),
        (Entry.ENDPOINT, {"endpoint": ""}, False),
        (Entry.ENDPOINT, {}, True),
        (Entry.REFERENCE, {"reference": ""}, False),
        (Entry.REFERENCE, {"reference": "12345"}, True),
        (Entry.SECRET, {"sealed": ""}, False),
        (Entry.SECRET, {}, True),
    ],
)
def test_what_a_connection_needs_is_what_is_entered(
    entry: Entry | None, kept: dict[str, str], is_there: bool
) -> None:
    fields = () if entry is None else (CredentialField(code="x", label="X", entry=entry),)
    connector = replace(registry.get("iris"), credentials=fields, approval=None)
    connection = MisConnectionFactory(**kept)
    assert is_connected(connector, connection) is is_there
    assert is_connected(connector, None) is (entry is None)
