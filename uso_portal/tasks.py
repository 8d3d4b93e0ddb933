"""The portal's own tasks: signs of life that pass through beat, Redis and a worker of each kind."""

from celery import shared_task

from autoupdate.heartbeat import FETCHERS, WORKERS, note

HEARTBEAT = WORKERS


@shared_task
def note_heartbeat() -> None:
    """Remember when a beat last came through to a worker that processes."""
    note(WORKERS)


@shared_task
def note_heartbeat_of_fetchers() -> None:
    """The same of a worker that fetches."""
    note(FETCHERS)
