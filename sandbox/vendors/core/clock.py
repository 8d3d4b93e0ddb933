"""The time in the pretend vendors' world: real, or moved to another day, and days that pass."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


class Clock:
    """Real time, moved by whole days."""

    def __init__(self, today: date | None = None) -> None:
        real = datetime.now(LONDON).date()
        self._first_ahead = (today - real).days if today else 0
        self.days_passed = 0

    def now(self) -> datetime:
        """The moment, in UTC."""
        return datetime.now(UTC) + timedelta(days=self._first_ahead + self.days_passed)

    def today(self) -> date:
        """The day in London."""
        return self.now().astimezone(LONDON).date()

    def timestamp(self) -> float:
        """The moment in seconds, for what is kept in files."""
        return self.now().timestamp()
