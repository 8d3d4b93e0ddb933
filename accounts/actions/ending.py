"""Letting an account go by hand: from one school, or from every school that somebody may act for.

It knows nothing of the MIS; while the MIS names the person, a night leaves the account let go.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from accounts.actions.locking import lock_accounts, lock_school
from accounts.actions.refused import ActionRefused
from accounts.audit import record
from accounts.bulk.accounts import end_associations
from accounts.models import AssociationEnd, PortalUser, School, SchoolAssociation, UsoAccount
from accounts.permissions import Permission, check, schools_where

ENDED = "account.association_ended"
LONGEST_REASON = 200


@dataclass(frozen=True, slots=True)
class LetGo:
    """The schools that held the account until now; whether any other school holds it still."""

    schools: tuple[School, ...]
    is_unallocated: bool


def end_here(account: UsoAccount, *, school: School, by: PortalUser, reason: str) -> LetGo:
    """End the account's association at one school. Asking twice is harmless.

    Raises PermissionDenied, or ActionRefused without a reason, or while the school is busy.
    """
    check(by, Permission.END_ASSOCIATIONS, school)
    return _end(account, [school.pk], by=by, reason=reason)


def unallocate(account: UsoAccount, *, school: School, by: PortalUser, reason: str) -> LetGo:
    """End the account's associations at every school at which ``by`` may.

    ``school`` is where it was asked: without the permission there, PermissionDenied is raised.
    Schools that ``by`` does not reach keep the account. Raises ActionRefused as ``end_here`` does.
    """
    check(by, Permission.END_ASSOCIATIONS, school)
    theirs = schools_where(by, Permission.END_ASSOCIATIONS).order_by()
    held = SchoolAssociation.objects.filter(account=account, ended_at__isnull=True)
    ids = held.filter(school__in=theirs).values_list("school", flat=True)
    return _end(account, sorted(ids), by=by, reason=reason)


@transaction.atomic
def _end(account: UsoAccount, school_ids: Sequence[int], *, by: PortalUser, reason: str) -> LetGo:
    told = reason.strip()[:LONGEST_REASON]
    if not told:
        raise ActionRefused(
            f"Say why {account.display_name} is to be let go. Nothing was changed.", field="reason"
        )
    schools = {pk: lock_school(pk) for pk in school_ids}
    lock_accounts([account.pk])
    live = SchoolAssociation.objects.filter(
        account=account, school__in=schools, ended_at__isnull=True
    ).order_by("school")
    ended = list(live)
    at = timezone.now()
    unallocated = end_associations([(each.pk, AssociationEnd.STAFF) for each in ended], at=at)
    is_unallocated = account.pk in unallocated
    for each in ended:
        record(
            ENDED,
            by=by,
            school=schools[each.school_id],
            account=account,
            before={"association": each.pk, "source": each.source},
            after={"unallocated": is_unallocated},
            reason=told,
        )
    return LetGo(tuple(schools[each.school_id] for each in ended), is_unallocated)
