"""The clock of the seeding: which evening was the last, and a time that goes on by itself."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from django.utils import timezone
from pytest_django import Settings

from autoupdate.calendar import night_date
from sandbox.seeding import clock
from sandbox.seeding.nights import night_after


@pytest.mark.parametrize(
    ("now", "evening"),
    [
        (datetime(2026, 11, 23, 20, 15, tzinfo=UTC), date(2026, 11, 22)),
        (datetime(2026, 11, 23, 0, 30, tzinfo=UTC), date(2026, 11, 21)),
    ],
)
def test_the_last_evening_is_the_one_before_the_newest_night(
    now: datetime, evening: date, settings: Settings
) -> None:
    settings.NIGHT_STARTS_AT = time(1, 0)
    seen_on = clock.first_day_after_history(now)
    assert (seen_on - evening).days == 1
    assert night_date(night_after(evening)) == seen_on


def test_after_an_evening_night_the_last_evening_is_today(settings: Settings) -> None:
    settings.NIGHT_STARTS_AT = time(20, 0)
    now = datetime(2026, 11, 23, 20, 15, tzinfo=UTC)
    assert clock.first_day_after_history(now) == date(2026, 11, 24)
    assert night_after(date(2026, 11, 23)) < now


def test_the_clock_goes_on_from_where_it_was_put_and_comes_back() -> None:
    real = timezone.now
    moment = datetime(2020, 1, 1, tzinfo=UTC)
    with clock.clock_at(moment):
        first = timezone.now()
        assert moment <= first <= timezone.now()
        assert first.year == 2020
    assert timezone.now is real
