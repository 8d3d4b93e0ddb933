"""Two addresses for whoever watches the portal: is it alive, and can it do its work.

They say which part fails and never why: the answer is public.
"""

import logging
from collections.abc import Callable
from contextlib import closing

from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis.exceptions import RedisError

from uso_portal.celery_settings import SWEEPS_EVERY
from uso_portal.embedded.errors import EmbeddedError
from uso_portal.tasks import HEARTBEAT

logger = logging.getLogger(__name__)

# A beat may be held up behind a long task or two; later than this somebody should look.
BEAT_IS_LATE_AFTER = 15 * SWEEPS_EVERY


def _database_answers() -> None:
    with closing(connection.cursor()) as cursor:
        cursor.execute("select 1")


def _redis_answers() -> None:
    cache.get(HEARTBEAT)
    if cache.is_away:  # type: ignore[attr-defined]  # what answered was its stand-in
        raise ConnectionError


# Without either of these the portal can serve nobody.
NEEDED: dict[str, Callable[[], None]] = {"database": _database_answers, "redis": _redis_answers}


def _state(name: str, answers: Callable[[], None]) -> str:
    try:
        answers()
    except (DatabaseError, RedisError, EmbeddedError, OSError):
        logger.exception("The %s does not answer", name)
        return "down"
    return "up"


def _beat() -> dict[str, object]:
    """When work last came through beat, Redis and a worker. Late is news, not a reason to stop."""
    last = cache.get(HEARTBEAT)
    if last is None:
        return {"beat": "not heard yet", "last_beat_at": None}
    is_late = timezone.now() - last > BEAT_IS_LATE_AFTER
    return {"beat": "late" if is_late else "up", "last_beat_at": last.isoformat()}


@never_cache
@require_safe
def live(request: HttpRequest) -> JsonResponse:
    """200 while the process can answer at all."""
    return JsonResponse({"status": "up"})


@never_cache
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """200 when the database and Redis answer, else 503; the last beat is told with it."""
    parts: dict[str, object] = {name: _state(name, answers) for name, answers in NEEDED.items()}
    is_ready = all(state == "up" for state in parts.values())
    if parts["redis"] == "up":
        parts |= _beat()
    body = {"status": "ready" if is_ready else "not ready", **parts}
    return JsonResponse(body, status=200 if is_ready else 503)
