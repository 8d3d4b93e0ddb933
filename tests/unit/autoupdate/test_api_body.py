"""The time of an extract as schools' programs write it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from autoupdate.api.body import time_of_extract
from autoupdate.receive import UploadRefused

HALF_PAST_SIX = datetime(2026, 11, 23, 18, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-23T18:30:00Z",
        "2026-11-23T18:30:00+00:00",
        "2026-11-23T18:30:00 00:00",  # a plus sign that nobody encoded
        "2026-11-23T19:30:00 01:00",
        "2026-11-23T18:30:00",
        "2026-11-23 18:30:00",
        "2026-11-23T18:30",
        "20261123T183000Z",
    ],
)
def test_reads(text: str) -> None:
    assert time_of_extract(text) == HALF_PAST_SIX


def test_a_time_without_a_zone_is_londons() -> None:
    assert time_of_extract("2026-07-01T18:30:00") == datetime(2026, 7, 1, 17, 30, tzinfo=UTC)


def test_none_is_none() -> None:
    assert time_of_extract("") is None


@pytest.mark.parametrize(
    "text",
    ["now", "23/11/2026", "2026-13-01T00:00:00Z", "1999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"],
)
def test_refuses(text: str) -> None:
    with pytest.raises(UploadRefused) as refused:
        time_of_extract(text)
    assert refused.value.code == "time_unreadable"
