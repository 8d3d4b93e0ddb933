"""How often one agent may ask, and one address may be wrong. Counted in the shared cache."""

from __future__ import annotations

import logging
from typing import Any

from django.conf import settings
from redis.exceptions import RedisError
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

logger = logging.getLogger(__name__)


class _SharedThrottle(SimpleRateThrottle):
    """At ``settings.AGENT_API_RATE``; while the cache is away nobody is held up."""

    def get_rate(self) -> str:
        """The rate, read late, so that it can be changed in one place."""
        return str(settings.AGENT_API_RATE)

    def allow_request(self, request: Request, view: Any) -> bool:
        """Whether this request is within the rate."""
        try:
            return super().allow_request(request, view)
        except (RedisError, OSError):
            logger.warning("The cache is away: requests are not counted.")
            return True


class AgentThrottle(_SharedThrottle):
    """By licence key."""

    scope = "agent"

    def get_cache_key(self, request: Request, view: Any) -> str:
        """One count for each key; who has none was refused before."""
        return str(self.cache_format % {"scope": self.scope, "ident": request.user.pk})


class BadKeyThrottle(_SharedThrottle):
    """By address, for keys that were not accepted."""

    scope = "bad_key"

    def get_cache_key(self, request: Request, view: Any) -> str:
        """One count for each address."""
        ident = self.get_ident(request)
        return str(self.cache_format % {"scope": self.scope, "ident": ident})
