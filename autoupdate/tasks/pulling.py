"""The Celery tasks of fetching: each loads nothing itself and calls one action.

They carry no arguments on purpose: the rows in PostgreSQL say what there is to do.
"""

from __future__ import annotations

import logging

from celery import shared_task

from autoupdate.actions import evenings, pulls
from autoupdate.pulling.ending import give_back_lost
from autoupdate.wake import WORK_PULLS

logger = logging.getLogger(__name__)


# Safe to repeat: a pull is claimed once. It goes to workers of its own, which wait for vendors.
@shared_task(name=WORK_PULLS, acks_late=True, reject_on_worker_lost=True)
def work_pulls() -> None:
    """Fetch what is queued and due until nothing is left that this worker can claim."""
    pulls.work()


@shared_task(name="autoupdate.tasks.start_evening")
def start_evening() -> None:
    """Begin the evening: queue every school whose MIS is fetched by itself."""
    evenings.queue_evening()


def sweep_pulls() -> None:
    """Give back what dead workers left, catch up on the evening, wake workers if need be."""
    num_lost = give_back_lost()
    if num_lost:
        logger.warning("%s pulls had lost their worker and are queued again", num_lost)
    if not evenings.queue_evening():
        pulls.wake_workers()
