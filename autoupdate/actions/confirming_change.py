"""Confirming a change of MIS: a person has looked, and whoever is missing has left.

The former MIS's links end; whoever is kept or spared is looked after by hand from now on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.actions.locking import lock_accounts
from accounts.actions.refused import ActionRefused
from accounts.audit import record
from accounts.bulk.accounts import end_associations
from accounts.models import AssociationEnd, AssociationSource, PortalUser, SchoolAssociation
from autoupdate.actions.approving import forget
from autoupdate.actions.changing_mis import refuse_while_at_work, settle, subject_of
from autoupdate.actions.keeping import lock_waiting
from autoupdate.actions.keys import live_key, revoke_key
from autoupdate.connectors import registry
from autoupdate.connectors.base import Delivery
from autoupdate.models import ChangeState, MisChange, MisConnection
from autoupdate.processing.reasons import Code
from autoupdate.queries.changes import SPARED_WORDS, Missing, missing
from matching.bulk.links import end_links
from matching.bulk.people import set_standings
from matching.models import Link, LinkEnd, Standing

CONFIRMED = "mis_change.confirmed"
LEFT = "mis_change.person_left"
STAYED = "mis_change.account_stayed"
#: Deliveries for which somebody at the school's side holds its licence key.
_WITH_KEY = (Delivery.AGENT, Delivery.PUSH)
_NOT_HEARD = "{mis} has not sent anybody of this kind"


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What confirming did, in people."""

    num_left: int
    num_unallocated: int
    num_stayed: int


def confirm_change(change: MisChange, *, by: PortalUser) -> Confirmed:
    """Let whoever is missing in the new MIS go, and be done with the former one for good.

    The approval of the former MIS is given back afterwards: its vendor may be slow. Raises
    PermissionDenied, or ActionRefused where there is no result yet or the change was settled.
    """
    confirmed = _confirm(change, by=by)
    if MisConnection.objects.filter(school_mis=change.before_id).exists():
        forget(change.before, by=by)
    return confirmed


@transaction.atomic
def _confirm(change: MisChange, *, by: PortalUser) -> Confirmed:
    change = lock_waiting(change, by=by)
    refuse_while_at_work(change.school)
    mis = change.after.get_product_display()
    if change.first_run_id is None:
        raise ActionRefused(
            f"No night has looked at people of {mis} yet, so there is nothing to confirm. Wait for "
            "the night after its first data."
        )
    at, found = timezone.now(), missing(change)
    lock_accounts(each.account_id for each in (*found.going, *found.staying))
    unallocated = _let_go(found.going, change, at=at)
    _look_after_by_hand(found.staying, change)
    _end_other_links(found, at=at)
    _write_down(found, unallocated, by=by)
    confirmed = Confirmed(len(found.going), len(unallocated), len(found.staying))
    _settle(change, confirmed, by=by, at=at)
    _revoke_licence_key(change, by=by)
    return confirmed


def _let_go(links: Sequence[Link], change: MisChange, *, at: datetime) -> frozenset[int]:
    """End links and associations as the night does of leavers; returns whose account is free."""
    end_links([(each.pk, LinkEnd.LEFT) for each in links], at=at)
    held = _associations(links, change).values_list("pk", flat=True)
    unallocated = end_associations([(pk, AssociationEnd.LEFT) for pk in held], at=at)
    left = [(each.mis_person_id, Standing.LEFT, Code.LEFT_NOT_IN_EXPORT.value) for each in links]
    set_standings(left, at=at)
    return unallocated


def _look_after_by_hand(links: Sequence[Link], change: MisChange) -> None:
    _associations(links, change).update(source=AssociationSource.HAND)


def _associations(links: Sequence[Link], change: MisChange):  # type: ignore[no-untyped-def]
    return SchoolAssociation.objects.filter(
        school=change.school_id,
        account__in=[each.account_id for each in links],
        ended_at__isnull=True,
    )


def _end_other_links(found: Missing, *, at: datetime) -> None:
    """End the links of those who stay and of those whom the new MIS has."""
    live = Link.objects.filter(school_mis=found.change.before_id, ended_at__isnull=True)
    ends = [(pk, LinkEnd.MIS_CHANGED) for pk in live.values_list("pk", flat=True)]
    end_links(ends, at=at)


def _write_down(found: Missing, unallocated: frozenset[int], *, by: PortalUser) -> None:
    subject, school = subject_of(found.change), found.change.school
    for each in found.going:
        record(
            LEFT,
            by=by,
            school=school,
            account=each.account,
            subject=subject,
            after={"unallocated": each.account_id in unallocated},
        )
    for each in found.staying:
        record(
            STAYED,
            by=by,
            school=school,
            account=each.account,
            subject=subject,
            reason=_why_stayed(found, each),
        )


def _why_stayed(found: Missing, link: Link) -> str:
    mis = found.change.after.get_product_display()
    spared = found.spared.get(link.account_id)
    told = SPARED_WORDS[spared] if spared else _NOT_HEARD
    return found.kept.get(link.account_id) or f"{told}.".format(mis=mis)


def _settle(change: MisChange, confirmed: Confirmed, *, by: PortalUser, at: datetime) -> None:
    summary = {
        "left": confirmed.num_left,
        "unallocated": confirmed.num_unallocated,
        "stayed": confirmed.num_stayed,
    }
    settle(change, ChangeState.CONFIRMED, summary=summary, by=by, at=at)
    record(
        CONFIRMED,
        by=by,
        school=change.school,
        subject=subject_of(change),
        after=change.summary,
    )


def _revoke_licence_key(change: MisChange, *, by: PortalUser) -> None:
    """Whoever sent for the former MIS sends no more, unless the new one needs the key too."""
    before, after = (registry.get(each.product) for each in (change.before, change.after))
    is_needed = after.delivery in _WITH_KEY or before.delivery not in _WITH_KEY
    if not is_needed and live_key(change.school) is not None:
        told = f"{change.school} left {before.label}."
        revoke_key(change.school, by=by, reason=told)
