"""Dates and times in the words people use."""

from datetime import UTC, date, datetime, timedelta

import pytest

from accounts import dates


def test_a_day_has_no_leading_zero_and_its_month_in_full() -> None:
    assert dates.uk_date(date(2026, 9, 3)) == "3 September 2026"


def test_a_moment_is_told_in_the_sites_time_zone() -> None:
    late = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
    assert dates.uk_date(late) == "1 July 2026"
    assert dates.uk_datetime(late) == "1 July 2026 at 12:30am"


def test_a_naive_moment_is_taken_as_it_is() -> None:
    assert dates.uk_time(datetime(2026, 6, 30, 14, 5, tzinfo=UTC).replace(tzinfo=None)) == "2:05pm"


@pytest.mark.parametrize(
    ("hour", "minute", "words"),
    [
        (0, 0, "midnight"),
        (12, 0, "midday"),
        (0, 5, "12:05am"),
        (12, 30, "12:30pm"),
        (2, 14, "2:14am"),
        (23, 59, "11:59pm"),
    ],
)
def test_times_of_the_day(hour: int, minute: int, words: str) -> None:
    assert dates.uk_time(datetime(2026, 1, 5, hour, minute, tzinfo=UTC)) == words


@pytest.mark.parametrize("say", [dates.uk_date, dates.uk_time, dates.uk_datetime])
@pytest.mark.parametrize("nothing", [None, ""])
def test_nothing_is_a_dash(say: object, nothing: object) -> None:
    assert callable(say)
    assert say(nothing) == dates.NEVER


@pytest.mark.parametrize(
    ("num_hours", "words"),
    [(0, "since today"), (2, "since today"), (20, "1 day"), (12 * 24, "12 days")],
)
def test_says_for_how_many_days_something_waited(num_hours: int, words: str) -> None:
    now = datetime(2026, 11, 25, 15, 0, tzinfo=UTC)
    assert dates.waited(now - timedelta(hours=num_hours), now=now) == words
