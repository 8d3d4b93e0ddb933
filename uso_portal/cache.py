"""The shared cache, which goes on in each process by itself while Redis is away.

Signing in counts attempts in it: without Redis the portal stays open, and stays limited. It knows
nothing of what is kept.
"""

from __future__ import annotations

import logging
import time
from typing import Any, Final

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

from uso_portal.embedded.errors import EmbeddedError

logger = logging.getLogger(__name__)

#: For how long Redis is not asked again, so that nobody waits for it at every step.
ASKED_AGAIN_AFTER: Final = 5.0  # seconds
_AWAY: Final = (RedisError, EmbeddedError, OSError)


def _either(name: str) -> Any:
    """The method of that name: Redis's, or the stand-in's."""

    def method(self: SharedCache, *args: Any, **kwargs: Any) -> Any:
        if not self.is_away:
            try:
                return getattr(super(SharedCache, self), name)(*args, **kwargs)
            except _AWAY as error:
                self.note_absence(error)
        return getattr(self.stand_in, name)(*args, **kwargs)

    return method


class SharedCache(RedisCache):
    """Redis, and while it is away a cache of this process's own."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self.stand_in = LocMemCache("while-redis-is-away", params | {"OPTIONS": {}})
        self._away_until = 0.0

    @property
    def is_away(self) -> bool:
        """Whether Redis did not answer a moment ago."""
        return time.monotonic() < self._away_until

    def note_absence(self, error: Exception) -> None:
        """Ask the stand-in for a while."""
        logger.warning("Redis is away (%s): this process goes on by itself.", type(error).__name__)
        self._away_until = time.monotonic() + ASKED_AGAIN_AFTER

    add = _either("add")
    get = _either("get")
    set = _either("set")
    touch = _either("touch")
    delete = _either("delete")
    get_many = _either("get_many")
    set_many = _either("set_many")
    delete_many = _either("delete_many")
    has_key = _either("has_key")
    incr = _either("incr")
    clear = _either("clear")
