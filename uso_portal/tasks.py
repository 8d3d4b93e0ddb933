"""The portal's one task: a sign of life that passes through beat, Redis and a worker."""

from celery import shared_task
from django.core.cache import cache
from django.utils import timezone

HEARTBEAT = "last-heartbeat"
KEPT_SECONDS = 24 * 3600


@shared_task
def note_heartbeat() -> None:
    """Remember when a beat last came through."""
    cache.set(HEARTBEAT, timezone.now(), timeout=KEPT_SECONDS)
