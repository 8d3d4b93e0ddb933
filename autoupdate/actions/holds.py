"""Releasing held removals: somebody has looked and says that these people have left."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.actions.locking import lock_accounts, lock_school
from accounts.actions.refused import ActionRefused
from accounts.audit import record
from accounts.bulk.accounts import end_associations
from accounts.bulk.rows import update_rows
from accounts.models import PortalUser, School, SchoolAssociation
from accounts.permissions import Permission, check
from autoupdate.models import HeldRemoval, Hold, HoldState
from autoupdate.night.apply import ENDS
from autoupdate.processing.reasons import Code
from autoupdate.states import check_transition
from matching.bulk.links import end_links
from matching.bulk.people import set_standings
from matching.models import MisPerson, Standing

RELEASED = "removal.released"


@dataclass(frozen=True, slots=True)
class Released:
    """What releasing did: ``skipped`` are people whose account had been decided about since."""

    done: tuple[HeldRemoval, ...]
    skipped: tuple[HeldRemoval, ...]
    num_unallocated: int


@transaction.atomic
def release_all(hold: Hold, *, by: PortalUser) -> Released:
    """Remove everybody in ``hold`` who has not been removed yet. See ``release``."""
    removals = hold.removals.filter(removed_at__isnull=True)
    return release(hold, chosen=list(removals.values_list("pk", flat=True)), by=by)


@transaction.atomic
def release(hold: Hold, *, chosen: Collection[int], by: PortalUser) -> Released:
    """Remove the chosen people (ids of held removals) as the night would have done.

    Once nobody is left the hold is released. Releasing twice removes nobody twice. Raises
    PermissionDenied, or ActionRefused where a later night has replaced the hold.
    """
    school_mis = hold.school_mis
    check(by, Permission.RELEASE_REMOVALS, school_mis.school)
    school = lock_school(school_mis.school_id)
    hold = Hold.objects.get(pk=hold.pk)
    if hold.state == HoldState.REPLACED:
        raise ActionRefused(
            "A newer night has looked at these people again, so this list is out of date. "
            "Nobody was removed. Look at the new list."
        )
    at = timezone.now()
    waiting = _waiting(hold, chosen)
    done = [each for each in waiting if each.link.ended_at is None]
    unallocated = _remove(done, school=school, at=at)
    _write_down(done, unallocated, school=school, by=by)
    HeldRemoval.objects.filter(pk__in=[each.pk for each in waiting]).update(removed_at=at)
    _close_if_empty(hold, by=by, at=at)
    skipped = tuple(each for each in waiting if each.link.ended_at is not None)
    return Released(tuple(done), skipped, len(unallocated))


def _waiting(hold: Hold, chosen: Collection[int]) -> list[HeldRemoval]:
    removals = HeldRemoval.objects.filter(hold=hold, pk__in=chosen, removed_at__isnull=True)
    return list(removals.select_related("link__account", "mis_person").order_by("pk"))


def _remove(removals: Sequence[HeldRemoval], *, school: School, at: datetime) -> frozenset[int]:
    """End links and associations and let the people be gone; returns whose account is free now."""
    codes = {each.link.account_id: Code(each.code) for each in removals}
    lock_accounts(codes)
    end_links([(each.link_id, ENDS[Code(each.code)][0]) for each in removals], at=at)
    held = SchoolAssociation.objects.filter(
        school=school, account__in=codes, ended_at__isnull=True
    ).values_list("pk", "account_id")
    unallocated = end_associations([(pk, ENDS[codes[account]][1]) for pk, account in held], at=at)
    people = [(each.mis_person_id, each.code) for each in removals]
    set_standings([(pk, Standing.LEFT, code) for pk, code in people], at=at)
    gone = [(pk, False, False, at) for pk, code in people if code == Code.LEFT_NOT_IN_EXPORT]
    update_rows(MisPerson, ("in_current", "in_future", "absent_since"), gone)
    return unallocated


def _write_down(
    removals: Sequence[HeldRemoval],
    unallocated: frozenset[int],
    *,
    school: School,
    by: PortalUser,
) -> None:
    for each in removals:
        record(
            RELEASED,
            by=by,
            school=school,
            account=each.link.account,
            subject=f"mis_person:{each.mis_person_id}",
            before={"standing": each.mis_person.standing, "hold": each.hold_id},
            after={"code": each.code, "unallocated": each.link.account_id in unallocated},
        )


def _close_if_empty(hold: Hold, *, by: PortalUser, at: datetime) -> None:
    is_open = hold.state == HoldState.OPEN
    if not is_open or hold.removals.filter(removed_at__isnull=True).exists():
        return
    check_transition(hold.state, HoldState.RELEASED)
    hold.state, hold.state_at, hold.state_by = HoldState.RELEASED, at, by
    hold.save(update_fields=["state", "state_at", "state_by"])
