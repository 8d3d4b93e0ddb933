"""Taking a change of MIS back as a whole: the former MIS is in use again, as it was.

What staff decided meanwhile stays on record, and accounts they matched or created stay held.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.actions.locking import lock_accounts
from accounts.audit import record
from accounts.bulk.accounts import end_associations, update_accounts
from accounts.bulk.rows import update_rows
from accounts.models import (
    AssociationEnd,
    AssociationSource,
    AuditEvent,
    LocalAuthority,
    PortalUser,
    SchoolAssociation,
    UsoAccount,
)
from autoupdate.actions.changing_mis import close_period, refuse_while_at_work, settle, subject_of
from autoupdate.actions.keeping import lock_waiting
from autoupdate.locking import lock_school_mis
from autoupdate.models import ChangedAccount, ChangeState, MisChange
from autoupdate.night.changeover import plain
from autoupdate.processing.changeover import Restored, restored
from autoupdate.records import ACCOUNT_FIELDS, ASSOCIATION_FIELDS
from matching.bulk.links import end_links, give_lead
from matching.keys import person_of, stored_keys
from matching.models import Link, LinkEnd, LinkMade

TAKEN_BACK = "mis_change.taken_back"
CREATED_BACK = "mis_change.account_unallocated"
_BY_STAFF = (LinkMade.STAFF_MATCHED, LinkMade.STAFF_CREATED)
_PLACE = (*ASSOCIATION_FIELDS, "source")
_DATES = frozenset({"date_of_birth", "starts_on"})


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What taking back did: accounts let go of, put back, changed by others since; decisions."""

    num_unallocated: int
    num_restored: int
    num_left_alone: int
    num_decisions: int


def num_decisions(change: MisChange) -> int:
    """How many decisions staff made about people of the new MIS."""
    decided = AuditEvent.objects.filter(
        school=change.school_id, at__gte=change.changed_at, action__startswith="match."
    )
    return decided.count()


@transaction.atomic
def take_back(change: MisChange, *, by: PortalUser) -> TakenBack:
    """Put the school back on the MIS that it used before, with its acceptances and links.

    Raises PermissionDenied, or ActionRefused where the change was settled or data are at work.
    """
    change = lock_waiting(change, by=by)
    refuse_while_at_work(change.school)
    for period in (change.before, change.after):
        lock_school_mis(period.pk)
    at = timezone.now()
    links = list(Link.objects.filter(school_mis=change.after_id))
    changed = list(change.accounts.order_by("account").select_related("association"))
    ids = {each.account_id for each in links} | {each.account_id for each in changed}
    accounts = lock_accounts(ids)
    _hand_back_links(links, change, at=at)
    unallocated = _end_associations(links, change, at=at)
    outcomes = _restore(changed, accounts)
    _exchange_periods(change, by=by, at=at)
    taken_back = TakenBack(
        num_unallocated=len(unallocated),
        num_restored=sum(bool(each.values) for each in outcomes),
        num_left_alone=sum(bool(each.left_alone) for each in outcomes),
        num_decisions=num_decisions(change),
    )
    _settle(change, taken_back, by=by, at=at)
    _write_down(change, unallocated, by=by)
    return taken_back


def _hand_back_links(links: Iterable[Link], change: MisChange, *, at: datetime) -> None:
    """End the new MIS's links; where one led, the former MIS's leads again."""
    live = [each for each in links if each.ended_at is None]
    led = [each.account_id for each in live if each.is_leading]
    former = Link.objects.filter(
        school_mis=change.before_id, account__in=led, ended_at__isnull=True
    )
    give_lead(list(former.values_list("pk", flat=True)))
    end_links([(each.pk, LinkEnd.STAFF) for each in live], at=at)


def _end_associations(links: list[Link], change: MisChange, *, at: datetime) -> frozenset[int]:
    """End what the new MIS's nights began; what staff began is held by hand from now on."""
    begun = SchoolAssociation.objects.filter(
        school=change.school_id,
        account__in=[each.account_id for each in links],
        source=AssociationSource.MIS,
        started_at__gte=change.changed_at,
        ended_at__isnull=True,
    )
    by_staff = [each.account_id for each in links if each.made in _BY_STAFF]
    begun.filter(account__in=by_staff).update(source=AssociationSource.HAND)
    ends = begun.exclude(account__in=by_staff).values_list("pk", flat=True)
    return end_associations([(pk, AssociationEnd.STAFF) for pk in ends], at=at)


def _restore(
    changed: Sequence[ChangedAccount], accounts: Mapping[int, UsoAccount]
) -> list[Restored]:
    """Write back what the new MIS wrote to accounts and their places, as far as it is still so."""
    outcomes, back, places = [], [], []
    for row in changed:
        account = accounts[row.account_id]
        outcome = restored(row.written, _now(account, row.association))
        outcomes.append(outcome)
        mine = {name: _value(name, text) for name, text in outcome.values.items()}
        if any(name in mine for name in ACCOUNT_FIELDS):
            back.append((account, _with(account, ACCOUNT_FIELDS, mine)))
        if row.association is not None and any(name in mine for name in _PLACE):
            places.append((row.association.pk, *_with(row.association, _PLACE, mine).values()))
    _write_accounts(back)
    update_rows(SchoolAssociation, _PLACE, places)
    return outcomes


def _now(account: UsoAccount, place: SchoolAssociation | None) -> dict[str, Any]:
    now = {name: plain(getattr(account, name)) for name in ACCOUNT_FIELDS}
    return now | {name: plain(getattr(place, name, None)) for name in _PLACE}


def _with(row: Any, names: tuple[str, ...], values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: values.get(name, getattr(row, name)) for name in names}


def _write_accounts(back: Sequence[tuple[UsoAccount, dict[str, Any]]]) -> None:
    codes = dict(LocalAuthority.objects.values_list("pk", "code"))
    update_accounts(
        [
            (
                account.pk,
                tuple(details.values()),
                stored_keys(
                    person_of("", account.kind, details),
                    la_code=codes[account.local_authority_id],
                ),
            )
            for account, details in back
        ]
    )


def _value(name: str, text: Any) -> Any:
    return date.fromisoformat(text) if name in _DATES and text else text


def _exchange_periods(change: MisChange, *, by: PortalUser, at: datetime) -> None:
    before, after = change.before, change.after
    close_period(after, by=by)
    after.ended_at, after.ended_by = at, by
    after.save(update_fields=["ended_at", "ended_by"])
    before.ended_at = before.ended_by = None
    before.save(update_fields=["ended_at", "ended_by"])


def _settle(change: MisChange, taken_back: TakenBack, *, by: PortalUser, at: datetime) -> None:
    summary = {
        "unallocated": taken_back.num_unallocated,
        "restored": taken_back.num_restored,
        "left_alone": taken_back.num_left_alone,
        "decisions": taken_back.num_decisions,
    }
    settle(change, ChangeState.TAKEN_BACK, summary=summary, by=by, at=at)
    record(
        TAKEN_BACK,
        by=by,
        school=change.school,
        subject=subject_of(change),
        before={"mis": change.after.product},
        after={"mis": change.before.product, **change.summary},
    )


def _write_down(change: MisChange, unallocated: frozenset[int], *, by: PortalUser) -> None:
    for account in UsoAccount.objects.filter(pk__in=unallocated).order_by("pk"):
        record(
            CREATED_BACK,
            by=by,
            school=change.school,
            account=account,
            subject=subject_of(change),
        )
