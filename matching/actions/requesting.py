"""An account made by hand: User Request Single. Whoever is similar is looked at first.

The account is made as the night makes one, so that the night links it by itself when the MIS brings
the same person. It knows nothing of exports or runs.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.actions.locking import lock_accounts, lock_school
from accounts.actions.refused import ActionRefused
from accounts.audit import record
from accounts.bulk import accounts as uso
from accounts.bulk.usernames import stem_of
from accounts.dates import uk_date
from accounts.models import (
    AccountOrigin,
    AssociationEnd,
    AssociationSource,
    AuditEvent,
    PortalUser,
    School,
    SchoolAssociation,
    UsoAccount,
)
from accounts.permissions import Permission, check
from matching.engine import ascii_letters
from matching.keys import stored_keys
from matching.queries.alike import Wanted, alike

REQUESTED = "account.requested"
HELD = "account.held_by_hand"
UNDONE = "account.request_undone"
#: What a person asked for by hand can be taken back for so long.
UNDO_FOR = timedelta(days=1)


@transaction.atomic
def request_account(
    wanted: Wanted, *, school: School, by: PortalUser, reason: str, seen: Collection[str]
) -> UsoAccount:
    """Create an account for ``wanted`` and hold it at ``school`` by hand, from now on.

    ``seen`` (``account:12``, ``person:12``) are those of whom ``by`` said that they are somebody
    else. Raises PermissionDenied, or ActionRefused where somebody similar is not among them.
    """
    school = _school(school, by)
    unseen = {
        key: who for key, who in alike(wanted, school=school).names.items() if key not in seen
    }
    if unseen:
        raise ActionRefused(
            f"{next(iter(unseen.values()))} is similar and was not there when you looked. "
            "Look first whether it is the same person. Nothing was created."
        )
    at = timezone.now()
    account = _create(wanted, school=school, at=at)
    association = _hold(account, wanted, school=school, at=at, moved=[])
    record(
        REQUESTED,
        by=by,
        school=school,
        account=account,
        after={"association": association.pk, "username": account.username, **_start(wanted)},
        reason=reason,
    )
    return account


def _school(school: School, by: PortalUser) -> School:
    check(by, Permission.REQUEST_ACCOUNTS, school)
    return lock_school(school.pk)


def _create(wanted: Wanted, *, school: School, at: datetime) -> UsoAccount:
    details = wanted.values_of(uso.DETAILS)
    stem = stem_of(
        wanted.preferred_forename or wanted.legal_forename,
        wanted.preferred_surname or wanted.legal_surname,
        letters=ascii_letters,
    )
    keys = stored_keys(wanted.person, la_code=school.local_authority.code)
    new = uso.NewAccount(wanted.kind, tuple(details.values()), stem, keys)
    [account_id] = uso.create_accounts([new], school=school, origin=AccountOrigin.HAND, at=at)
    return UsoAccount.objects.get(pk=account_id)


def _hold(
    account: UsoAccount, wanted: Wanted, *, school: School, at: datetime, moved: list[int]
) -> SchoolAssociation:
    uso.start_associations(
        [uso.Place(account.pk, wanted.place)],
        school=school,
        source=AssociationSource.HAND,
        at=at,
        moved=moved,
    )
    return account.associations.get(school=school, ended_at__isnull=True)


def _start(wanted: Wanted) -> dict[str, str]:
    return {"starts_on": wanted.starts_on.isoformat()} if wanted.starts_on else {}


@transaction.atomic
def hold_account(
    account_id: int, *, wanted: Wanted, school: School, by: PortalUser, reason: str
) -> UsoAccount:
    """Hold an existing account at ``school`` by hand: it is the person who was ``wanted``.

    An account that the school holds already is left as it is. Raises PermissionDenied, or
    ActionRefused where the account is not similar (any more).
    """
    school = _school(school, by)
    account = alike(wanted, school=school).account(account_id)
    if account is None:
        raise ActionRefused(
            f"This account is not similar to {wanted.display_name} any more. Look at those that "
            "are. Nothing was changed."
        )
    account = lock_accounts([account.pk])[account.pk]
    if account.associations.filter(school=school, ended_at__isnull=True).exists():
        return account
    unallocated_at = account.unallocated_at
    association = _hold(account, wanted, school=school, at=timezone.now(), moved=[account.pk])
    record(
        HELD,
        by=by,
        school=school,
        account=account,
        before={"unallocated_at": unallocated_at.isoformat() if unallocated_at else None},
        after={"association": association.pk, **_start(wanted)},
        reason=reason,
    )
    return account


def undoable(account_ids: Collection[int], *, school: School) -> dict[int, SchoolAssociation]:
    """Account's id → what a request by hand began and can still be taken back. Two queries."""
    events = AuditEvent.objects.filter(
        account__in=account_ids, school=school, action__in=(REQUESTED, HELD)
    )
    began = [after["association"] for after in events.values_list("after", flat=True) if after]
    live = SchoolAssociation.objects.filter(
        pk__in=began,
        ended_at__isnull=True,
        source=AssociationSource.HAND,
        started_at__gt=timezone.now() - UNDO_FOR,
    )
    return {each.account_id: each for each in live}


@transaction.atomic
def undo_request(account_id: int, *, school: School, by: PortalUser) -> UsoAccount:
    """End what a request by hand began, within a day, unless the MIS has named the person since.

    Asking twice is harmless. Raises PermissionDenied, or ActionRefused with the reason.
    """
    school = _school(school, by)
    account = lock_accounts([account_id])[account_id]
    live = account.associations.filter(school=school, ended_at__isnull=True).first()
    if live is None:
        return account
    began = undoable([account.pk], school=school).get(account.pk)
    if began is None:
        raise ActionRefused(_why_not(account, live))
    unallocated = uso.end_associations([(began.pk, AssociationEnd.STAFF)], at=timezone.now())
    record(
        UNDONE,
        by=by,
        school=school,
        account=account,
        before={"association": began.pk},
        after={"unallocated": account.pk in unallocated},
    )
    account.refresh_from_db()
    return account


def _why_not(account: UsoAccount, live: SchoolAssociation) -> str:
    if live.source == AssociationSource.MIS:
        return (
            f"The MIS has named {account.display_name} since, so the account stays. "
            "Nothing was changed."
        )
    return (
        f"{account.display_name} has been at the school by hand since {uk_date(live.started_at)}, "
        "which is too long ago to be undone here. End it under Review Non-MIS Accounts."
    )
