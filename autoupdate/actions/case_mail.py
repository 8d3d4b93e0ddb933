"""Owing mails about cases, and sending those that are due.

A mail is owed by a row, written with the deed it tells of; a mail server or a broker that is away
costs nobody their deed, and no mail.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string

from accounts.actions import owed_mails
from accounts.models import Membership, PortalUser, Role
from accounts.permissions import Permission, can, in_force
from autoupdate.casework import mails as case_mails
from autoupdate.casework.mails import Side
from autoupdate.models import Case, CaseMail, MailOccasion
from autoupdate.wake import SEND_CASE_MAILS, wake


def owe_mail(case: Case, occasion: MailOccasion, *, by: PortalUser) -> None:
    """Write to the other side once the transaction has committed."""
    CaseMail.objects.create(case=case, occasion=occasion, occasioned_by=by)
    wake(SEND_CASE_MAILS)


def due_mails() -> Iterator[int]:
    """The ids of the mails that should have gone by now."""
    yield from owed_mails.due_among(CaseMail.objects.all()).values_list("pk", flat=True)


def announce_due_mails() -> None:
    """Wake a worker, if any mail is due: its message may have been lost."""
    if any(due_mails()):
        wake(SEND_CASE_MAILS)


def send_due_mails() -> int:
    """Send what is due; returns how many went. One that fails is due again later."""
    return sum(_send_one(pk) for pk in list(due_mails()))


@transaction.atomic
def _send_one(pk: int) -> bool:
    mails = CaseMail.objects.select_related("case__school", "case__raised_by", "case__assigned_to")
    mail = owed_mails.locked(mails, pk)
    return mail is not None and owed_mails.send(mail, _messages(mail))


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
    """Whoever raised the case and the school's Nominated Contacts, as long as they may see it.

    Not whoever of the desk raised it for the school.
    """
    contacts = Membership.objects.filter(
        in_force(), school=case.school_id, role=Role.NOMINATED_CONTACT
    ).select_related("user")
    raiser = [] if case.asked_by else [case.raised_by]
    people = [*raiser, *(each.user for each in contacts.order_by("pk"))]
    return [each for each in people if can(each, Permission.SEE_CASES, case.school)]


def _desk_readers(case: Case) -> list[PortalUser]:
    """Whoever looks after the case, as long as they work at the desk."""
    assigned = case.assigned_to
    return [assigned] if assigned and can(assigned, Permission.WORK_CASES, case.school) else []
