"""Telling a worker that there is something to do; the rows stay the truth if nobody hears it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)

CHECK_UPLOAD = "autoupdate.tasks.check_upload"
WORK_QUEUE = "autoupdate.tasks.work_queue"
SEND_CASE_MAILS = "autoupdate.tasks.send_case_mails"
SEND_WAITING_MAILS = "autoupdate.tasks.send_waiting_mails"
SEND_ROLE_MAILS = "accounts.tasks.send_role_mails"
WORK_PULLS = "autoupdate.tasks.work_pulls"

_is_quiet = ContextVar("is_quiet", default=False)


@contextmanager
def quietly() -> Iterator[None]:
    """Wake nobody meanwhile: whoever asks for this does the work at once and by themselves."""
    before = _is_quiet.set(True)
    try:
        yield
    finally:
        _is_quiet.reset(before)


def wake(task: str, *arguments: str | int) -> None:
    """Send the task once the transaction has committed.

    A broker that is down costs nobody their deed: the sweeper finds what was not announced.
    """
    if _is_quiet.get():
        return

    def send() -> None:
        try:
            current_app.send_task(task, args=list(arguments))
        except OperationalError:
            logger.warning("The broker is away: %s waits for the sweeper.", task)

    transaction.on_commit(send, robust=True)
