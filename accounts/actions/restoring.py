"""Restoring accounts that the process unallocated, one or many, and taking that back.

It knows nothing of the MIS: a restored account is held by hand until the MIS names its person.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.actions.locking import lock_accounts, lock_school
from accounts.audit import record
from accounts.bulk.accounts import PLACE_DETAILS, Place, end_associations, start_associations
from accounts.models import (
    AssociationEnd,
    AssociationSource,
    AuditEvent,
    PortalUser,
    School,
    SchoolAssociation,
    UsoAccount,
)
from accounts.permissions import Permission, check

RESTORED = "account.restored"
RESTORE_UNDONE = "account.restore_undone"


@dataclass(frozen=True, slots=True)
class Changed:
    """The accounts that were changed, and those that needed nothing (any more)."""

    done: tuple[UsoAccount, ...]
    skipped: tuple[UsoAccount, ...]


@transaction.atomic
def restore(
    account_ids: Collection[int], *, school: School, by: PortalUser, reason: str = ""
) -> Changed:
    """Hold accounts at ``school`` again, by hand, with the year, class and role they last had.

    Accounts that the school holds already are skipped, so that asking twice is harmless; accounts
    that it never held are not looked at. Raises PermissionDenied, or ActionRefused while busy.
    """
    check(by, Permission.RESTORE_ACCOUNTS, school)
    school = lock_school(school.pk)
    last = _last_associations(account_ids, school)
    accounts = lock_accounts(last)
    free = [accounts[pk] for pk, association in last.items() if association.ended_at is not None]
    _hold(free, last, school=school, at=timezone.now())
    live = _last_associations([each.pk for each in free], school)
    for account in free:
        record(
            RESTORED,
            by=by,
            school=school,
            account=account,
            before={"unallocated_at": _text(account.unallocated_at)},
            after={"association": live[account.pk].pk},
            reason=reason,
        )
    return _changed(free, accounts.values())


@transaction.atomic
def restore_at(
    schools: Sequence[School], *, account: UsoAccount, by: PortalUser, reason: str = ""
) -> None:
    """Hold an account again at each of the schools, or at none. Raises as ``restore`` does."""
    in_order = sorted(schools, key=lambda each: each.pk)
    for school in in_order:
        lock_school(school.pk)
    for school in in_order:
        restore([account.pk], school=school, by=by, reason=reason)


def _last_associations(account_ids: Iterable[int], school: School) -> dict[int, SchoolAssociation]:
    newest = SchoolAssociation.objects.filter(school=school, account__in=account_ids)
    newest = newest.order_by("account_id", F("ended_at").desc(nulls_first=True), "-pk")
    newest = newest.distinct("account_id")
    return {each.account_id: each for each in newest}


def _hold(
    accounts: Collection[UsoAccount],
    last: dict[int, SchoolAssociation],
    *,
    school: School,
    at: datetime,
) -> None:
    start_associations(
        [Place(each.pk, _place(last[each.pk])) for each in accounts],
        school=school,
        source=AssociationSource.HAND,
        at=at,
        moved=[each.pk for each in accounts],
    )


def _place(association: SchoolAssociation) -> Any:
    return tuple(getattr(association, name) for name in PLACE_DETAILS)


def _text(at: datetime | None) -> str:
    return at.isoformat() if at else ""


def _changed(done: Collection[UsoAccount], asked: Iterable[UsoAccount]) -> Changed:
    ids = {each.pk for each in done}
    return Changed(tuple(done), tuple(each for each in asked if each.pk not in ids))


@transaction.atomic
def undo_restore(account_ids: Collection[int], *, school: School, by: PortalUser) -> Changed:
    """Take restores back: what they started ends. An account that the MIS has named since stays.

    Raises PermissionDenied, or ActionRefused while busy.
    """
    check(by, Permission.RESTORE_ACCOUNTS, school)
    school = lock_school(school.pk)
    restored = _restored(account_ids, school)
    accounts = lock_accounts(restored)
    ended = [(each.pk, AssociationEnd.STAFF) for each in restored.values()]
    unallocated = end_associations(ended, at=timezone.now())
    for account in accounts.values():
        record(
            RESTORE_UNDONE,
            by=by,
            school=school,
            account=account,
            before={"association": restored[account.pk].pk},
            after={"unallocated": account.pk in unallocated},
        )
    kept = UsoAccount.objects.filter(pk__in=account_ids, associations__school=school)
    return _changed(accounts.values(), kept.distinct())


def _restored(account_ids: Collection[int], school: School) -> dict[int, SchoolAssociation]:
    """The live associations that a restore started and the MIS has not taken over."""
    events = AuditEvent.objects.filter(account__in=account_ids, school=school, action=RESTORED)
    started = [after["association"] for after in events.values_list("after", flat=True) if after]
    live = SchoolAssociation.objects.filter(
        pk__in=started, ended_at__isnull=True, source=AssociationSource.HAND
    )
    return {each.account_id: each for each in live}
