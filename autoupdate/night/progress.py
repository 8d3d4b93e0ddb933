"""How far a live run has come, for pages that watch it: kept in the cache, free to be lost."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from django.core.cache import cache
from redis.exceptions import RedisError

STEPS = ("Reading the exports", "Comparing people", "Matching", "Writing", "Done")
_KEPT_SECONDS = 3600


@dataclass(frozen=True, slots=True)
class Progress:
    """The step a run is at (index into STEPS) and the people read so far."""

    step: int
    num_people: int = 0

    @property
    def label(self) -> str:
        """The step in words."""
        return STEPS[self.step]

    @property
    def percent(self) -> int:
        """Roughly how far the run is, 0–100."""
        return round(100 * (self.step + 1) / len(STEPS))


def tell(run_id: int, progress: Progress) -> None:
    """Note progress; a missing Redis is no reason to stop a night."""
    try:
        cache.set(_key(run_id), asdict(progress), _KEPT_SECONDS)
    except RedisError:
        return


def of_run(run_id: int) -> Progress | None:
    """The last progress told for a run, if it is still known."""
    try:
        known = cache.get(_key(run_id))
    except RedisError:
        return None
    return Progress(**known) if known else None


def _key(run_id: int) -> str:
    return f"run-progress:{run_id}"
