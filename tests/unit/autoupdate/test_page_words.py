"""Small words of pages: how long ago, how long it took, when the next night is."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from pytest_django import Settings

from autoupdate.queries.nights import next_night, next_night_at
from autoupdate.views.words import ago, lasted, plural

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("age", "words"),
    [
        (timedelta(seconds=-5), "just now"),
        (timedelta(seconds=59), "just now"),
        (timedelta(minutes=1), "1 minute ago"),
        (timedelta(minutes=59), "59 minutes ago"),
        (timedelta(hours=1), "1 hour ago"),
        (timedelta(hours=23), "23 hours ago"),
        (timedelta(days=1), "1 day ago"),
        (timedelta(days=59), "59 days ago"),
        (timedelta(days=60), "2 months ago"),
        (timedelta(days=740), "2 years ago"),
    ],
)
def test_says_how_long_ago(age: timedelta, words: str) -> None:
    assert ago(NOW - age, now=NOW) == words


def test_no_moment_is_never() -> None:
    assert ago(None) == "never"


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (None, ""),
        (timedelta(milliseconds=300), "less than a second"),
        (timedelta(minutes=-3), "less than a second"),
        (timedelta(seconds=1), "1 second"),
        (timedelta(seconds=119), "119 seconds"),
        (timedelta(minutes=5), "5 minutes"),
    ],
)
def test_says_how_long_it_took(length: timedelta | None, words: str) -> None:
    assert lasted(length) == words


def test_counts_in_words() -> None:
    assert plural(1, "person", "people") == "1 person"
    assert plural(1200, "row") == "1,200 rows"


@pytest.mark.parametrize(
    ("clock", "now", "words"),
    [
        (time(1, 0), datetime(2026, 11, 23, 15, 0, tzinfo=UTC), "tonight after 1am"),
        (time(1, 0), datetime(2026, 11, 23, 0, 30, tzinfo=UTC), "tonight after 1am"),
        (time(20, 0), datetime(2026, 11, 23, 15, 0, tzinfo=UTC), "tonight after 8pm"),
        (time(20, 30), datetime(2026, 11, 23, 21, 0, tzinfo=UTC), "tomorrow after 8:30pm"),
        (time(0, 0), datetime(2026, 11, 23, 15, 0, tzinfo=UTC), "tonight after midnight"),
        # In summer the site's clock is an hour ahead of UTC.
        (time(1, 0), datetime(2026, 7, 1, 0, 30, tzinfo=UTC), "tonight after 1am"),
    ],
)
def test_says_when_the_next_night_is(
    settings: Settings, clock: time, now: datetime, words: str
) -> None:
    settings.NIGHT_STARTS_AT = clock
    assert next_night(now) == words
    assert now < next_night_at(now) <= now + timedelta(days=1)
