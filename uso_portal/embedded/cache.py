"""Django's Redis cache, which starts or joins the embedded Redis at its first use."""

from typing import Any

from django.core.cache.backends.redis import RedisCacheClient

from uso_portal.cache import SharedCache
from uso_portal.embedded.portal import redis_url


class _LateClient(RedisCacheClient):
    """Puts the real address in place of the settings' stand-in (a database number)."""

    def __init__(self, servers: list[str], **options: Any) -> None:
        super().__init__([redis_url(int(servers[0]))], **options)


class EmbeddedRedisCache(SharedCache):
    """LOCATION is the number of the Redis database."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = _LateClient
