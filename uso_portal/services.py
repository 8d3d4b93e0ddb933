"""The words that start the portal's four long-running processes, wherever they run.

The supervisor uses them, and a test holds docker-compose.yml to them.
"""

import sys
from pathlib import Path

from uso_portal.celery_settings import PULLS_QUEUE, QUEUE

_NO_CHATTER = ("--without-gossip", "--without-mingle", "--without-heartbeat")


def web(*, port: int, num_workers: int, host: str = "127.0.0.1") -> list[str]:
    """gunicorn with threads, so that a slow upload holds up a thread and not the portal."""
    words = ["gunicorn", "uso_portal.wsgi:application", "--config", "uso_portal/gunicorn.py"]
    return [*words, "--bind", f"{host}:{port}", "--workers", str(num_workers)]


def worker(*, num_workers: int) -> list[str]:
    """A Celery worker; it keeps nothing in Redis that an emptied Redis could lose."""
    return _worker(QUEUE, num_workers=num_workers)


def fetcher(*, num_workers: int) -> list[str]:
    """A Celery worker that only fetches: it waits for vendors, and holds up nothing else."""
    return _worker(PULLS_QUEUE, num_workers=num_workers)


def _worker(queue: str, *, num_workers: int) -> list[str]:
    words = ["celery", "--app", "uso_portal", "--quiet", "worker", "--loglevel", "INFO"]
    return [*words, "--queues", queue, "--concurrency", str(num_workers), *_NO_CHATTER]


def beat(*, schedule: Path) -> list[str]:
    """Celery beat; its file remembers what ran, so that a night missed while it was down runs."""
    words = ["celery", "--app", "uso_portal", "--quiet", "beat", "--loglevel", "INFO"]
    return [*words, "--schedule", str(schedule), "--pidfile", ""]


def with_this_python(words: list[str]) -> list[str]:
    """The same words, run by the Python that runs us, whatever the PATH says."""
    return [sys.executable, "-m", *words]
