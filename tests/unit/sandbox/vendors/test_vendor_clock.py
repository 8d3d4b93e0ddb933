"""The time at the pretend vendors, whatever the hour at which a test runs."""

from __future__ import annotations

from datetime import date

from sandbox.vendors.core.clock import LONDON, Clock


def test_another_day_begins_at_midday_and_passes_whole_days() -> None:
    clock = Clock(date(2027, 3, 27))  # the clocks go forward in the coming night
    for day in (27, 28, 29):
        local = clock.now().astimezone(LONDON)
        assert (clock.today(), local.hour) == (date(2027, 3, day), 12)
        clock.days_passed += 1
