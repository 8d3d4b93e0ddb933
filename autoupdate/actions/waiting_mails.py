"""The weekly mail about people who wait to be matched: owing it, sending it, turning it off and on.

Each is a row for one reader and one week, so that a task that runs twice owes nothing twice. A row
is locked while it is sent: a worker that dies leaves it due, and its id stays the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.actions import owed_mails
from accounts.actions.refused import ActionRefused
from accounts.audit import record
from accounts.models import PortalUser, School
from accounts.permissions import Permission, can
from autoupdate.casework import waiting_mails as words
from autoupdate.models import WaitingMail, WaitingMailWish
from autoupdate.queries.waiting_mails import reader_at, readers_of, waiting_by_school
from autoupdate.wake import SEND_WAITING_MAILS, wake

TURNED_OFF, TURNED_ON = "waiting_mail.turned_off", "waiting_mail.turned_on"
#: A mail of last week is worth nothing.
STALE_AFTER = timedelta(days=6)


@transaction.atomic
def owe_waiting_mails(*, at: datetime | None = None) -> int:
    """Owe this week's mail to everybody who gets it, where somebody waits; returns how many are
    owed by now for this week."""
    week_on = _monday_of(at or timezone.now())
    waiting = waiting_by_school()
    owed = [
        WaitingMail(school_id=school_id, reader=reader.user, week_on=week_on)
        for school_id, readers in readers_of(list(waiting)).items()
        for reader in readers
        if reader.is_sent and reader.user.email
    ]
    WaitingMail.objects.bulk_create(owed, ignore_conflicts=True, batch_size=1000)
    wake(SEND_WAITING_MAILS)
    return WaitingMail.objects.filter(week_on=week_on).count()


def _monday_of(at: datetime) -> date:
    today = timezone.localtime(at).date()
    return today - timedelta(days=today.weekday())


def due_waiting_mails() -> Iterator[int]:
    """The ids of the mails that should have gone by now."""
    fresh = WaitingMail.objects.filter(created_at__gt=timezone.now() - STALE_AFTER)
    yield from owed_mails.due_among(fresh).values_list("pk", flat=True)


def announce_due_waiting_mails() -> None:
    """Wake a worker, if any mail is due: its message may have been lost."""
    if any(due_waiting_mails()):
        wake(SEND_WAITING_MAILS)


def send_due_waiting_mails() -> int:
    """Send what is due; returns how many went. One that fails is due again later."""
    return sum(_send_one(pk) for pk in list(due_waiting_mails()))


@transaction.atomic
def _send_one(pk: int) -> bool:
    mail = owed_mails.locked(WaitingMail.objects.select_related("school", "reader"), pk)
    if mail is None:
        return False
    there = waiting_by_school([mail.school_id]).get(mail.school_id, [])
    reader = reader_at(mail.school, mail.reader)
    if not there or reader is None or not reader.is_sent:
        mail.delete()  # settled, or turned off, since it was owed
        return False
    return owed_mails.send(mail, [words.message(mail, there)])


def turn_off(school: School, *, by: PortalUser) -> None:
    """``by`` gets the mail about ``school`` no more, and need not be signed in. Saying so twice is
    harmless; so is saying so after leaving the school."""
    _wish(school, by, TURNED_OFF)


def turn_on(school: School, *, by: PortalUser) -> None:
    """``by`` gets the mail again. Raises ActionRefused where it is not for them (any more)."""
    if not can(by, Permission.DECIDE_MATCHES, school) or reader_at(school, by) is None:
        raise ActionRefused(
            f"The weekly mail about {school} is for its Nominated Contacts, Headteacher and Head "
            "Proxies. Nothing was changed."
        )
    _wish(school, by, TURNED_ON)


@transaction.atomic
def _wish(school: School, reader: PortalUser, action: str) -> None:
    is_wanted = action == TURNED_ON
    known = WaitingMailWish.objects.select_for_update().filter(school=school, reader=reader)
    if known.filter(is_wanted=is_wanted).exists():
        return
    WaitingMailWish.objects.update_or_create(
        school=school,
        reader=reader,
        defaults={"is_wanted": is_wanted, "said_at": timezone.now()},
    )
    record(action, by=reader, school=school, subject=f"user:{reader.pk}")
