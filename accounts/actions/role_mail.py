"""Owing mails about roles, and sending those that are due.

A mail is owed by a row, written with the deed it tells of; the sweep has it sent.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import QuerySet

from accounts.actions import owed_mails
from accounts.models import Invitation, Membership, RoleMail, RoleMailOccasion, RoleRequest
from accounts.role_words import mail_of


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
    return owed_mails.due_among(RoleMail.objects.all())


def send_due_mails() -> int:
    """Send what is due; returns how many went. One that fails is due again later."""
    return sum(_send_one(pk) for pk in list(due_mails().values_list("pk", flat=True)))


@transaction.atomic
def _send_one(pk: int) -> bool:
    mail = owed_mails.locked(RoleMail.objects.all(), pk)
    if mail is None:
        return False
    words = mail_of(mail)  # None: it has become untrue meanwhile, and is done with
    messages = [EmailMessage(words.subject, words.text, to=[mail.to])] if words else []
    return owed_mails.send(mail, messages)
