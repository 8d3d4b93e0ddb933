"""What time does to roles: they end after their last day, and somebody is reminded before."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.actions.role_mail import owe_mail
from accounts.actions.roles import EXPIRED, write_down
from accounts.models import Membership, Role, RoleMailOccasion
from accounts.permissions import in_force
from accounts.queries.roles import givers_of


def tend(*, today: date | None = None) -> tuple[int, int]:
    """End what is over and owe reminders, each once; returns how many of the two.

    A role that is over counts for nothing even before this has run.
    """
    day = today or timezone.localdate()
    over = Membership.objects.filter(ended_at__isnull=True, expires_on__lt=day)
    num_ended = sum(_expire(each) for each in over.values_list("pk", flat=True))
    return num_ended, sum(_remind(each, day) for each in _soon(day))


@transaction.atomic
def _expire(pk: int) -> bool:
    waiting = Membership.objects.select_for_update(of=("self",), skip_locked=True)
    held = waiting.filter(pk=pk, ended_at__isnull=True).first()
    if held is None:  # somebody is deciding about it just now
        return False
    held.ended_at = timezone.now()
    held.save(update_fields=["ended_at"])
    write_down(EXPIRED, held, by=None)
    owe_mail(RoleMailOccasion.ENDED, to=[held.user.email], about=held)
    return True


def _soon(day: date) -> Iterable[Membership]:
    until = day + timedelta(days=int(settings.ROLE_REMINDER_DAYS))
    soon = Q(expires_on__lte=until) | Q(review_on__lte=until)
    return Membership.objects.filter(in_force(), soon).select_related("user", "school")


@transaction.atomic
def _remind(held: Membership, day: date) -> bool:
    """Owe the mail of the nearer of the two days, unless it was owed before."""
    until = day + timedelta(days=int(settings.ROLE_REMINDER_DAYS))
    is_ending = held.expires_on is not None and held.expires_on <= until
    of = held.expires_on if is_ending else held.review_on
    if held.reminded_of == of:
        return False
    Membership.objects.filter(pk=held.pk).update(reminded_of=of)
    occasion = RoleMailOccasion.EXPIRES if is_ending else RoleMailOccasion.REVIEW
    # It is not for the person alone to say that it is right.
    givers = givers_of(Role(held.role), held.school)
    owe_mail(occasion, to=[*givers, held.user.email] if is_ending else givers, about=held)
    return True
