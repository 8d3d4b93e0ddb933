"""The night's Celery tasks: each loads nothing itself and calls one action.

They carry no arguments on purpose: the rows in PostgreSQL say what there is to do, so a lost or
doubled message changes nothing.
"""

from __future__ import annotations

import logging

from celery import shared_task
from django.db import transaction
from kombu.exceptions import OperationalError as BrokerError

from autoupdate.actions import nights
from autoupdate.night import queue

logger = logging.getLogger(__name__)

#: How many messages wake workers at once; each worker goes on until the queue is empty.
MOST_WAKES = 8


@shared_task(name="autoupdate.tasks.work_queue", acks_late=True, reject_on_worker_lost=True)
def work_queue() -> None:
    """Process queued runs until none is left that this worker can claim."""
    nights.work()


@shared_task(name="autoupdate.tasks.start_night")
def start_night() -> None:
    """Begin the night: queue every school that has something ready."""
    if nights.start_night():
        wake_workers()


def wake_workers() -> None:
    """Send workers to the queue once the transaction is through; a missing broker is no fault.

    The sweeper sends again what did not arrive.
    """
    transaction.on_commit(_wake)


def _wake() -> None:
    try:
        for _ in range(min(queue.num_waiting(), MOST_WAKES)):
            work_queue.delay()
    except BrokerError:
        logger.warning("The message broker cannot be reached; the sweeper will send workers later")


def sweep_runs() -> None:
    """Give back what dead workers left, catch up on a missed night, wake workers if need be."""
    num_lost = queue.give_back_lost()
    if num_lost:
        logger.warning("%s runs had lost their worker and are queued again", num_lost)
    nights.start_missed_night()
    if queue.num_waiting():
        wake_workers()
