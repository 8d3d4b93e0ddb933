"""The time in the pretend vendors' world: real, or moved to another day, and days that pass."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


class Clock:
    """Real time and whole days that pass; on another day than the real one it begins at midday."""

    def __init__(self, today: date | None = None) -> None:
        real = datetime.now(LONDON)
        moved = today not in (None, real.date())
        begins = datetime.combine(today, time(12), LONDON) if today and moved else real
        self._ahead = begins.astimezone(UTC) - real.astimezone(UTC)
        self.days_passed = 0

    def now(self) -> datetime:
        """The moment, in UTC."""
        local = (datetime.now(UTC) + self._ahead).astimezone(LONDON)
        return (local + timedelta(days=self.days_passed)).astimezone(UTC)

    def today(self) -> date:
        """The day in London."""
        return self.now().astimezone(LONDON).date()

    def timestamp(self) -> float:
        """The moment in seconds, for what is kept in files."""
        return self.now().timestamp()
