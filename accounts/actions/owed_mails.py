"""Mails that are owed by rows: which are due, and one attempt at sending one.

A row is locked meanwhile, so that no two workers send it, and one that dies leaves it due. A mail
server that is away costs no mail. It knows no words and no occasion: a row has ``sent_at``,
``num_attempts`` and, where it is put off after a failure, ``due_at``.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import timedelta
from smtplib import SMTPException
from typing import Any, TypeVar

from django.core.mail import EmailMessage
from django.db.models import Model, QuerySet
from django.utils import timezone

logger = logging.getLogger(__name__)

#: After the first failure; doubled with each, up to an hour. A day's worth of attempts is enough.
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=1)
MOST_ATTEMPTS = 30

Mail = TypeVar("Mail", bound=Model)


def wait_after(num_attempts: int) -> timedelta:
    """How long a mail rests after so many failures."""
    wait: timedelta = FIRST_WAIT * 2 ** (num_attempts - 1)
    return min(LONGEST_WAIT, wait)


def due_among(mails: QuerySet[Mail]) -> QuerySet[Mail]:
    """Those that should have gone by now."""
    return mails.filter(
        sent_at__isnull=True, due_at__lte=timezone.now(), num_attempts__lt=MOST_ATTEMPTS
    )


def locked(mails: QuerySet[Mail], pk: int) -> Mail | None:
    """The mail, locked until the transaction ends; None where it went, or another worker has it."""
    waiting = mails.select_for_update(skip_locked=True, of=("self",))
    return waiting.filter(pk=pk, sent_at__isnull=True).first()


def attempt(mail: Any, messages: Iterable[EmailMessage]) -> bool:
    """Try to send ``messages`` for ``mail`` and count it; whether they went. It does not save."""
    mail.num_attempts += 1
    try:
        for message in messages:
            message.send()
    except (OSError, SMTPException) as error:
        logger.warning("%s %s was not sent: %s", type(mail).__name__, mail.pk, type(error).__name__)
        return False
    mail.sent_at = timezone.now()
    return True


def send(mail: Any, messages: Iterable[EmailMessage]) -> bool:
    """Try to send ``messages`` for ``mail``; whether they went. Else it is due again later."""
    went = attempt(mail, messages)
    if not went:
        mail.due_at = timezone.now() + wait_after(mail.num_attempts)
    mail.save(update_fields=["num_attempts", "sent_at", "due_at"])
    return went
