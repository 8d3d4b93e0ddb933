"""Giving a role, prolonging it, ending it and giving it back; how many may hold it.

It knows nothing of how somebody came to be asked for: requests and invitations end here.
"""

from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.actions.locking import lock_school
from accounts.actions.refused import ActionRefused
from accounts.actions.role_mail import owe_mail
from accounts.audit import record
from accounts.dates import uk_date
from accounts.models import (
    PLACE_FIELDS,
    Membership,
    PortalUser,
    Role,
    RoleMailOccasion,
    RoleQuota,
    School,
    Trust,
)
from accounts.permissions import Permission, check, in_force
from accounts.role_words import place_of, role_of
from accounts.roles import Place, at, may_give, num_held, quota_of

GIVEN, KEPT, ENDED = "role.given", "role.kept", "role.ended"
GIVEN_BACK, EXPIRED, QUOTA_SET = "role.given_back", "role.expired", "role.quota_set"
#: For how long an ended role can be given back with one press.
GIVEN_BACK_WITHIN = timedelta(days=30)
LAST_HEAD = (
    "Nothing was changed. You are the only Headteacher of {school}, and somebody has to be. Ask "
    "the Service Desk to make your successor Headteacher first."
)


def check_may_give(by: PortalUser, role: Role, place: Place) -> None:
    """Raise PermissionDenied unless ``by`` may give ``role`` there."""
    if not may_give(by, role, place):
        raise PermissionDenied


def lock_place(place: Place | None) -> None:
    """Let nobody else give or end roles there meanwhile.

    Raises ActionRefused while busy, and where the trust was removed.
    """
    if isinstance(place, School):
        lock_school(place.pk)
    elif place is not None:
        found = type(place).objects.select_for_update(no_key=True).get(pk=place.pk)
        if isinstance(found, Trust) and found.removed_at is not None:
            raise ActionRefused(f"Nothing was changed: {found} was removed meanwhile.")


def start(
    user: PortalUser,
    *,
    role: Role,
    place: Place | None,
    by: PortalUser | None,
) -> Membership:
    """Write the membership, within the caller's transaction, place locked and permission checked.

    No place is every school: the desk's.

    Raises ActionRefused where they hold it already, or where nobody more may.
    """
    where = at(place)
    held = Membership.objects.filter(user=user, role=role, ended_at__isnull=True, **where)
    if held.filter(in_force()).exists():
        of = place or "every school"
        raise ActionRefused(f"Nothing was changed. {user} is {role.label} of {of} already.")
    for over in held:
        _end(over, by=None, at=timezone.now())
    if isinstance(place, School):
        _check_quota(role, place)
    return Membership.objects.create(
        user=user,
        role=role,
        granted_by=by,
        review_on=_next_review(),
        **where,
    )


def _check_quota(role: Role, school: School) -> None:
    most = quota_of(role, school)
    if num_held(role, school) >= most:
        raise ActionRefused(
            f"Nothing was changed. {school} may have {most} × {role.label}, and has that many. End "
            "one first, or ask the Service Desk to allow more."
        )


def _next_review() -> date:
    return timezone.localdate() + timedelta(days=int(settings.ROLE_REVIEW_DAYS))


@transaction.atomic
def keep(membership: Membership, *, by: PortalUser, expires_on: date | None) -> Membership:
    """Say that a role is still right: until ``expires_on``, or (None) without an end.

    The next review is a year from now. Raises PermissionDenied, ActionRefused.
    """
    held = _locked(membership, by=by)
    if expires_on is not None and expires_on < timezone.localdate():
        raise ActionRefused(
            "Nothing was changed. Choose a last day that has not passed.", field="until"
        )
    before = {"until": uk_date(held.expires_on)}
    held.expires_on, held.review_on, held.reminded_of = expires_on, _next_review(), None
    held.save(update_fields=["expires_on", "review_on", "reminded_of"])
    write_down(KEPT, held, by=by, before=before, until=uk_date(expires_on))
    return held


@transaction.atomic
def end(membership: Membership, *, by: PortalUser, reason: str = "") -> Membership:
    """End a role: one that ``by`` may give, or their own.

    Raises PermissionDenied, and ActionRefused for the only Headteacher's own.
    """
    is_own = membership.user_id == by.pk
    held = _locked(membership, by=None if is_own else by)
    if is_own and _is_last_head(held):
        raise ActionRefused(LAST_HEAD.format(school=held.school))
    _end(held, by=by, at=timezone.now())
    write_down(ENDED, held, by=by, reason=reason)
    owe_mail(RoleMailOccasion.ENDED, to=[] if is_own else [held.user.email], about=held)
    return held


def _is_last_head(held: Membership) -> bool:
    if held.school is None or held.role != Role.HEAD:
        return False
    return num_held(Role.HEAD, held.school) == 1


def _end(held: Membership, *, by: PortalUser | None, at: object) -> None:
    Membership.objects.filter(pk=held.pk).update(ended_at=at, ended_by=by)


@transaction.atomic
def give_back(membership: Membership, *, by: PortalUser) -> Membership:
    """Give a role again that was ended by mistake. Raises PermissionDenied, ActionRefused."""
    place = _place(membership)
    check_may_give(by, Role(membership.role), place)
    lock_place(place)
    ended_at = Membership.objects.get(pk=membership.pk).ended_at
    if ended_at is None or ended_at < timezone.now() - GIVEN_BACK_WITHIN:
        raise ActionRefused(
            f"Nothing was changed. {membership.user}’s role did not end in the last "
            f"{GIVEN_BACK_WITHIN.days} days. Invite them instead."
        )
    made = start(membership.user, role=Role(membership.role), place=place, by=by)
    write_down(GIVEN_BACK, made, by=by)
    owe_mail(RoleMailOccasion.GRANTED, to=[made.user.email], about=made)
    return made


@transaction.atomic
def set_quota(role: Role, *, school: School, number: int, by: PortalUser) -> None:
    """Let ``number`` people hold ``role`` at ``school``; whoever holds it keeps it.

    Raises PermissionDenied.
    """
    check(by, Permission.SET_QUOTAS, school)
    lock_place(school)
    before = quota_of(role, school)
    RoleQuota.objects.update_or_create(
        school=school,
        role=role,
        defaults={"number": number, "set_by": by, "set_at": timezone.now()},
    )
    record(
        QUOTA_SET,
        by=by,
        school=school,
        subject=f"role:{role.value}",
        before={"number": before},
        after={"role": role.label, "number": number},
    )


def _place(held: Membership) -> Place:
    place = held.place
    if place is None:  # the desk's own roles are nobody's to give or end at a page
        raise PermissionDenied
    return place


def _locked(membership: Membership, *, by: PortalUser | None) -> Membership:
    """The membership with its place locked, which ``by`` may give and which has not ended."""
    place = _place(membership)
    if by is not None:
        check_may_give(by, Role(membership.role), place)
    lock_place(place)
    held = Membership.objects.select_related("user", *PLACE_FIELDS).get(pk=membership.pk)
    if held.ended_at is not None:
        raise ActionRefused(f"Nothing was changed. {held.user}’s role has ended meanwhile.")
    return held


def write_down(
    action: str,
    held: Membership,
    *,
    by: PortalUser | None,
    before: dict[str, str] | None = None,
    reason: str = "",
    **after: str,
) -> None:
    """One event about somebody's role."""
    record(
        action,
        by=by,
        school=held.school,
        subject=f"portal_user:{held.user_id}",
        before=before,
        after={"who": str(held.user), "role": role_of(held), "place": place_of(held), **after},
        reason=reason,
    )
