"""Changing a school's MIS from one to another: one period ends, another begins, nobody loses
anything. What the nights make of it is looked at afterwards (``confirming_change``)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.actions.locking import lock_school
from accounts.actions.refused import ActionRefused
from accounts.audit import record
from accounts.models import PortalUser, School, SchoolMis
from accounts.permissions import Permission, check, is_desk
from autoupdate.actions.closing import WAITING, close_waiting
from autoupdate.actions.connecting import offer_mis
from autoupdate.actions.into_connections import take_waiting
from autoupdate.faults import MIS_CHANGED
from autoupdate.locking import lock_school_mis
from autoupdate.models import (
    ChangeState,
    Hold,
    HoldState,
    MisChange,
    ProcessingRun,
    Pull,
    Upload,
)
from autoupdate.models.pulls import LIVE_PULL
from autoupdate.models.runs import LIVE_RUN
from autoupdate.queries.mis_choices import choice_for
from autoupdate.queries.offers import is_offered
from autoupdate.queries.reports import mis_in_use
from autoupdate.states import check_transition

CHANGED = "mis.changed"


@transaction.atomic
def change_mis(school: School, *, product: str, by: PortalUser) -> MisChange:
    """Take ``product`` into use in place of the school's MIS.

    Uploads and held removals of the old MIS that wait are closed; links, accounts, the names that
    should not be in USO and the fields that the school opted out of stay as they are. Raises
    PermissionDenied, or ActionRefused where the school may not change (to it) just now.
    """
    check(by, Permission.CHANGE_MIS, school)
    school = lock_school(school.pk)
    in_use = mis_in_use(school)
    if in_use is None:
        raise ActionRefused(f"{school} uses no MIS yet, so there is none to change.")
    before = lock_school_mis(in_use.pk)
    choice = choice_for(product, by, school=school, in_use=before)
    if choice.why_not:
        raise ActionRefused(f"The MIS was not changed. {choice.why_not}")
    refuse_second_change(school)
    refuse_while_at_work(school)
    if choice.connector.needs_offer and not is_offered(school, product=product):
        offer_mis(school, product=product, by=by)
    return _change(before, product=product, by=by)


def _change(before: SchoolMis, *, product: str, by: PortalUser) -> MisChange:
    at = timezone.now()
    num_closed = close_period(before, by=by)
    before.ended_at, before.ended_by = at, by
    before.save(update_fields=["ended_at", "ended_by"])
    after = SchoolMis.objects.create(
        school=before.school, product=product, started_at=at, started_by=by
    )
    change = MisChange.objects.create(
        school=before.school, before=before, after=after, changed_at=at, changed_by=by
    )
    record(
        CHANGED,
        by=by,
        school=before.school,
        subject=subject_of(change),
        before={"mis": before.product, "num_uploads_closed": num_closed},
        after={"mis": product, "by_the_desk": is_desk(by)},
    )
    take_waiting(after, by=by)
    return change


def subject_of(change: MisChange) -> str:
    """What audit events call a change."""
    return f"mis_change:{change.pk}"


def settle(
    change: MisChange,
    state: ChangeState,
    *,
    summary: Mapping[str, int],
    by: PortalUser,
    at: datetime,
) -> None:
    """End the waiting for a person. What only taking back would have needed is forgotten."""
    check_transition(change.state, state)
    change.state, change.settled_at, change.settled_by = state, at, by
    change.summary = dict(summary)
    change.save(update_fields=["state", "settled_at", "settled_by", "summary"])
    change.accounts.filter(was_created=False).delete()
    change.accounts.update(written={}, association=None)


def refuse_second_change(school: School) -> None:
    """Raise ActionRefused while an earlier change waits for a person to look."""
    waiting = MisChange.objects.filter(school=school, state=ChangeState.WAITING).first()
    if waiting is not None:
        raise ActionRefused(
            f"The change from {waiting.before.get_product_display()} to "
            f"{waiting.after.get_product_display()} has not been looked at yet. Confirm it or take "
            "it back first. Nothing was changed."
        )


def refuse_while_at_work(school: School) -> None:
    """Raise ActionRefused while the school's data are fetched or processed, or wait for it."""
    runs = ProcessingRun.objects.filter(LIVE_RUN, school=school)
    pulls = Pull.objects.filter(LIVE_PULL, school=school)
    if runs.exists() or pulls.exists():
        raise ActionRefused(
            f"The newest data of {school} are being fetched or processed, or wait for it. Nothing "
            "was changed. Please try again once that is done."
        )


def close_period(school_mis: SchoolMis, *, by: PortalUser) -> int:
    """Close what waits of an MIS that is left: uploads and held removals; the number of uploads.

    Whoever was held stays as they are, and is among those who are looked at.
    """
    waiting = Upload.objects.filter(school_mis=school_mis, state__in=WAITING)
    held = Hold.objects.filter(school_mis=school_mis, state=HoldState.OPEN)
    held.update(state=HoldState.REPLACED, state_at=timezone.now(), state_by=by)
    return close_waiting(waiting, fault=MIS_CHANGED)
