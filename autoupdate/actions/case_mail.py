"""Owing mails about cases, and sending those that are due.

A mail is owed by a row, written with the deed it tells of; a mail server or a broker that is away
costs nobody their deed, and no mail.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from accounts.models import Membership, PortalUser, Role
from accounts.permissions import Permission, can
from autoupdate.casework import mails as case_mails
from autoupdate.casework.mails import Side
from autoupdate.models import Case, CaseMail, MailOccasion
from autoupdate.wake import SEND_CASE_MAILS, wake

logger = logging.getLogger(__name__)

#: After the first failure; doubled with each, up to an hour. A day's worth of attempts is enough.
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=1)
MOST_ATTEMPTS = 30


def owe_mail(case: Case, occasion: MailOccasion, *, by: PortalUser) -> None:
    """Write to the other side once the transaction has committed."""
    CaseMail.objects.create(case=case, occasion=occasion, occasioned_by=by)
    wake(SEND_CASE_MAILS)


def due_mails() -> Iterator[int]:
    """The ids of the mails that should have gone by now."""
    due = CaseMail.objects.filter(
        sent_at__isnull=True, due_at__lte=timezone.now(), num_attempts__lt=MOST_ATTEMPTS
    )
    yield from due.values_list("pk", flat=True)


def announce_due_mails() -> None:
    """Wake a worker, if any mail is due: its message may have been lost."""
    if any(due_mails()):
        wake(SEND_CASE_MAILS)


def send_due_mails() -> int:
    """Send what is due; returns how many went. One that fails is due again later."""
    return sum(_send_one(pk) for pk in list(due_mails()))


@transaction.atomic
def _send_one(pk: int) -> bool:
    waiting = CaseMail.objects.select_for_update(skip_locked=True, of=("self",))
    mail = (
        waiting.filter(pk=pk, sent_at__isnull=True)
        .select_related("case__school", "case__raised_by", "case__assigned_to")
        .first()
    )
    if mail is None:  # another worker has it
        return False
    mail.num_attempts += 1
    try:
        for message in _messages(mail):
            message.send()
        mail.sent_at = timezone.now()
    except (OSError, SMTPException) as error:
        logger.warning("Mail %s was not sent: %s", mail.pk, type(error).__name__)
        mail.due_at = timezone.now() + wait_after(mail.num_attempts)
    mail.save(update_fields=["num_attempts", "sent_at", "due_at"])
    return mail.sent_at is not None


def wait_after(num_attempts: int) -> timedelta:
    """How long a mail rests after so many failures."""
    wait: timedelta = FIRST_WAIT * 2 ** (num_attempts - 1)
    return min(LONGEST_WAIT, wait)


def _messages(mail: CaseMail) -> Iterator[EmailMessage]:
    """One message for each reader, so that nobody sees the others' addresses."""
    occasion = MailOccasion(mail.occasion)
    to = case_mails.WORDS[occasion].to
    text = render_to_string(
        "emails/case.txt",
        {
            "sentence": case_mails.sentence(mail.case, occasion),
            "link": case_mails.link(mail.case, to),
            "is_to_school": to is Side.SCHOOL,
        },
    )
    for address in _addresses(mail, to):
        yield EmailMessage(case_mails.subject(mail.case), text, to=[address])


def _addresses(mail: CaseMail, to: Side) -> list[str]:
    readers = _school_readers(mail.case) if to is Side.SCHOOL else _desk_readers(mail.case)
    addresses = [each.email for each in readers if each.pk != mail.occasioned_by_id]
    if to is Side.DESK and not readers:
        addresses = [settings.DESK_EMAIL]
    return list(dict.fromkeys(filter(None, addresses)))


def _school_readers(case: Case) -> list[PortalUser]:
    """Whoever raised the case and the school's Nominated Contacts, as long as they may see it."""
    contacts = Membership.objects.filter(
        school=case.school_id, role=Role.NOMINATED_CONTACT, ended_at__isnull=True
    ).select_related("user")
    people = [case.raised_by, *(each.user for each in contacts.order_by("pk"))]
    return [each for each in people if can(each, Permission.SEE_CASES, case.school)]


def _desk_readers(case: Case) -> list[PortalUser]:
    """Whoever looks after the case, as long as they work at the desk."""
    assigned = case.assigned_to
    return [assigned] if assigned and can(assigned, Permission.WORK_CASES, case.school) else []
