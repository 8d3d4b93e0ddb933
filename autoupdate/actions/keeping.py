"""Keeping accounts of people whom a new MIS does not have, before its change is confirmed."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from accounts.actions.locking import lock_school
from accounts.actions.refused import ActionRefused
from accounts.audit import record
from accounts.models import PortalUser
from accounts.permissions import Permission, check
from autoupdate.actions.changing_mis import subject_of
from autoupdate.models import KeptAccount, MisChange
from autoupdate.queries.changes import unlinked

KEPT = "mis_change.account_kept"
NOT_KEPT = "mis_change.account_not_kept"
LONGEST_REASON = 200


def lock_waiting(change: MisChange, *, by: PortalUser) -> MisChange:
    """The change read afresh under the school's lock, once ``by`` may decide and it waits.

    Raises PermissionDenied, or ActionRefused where it has been settled.
    """
    check(by, Permission.CHANGE_MIS, change.school)
    lock_school(change.school_id)
    change = MisChange.objects.select_related(
        *("before", "after", "school__local_authority", "settled_by")
    ).get(pk=change.pk)
    if not change.is_waiting:
        raise ActionRefused(
            f"The change was {change.get_state_display().lower()} by {change.settled_by} "
            "meanwhile. Nothing was changed by you."
        )
    return change


@transaction.atomic
def keep(
    change: MisChange, *, account_ids: Collection[int], reason: str, by: PortalUser
) -> list[KeptAccount]:
    """Let people who are missing in the new MIS keep their accounts once it is confirmed.

    Who is kept already stays so, for the first reason. Raises PermissionDenied, or ActionRefused.
    """
    change = lock_waiting(change, by=by)
    reason = reason.strip()[:LONGEST_REASON]
    if not reason:
        raise ActionRefused(
            "Say why they keep their accounts. Nothing was changed.", field="reason"
        )
    kept_already = change.kept.values_list("account", flat=True)
    links = unlinked(change).filter(account__in=account_ids).exclude(account__in=kept_already)
    kept = [
        KeptAccount(change=change, account=each.account, reason=reason, kept_by=by)
        for each in links
    ]
    KeptAccount.objects.bulk_create(kept)
    for each in kept:
        record(
            KEPT,
            by=by,
            school=change.school,
            account=each.account,
            subject=subject_of(change),
            reason=reason,
        )
    return kept


@transaction.atomic
def stop_keeping(change: MisChange, *, account_ids: Collection[int], by: PortalUser) -> int:
    """Take keeping back; returns of how many. Raises PermissionDenied, or ActionRefused."""
    change = lock_waiting(change, by=by)
    kept = list(change.kept.filter(account__in=account_ids).select_related("account"))
    change.kept.filter(pk__in=[each.pk for each in kept]).delete()
    for each in kept:
        record(
            NOT_KEPT,
            by=by,
            school=change.school,
            account=each.account,
            subject=subject_of(change),
            before={"reason": each.reason},
        )
    return len(kept)
