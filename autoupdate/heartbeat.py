"""The last signs of life that came through beat, Redis and a worker; kept in the cache.

Free to be lost: the queue is rows, and nothing waits for a heartbeat. It knows no task.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final

from django.core.cache import cache
from django.utils import timezone
from redis.exceptions import RedisError

#: Cache keys: of the workers that process, and of those that fetch.
WORKERS: Final = "last-heartbeat"
FETCHERS: Final = "last-heartbeat-of-fetchers"
KEPT_SECONDS = 24 * 3600

#: Key → what its workers do.
KNOWN: Mapping[str, str] = MappingProxyType(
    {WORKERS: "Workers that check and process", FETCHERS: "Workers that fetch"}
)


@dataclass(frozen=True, slots=True)
class Heard:
    """When which workers were last heard; ``at`` None: not within a day."""

    who: str
    at: datetime | None


def note(key: str) -> None:
    """Remember that a worker lives."""
    cache.set(key, timezone.now(), timeout=KEPT_SECONDS)


def heard() -> list[Heard] | None:
    """When each kind of worker was last heard; None where Redis is away."""
    try:
        told = cache.get_many(KNOWN)
    except RedisError:
        return None
    return [Heard(words, told.get(key)) for key, words in KNOWN.items()]
