"""Owing mails about roles, and sending those that are due.

A mail is owed by a row, written with the deed it tells of; the sweep has it sent.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import timedelta
from smtplib import SMTPException

from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import Invitation, Membership, RoleMail, RoleMailOccasion, RoleRequest
from accounts.role_words import mail_of

logger = logging.getLogger(__name__)

#: After the first failure; doubled with each, up to an hour. A day's worth of attempts is enough.
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=1)
MOST_ATTEMPTS = 30


def owe_mail(
    occasion: RoleMailOccasion,
    *,
    to: Iterable[str],
    about: Membership | RoleRequest | Invitation,
) -> None:
    """Write to each address once the transaction has committed."""
    field = {Membership: "membership", RoleRequest: "request", Invitation: "invitation"}[
        type(about)
    ]
    RoleMail.objects.bulk_create(
        RoleMail(occasion=occasion, to=each, **{field: about}) for each in dict.fromkeys(to)
    )


def due_mails() -> QuerySet[RoleMail]:
    """What should have gone by now."""
    return RoleMail.objects.filter(
        sent_at__isnull=True, due_at__lte=timezone.now(), num_attempts__lt=MOST_ATTEMPTS
    )


def send_due_mails() -> int:
    """Send what is due; returns how many went. One that fails is due again later."""
    return sum(_send_one(pk) for pk in list(due_mails().values_list("pk", flat=True)))


@transaction.atomic
def _send_one(pk: int) -> bool:
    waiting = RoleMail.objects.select_for_update(skip_locked=True, of=("self",))
    mail = waiting.filter(pk=pk, sent_at__isnull=True).first()
    if mail is None:  # another worker has it
        return False
    mail.num_attempts += 1
    words = mail_of(mail)
    try:
        if words is not None:  # else it has become untrue meanwhile
            EmailMessage(words.subject, words.text, to=[mail.to]).send()
        mail.sent_at = timezone.now()
    except (OSError, SMTPException) as error:
        logger.warning("Mail %s about a role was not sent: %s", mail.pk, type(error).__name__)
        wait: timedelta = FIRST_WAIT * 2 ** (mail.num_attempts - 1)
        mail.due_at = timezone.now() + min(LONGEST_WAIT, wait)
    mail.save(update_fields=["num_attempts", "sent_at", "due_at"])
    return mail.sent_at is not None
