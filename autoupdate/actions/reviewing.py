"""Review Non-MIS Accounts: keeping some until a day, ending others, and saying that it is done.

Only accounts that the school holds without its MIS are touched; whoever the MIS names is its own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.actions.locking import lock_accounts, lock_school
from accounts.actions.refused import ActionRefused
from accounts.actions.restoring import Changed, restore
from accounts.audit import record
from accounts.bulk.accounts import end_associations
from accounts.dates import uk_date
from accounts.models import (
    AssociationEnd,
    AuditEvent,
    PortalUser,
    School,
    SchoolAssociation,
    SchoolMis,
    UsoAccount,
)
from accounts.permissions import Permission, check
from autoupdate.models import NonMisKeep, NonMisReview
from autoupdate.queries.non_mis import held_without_mis, to_review

KEPT = "account.kept"
NOT_KEPT = "account.not_kept"
ENDED = "account.ended_in_review"
DONE = "review.done"
#: Nobody keeps an account for longer without looking again.
LONGEST_KEEP = timedelta(days=2 * 366)
LONGEST_REASON = 200


@transaction.atomic
def keep(
    account_ids: Collection[int], *, school: School, until: date, reason: str, by: PortalUser
) -> list[UsoAccount]:
    """Keep accounts until the end of a day; returns them. What was said before counts no more.

    Raises PermissionDenied, or ActionRefused for a day that is over or too far ahead.
    """
    school, reason = _begin(school, by), _said(reason)
    today = timezone.localdate()
    if not today < until <= today + LONGEST_KEEP:
        raise ActionRefused(
            f"Choose a day after today and before {uk_date(today + LONGEST_KEEP)}. "
            "Nothing was changed.",
            field="until",
        )
    accounts = _accounts(held_without_mis(school).filter(account__in=account_ids))
    _end_keeps(accounts, school, by=by)
    NonMisKeep.objects.bulk_create(
        NonMisKeep(school=school, account=each, kept_until=until, reason=reason, kept_by=by)
        for each in accounts
    )
    for each in accounts:
        after = {"until": until.isoformat()}
        record(KEPT, by=by, school=school, account=each, after=after, reason=reason)
    return accounts


def _begin(school: School, by: PortalUser) -> School:
    check(by, Permission.REVIEW_ACCOUNTS, school)
    return lock_school(school.pk)


def _said(reason: str) -> str:
    reason = reason.strip()[:LONGEST_REASON]
    if not reason:
        raise ActionRefused("Say why. Nothing was changed.", field="reason")
    return reason


def _accounts(held: QuerySet[SchoolAssociation]) -> list[UsoAccount]:
    return [each.account for each in held.select_related("account").order_by("account")]


def _end_keeps(accounts: Iterable[UsoAccount], school: School, *, by: PortalUser) -> int:
    live = NonMisKeep.objects.filter(school=school, account__in=accounts, ended_at__isnull=True)
    return live.update(ended_at=timezone.now(), ended_by=by)


@transaction.atomic
def stop_keeping(
    account_ids: Collection[int], *, school: School, by: PortalUser
) -> list[UsoAccount]:
    """Put kept accounts back among those to review; returns them.

    Raises PermissionDenied, or ActionRefused while busy.
    """
    school = _begin(school, by)
    kept = NonMisKeep.objects.filter(
        school=school, account__in=account_ids, ended_at__isnull=True
    ).select_related("account")
    before = {each.account: each.kept_until for each in kept.order_by("account")}
    _end_keeps(before, school, by=by)
    for account, until in before.items():
        record(NOT_KEPT, by=by, school=school, account=account, before={"until": until.isoformat()})
    return list(before)


@transaction.atomic
def end(account_ids: Collection[int], *, school: School, reason: str, by: PortalUser) -> Changed:
    """End the accounts' time at ``school``; whoever the MIS has named meanwhile is skipped.

    Raises PermissionDenied, or ActionRefused without a reason or while busy.
    """
    school, reason = _begin(school, by), _said(reason)
    asked = UsoAccount.objects.filter(pk__in=account_ids, associations__school=school).distinct()
    accounts = lock_accounts(asked.values_list("pk", flat=True))
    held = {
        each.account_id: each.pk for each in held_without_mis(school).filter(account__in=accounts)
    }
    ending = [accounts[pk] for pk in held]
    _end_keeps(ending, school, by=by)
    ends = [(pk, AssociationEnd.STAFF) for pk in held.values()]
    unallocated = end_associations(ends, at=timezone.now())
    for each in ending:
        record(
            ENDED,
            by=by,
            school=school,
            account=each,
            before={"association": held[each.pk]},
            after={"unallocated": each.pk in unallocated},
            reason=reason,
        )
    return Changed(tuple(ending), tuple(a for pk, a in accounts.items() if pk not in held))


@transaction.atomic
def undo_end(account_ids: Collection[int], *, school: School, by: PortalUser) -> Changed:
    """Hold accounts again whose time at ``school`` a review ended last, with what was said of them.

    Raises PermissionDenied, or ActionRefused while busy.
    """
    school = _begin(school, by)
    events = AuditEvent.objects.filter(account__in=account_ids, school=school, action=ENDED)
    ended = [before["association"] for before in events.values_list("before", flat=True) if before]
    last = SchoolAssociation.objects.filter(school=school, account__in=account_ids)
    newest = last.order_by("account_id", "-started_at", "-pk").distinct("account_id")
    theirs = [each.account_id for each in newest if each.pk in ended]
    return restore(theirs, school=school, by=by, reason="Ending it in a review was taken back.")


@transaction.atomic
def mark_done(school: School, *, by: PortalUser) -> NonMisReview:
    """Say that the accounts without the MIS have been reviewed, with whatever is left on the list.

    Raises PermissionDenied, or ActionRefused where the school uses no MIS.
    """
    school = _begin(school, by)
    school_mis = SchoolMis.objects.filter(school=school, ended_at__isnull=True).first()
    if school_mis is None:
        raise ActionRefused(
            f"{school} has not chosen its MIS yet, so there is nothing to review. Choose it under "
            "AutoUpdate Settings first."
        )
    num_left = to_review(school, today=timezone.localdate()).count()
    review = NonMisReview.objects.create(
        school=school, school_mis=school_mis, reviewed_by=by, num_left=num_left
    )
    record(DONE, by=by, school=school, after={"num_left": num_left})
    return review
