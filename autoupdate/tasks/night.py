"""The night's Celery tasks: each loads nothing itself and calls one action.

They carry no arguments on purpose: the rows in PostgreSQL say what there is to do, so a lost or
doubled message changes nothing.
"""

from __future__ import annotations

import logging

from celery import shared_task

from autoupdate.actions import nights
from autoupdate.night import queue

logger = logging.getLogger(__name__)


@shared_task(name="autoupdate.tasks.work_queue", acks_late=True, reject_on_worker_lost=True)
def work_queue() -> None:
    """Process queued runs until none is left that this worker can claim."""
    nights.work()


@shared_task(name="autoupdate.tasks.start_night")
def start_night() -> None:
    """Begin the night: queue every school that has something ready."""
    nights.start_night()


def sweep_runs() -> None:
    """Give back what dead workers left, catch up on a missed night, wake workers if need be."""
    num_lost = queue.give_back_lost()
    if num_lost:
        logger.warning("%s runs had lost their worker and are queued again", num_lost)
    if not nights.start_missed_night():
        nights.wake_workers()
