"""What every step of the seeding knows: the places, the day, and somebody to tell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from accounts.dates import uk_time
from sandbox.demo import day_of
from sandbox.seeding.clock import moment_on
from sandbox.seeding.places import Place
from sandbox.seeding.programme import Sending

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Stage:
    """``today`` is the day on which the demonstration is seen: its history was before."""

    places: dict[str, Place]
    today: date
    say: Say

    def moment_of(self, sending: Sending) -> datetime:
        """When a school's software runs."""
        return moment_on(self.evening(sending.evening) + timedelta(sending.days_later), sending.at)

    def evening(self, number: int) -> date:
        """The day of an evening."""
        return day_of(number, today=self.today)

    def tell(self, at: datetime, line: str) -> None:
        """One line of the history, as it happens."""
        self.say(f"  {uk_time(at):>7}  {line}")
