"""When clocks come that are set for every day, on days of 23 and of 25 hours too."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest

from autoupdate.calendar import last_at, next_at, night_date

#: Before the clocks go forward, before they go back, before a leap day, before a school year.
BEGINNINGS = [
    datetime(2027, 3, 27, 12, tzinfo=UTC),
    datetime(2027, 10, 30, 12, tzinfo=UTC),
    datetime(2028, 2, 28, 12, tzinfo=UTC),
    datetime(2027, 8, 31, 12, tzinfo=UTC),
]
CLOCKS = [time(0, 30), time(1, 0), time(1, 30), time(2, 0), time(18, 0), time(23, 59)]


@pytest.mark.parametrize("begins", BEGINNINGS)
@pytest.mark.parametrize("clock", CLOCKS)
def test_a_clock_comes_once_a_day(begins: datetime, clock: time) -> None:
    moments = [begins + timedelta(minutes=number) for number in range(0, 48 * 60, 10)]
    last = [last_at(clock, each).astimezone(UTC) for each in moments]
    coming = [next_at(clock, each).astimezone(UTC) for each in moments]
    for before, now, after in zip(last, moments, coming, strict=True):
        assert before <= now < after
        assert after - before in {timedelta(hours=number) for number in (23, 24, 25)}
    assert (last, coming) == (sorted(last), sorted(coming))
    assert len(set(last)) == len({night_date(each) for each in last}) == 3


def test_an_hour_that_is_left_out_comes_when_the_next_one_begins() -> None:
    before = datetime(2027, 3, 28, 0, 59, tzinfo=UTC)
    assert next_at(time(1, 0), before) == datetime(2027, 3, 28, 1, 0, tzinfo=UTC)


def test_an_hour_that_comes_twice_counts_the_first_time() -> None:
    first = datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    for between in (first, first + timedelta(minutes=50), first + timedelta(minutes=70)):
        assert last_at(time(1, 30), between).astimezone(UTC) == first
