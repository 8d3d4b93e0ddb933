"""Reminding schools, once an occasion, that accounts without the MIS are to be reviewed.

A mail is owed by a row, so that nobody gets two; one that fails is tried again the next day. It
names the school and a number, and nobody.
"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.actions import owed_mails
from accounts.models import Membership, Role, School
from accounts.permissions import in_force
from autoupdate.models import ReviewOccasion, ReviewReminder
from autoupdate.queries.reviews import Due, all_due, due_of

MOST_ATTEMPTS = 7
#: What the mail says happened.
SENTENCES = {
    ReviewOccasion.MIS_CHANGED: "{school} has a new MIS, and its change was confirmed.",
    ReviewOccasion.SCHOOL_YEAR: "A new school year has begun at {school}.",
}


def remind(*, now: datetime) -> int:
    """Owe what is to be owed, and send what is owed; returns how many mails' reminders went."""
    for school, due in all_due(now=now):
        ReviewReminder.objects.get_or_create(school=school, occasion=due.occasion, since=due.since)
    owed = ReviewReminder.objects.filter(sent_at__isnull=True, num_attempts__lt=MOST_ATTEMPTS)
    return sum(_send(pk, now=now) for pk in list(owed.values_list("pk", flat=True)))


@transaction.atomic
def _send(pk: int, *, now: datetime) -> bool:
    reminder = owed_mails.locked(ReviewReminder.objects.select_related("school"), pk)
    if reminder is None:
        return False
    due = due_of(reminder.school, now=now)
    if due is None or (due.occasion, due.since) != (reminder.occasion, reminder.since):
        reminder.delete()  # done meanwhile, or overtaken by another occasion
        return False
    went = owed_mails.attempt(reminder, _messages(reminder.school, due))
    reminder.save(update_fields=["num_attempts", "sent_at"])
    return went


def _messages(school: School, due: Due) -> list[EmailMessage]:
    """One message for each reader, so that nobody sees the others' addresses."""
    page = reverse("autoupdate:non_mis", args=[school.pk])
    text = render_to_string(
        "emails/review.txt",
        {
            "sentence": SENTENCES[due.occasion].format(school=school),
            "num": due.num,
            "link": settings.PORTAL_URL.rstrip("/") + page,
        },
    )
    subject = "USO AutoUpdate: accounts to review"
    return [EmailMessage(subject, text, to=[address]) for address in _addresses(school)]


def _addresses(school: School) -> list[str]:
    """Those of the school's Nominated Contacts; where it has none, of its leaders."""
    held = Membership.objects.filter(in_force(), school=school, user__is_active=True)
    people = list(held.select_related("user").order_by("pk"))
    contacts = [each for each in people if each.role == Role.NOMINATED_CONTACT]
    return list(dict.fromkeys(each.user.email for each in contacts or people if each.user.email))
