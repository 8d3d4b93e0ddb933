"""Asking for a role at a school, and deciding about it."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.actions.refused import ActionRefused
from accounts.actions.role_mail import owe_mail
from accounts.actions.roles import check_may_give, lock_place, start, write_down
from accounts.audit import record
from accounts.models import (
    Membership,
    PortalUser,
    RequestState,
    Role,
    RoleMailOccasion,
    RoleRequest,
    School,
)
from accounts.permissions import in_force
from accounts.queries.roles import givers_of

REQUESTED, GRANTED, REFUSED = "role.requested", "role.granted", "role.refused"
TAKEN_BACK = "role.request_taken_back"


@transaction.atomic
def ask_for(role: Role, *, school: School, by: PortalUser, words: str = "") -> RoleRequest:
    """Ask for a role; those of the school who may give it are written to.

    Anybody who signs in may ask, at any school. Raises ActionRefused where they hold it, or have
    asked already.
    """
    lock_place(school)
    if Membership.objects.filter(in_force(), user=by, role=role, school=school).exists():
        raise ActionRefused(f"You are {role.label} of {school} already.", field="role")
    if RoleRequest.objects.filter(user=by, school=school, role=role, state="waiting").exists():
        raise ActionRefused(
            f"You have asked for this already, and {school} has not answered yet.", field="role"
        )
    request = RoleRequest.objects.create(user=by, school=school, role=role, words=words)
    _record(REQUESTED, request, by=by)
    owe_mail(RoleMailOccasion.REQUESTED, to=givers_of(role, school), about=request)
    return request


@transaction.atomic
def grant(request: RoleRequest, *, by: PortalUser) -> Membership:
    """Give what was asked for. Raises PermissionDenied, ActionRefused."""
    waiting = _waiting(request, by=by)
    held = start(waiting.user, role=Role(waiting.role), place=waiting.school, by=by)
    _decide(waiting, RequestState.GRANTED, by=by)
    write_down(GRANTED, held, by=by)
    owe_mail(RoleMailOccasion.GRANTED, to=[waiting.user.email], about=held)
    return held


@transaction.atomic
def refuse(request: RoleRequest, *, by: PortalUser, reason: str) -> RoleRequest:
    """Refuse it; ``reason`` is told to whoever asked. Raises PermissionDenied, ActionRefused."""
    waiting = _waiting(request, by=by)
    waiting.refusal = reason
    _decide(waiting, RequestState.REFUSED, by=by)
    _record(REFUSED, waiting, by=by, reason=reason)
    owe_mail(RoleMailOccasion.REFUSED, to=[waiting.user.email], about=waiting)
    return waiting


@transaction.atomic
def take_back(request: RoleRequest, *, by: PortalUser) -> RoleRequest:
    """Ask for it no longer: only one's own. Raises PermissionDenied, ActionRefused."""
    if request.user_id != by.pk:
        raise PermissionDenied
    waiting = _still_waiting(request)
    _decide(waiting, RequestState.TAKEN_BACK, by=by)
    _record(TAKEN_BACK, waiting, by=by)
    return waiting


def _waiting(request: RoleRequest, *, by: PortalUser) -> RoleRequest:
    check_may_give(by, Role(request.role), request.school)
    return _still_waiting(request)


def _still_waiting(request: RoleRequest) -> RoleRequest:
    lock_place(request.school)
    found = RoleRequest.objects.select_related("user", "school").get(pk=request.pk)
    if found.state != RequestState.WAITING:
        state = RequestState(found.state).label.lower()
        raise ActionRefused(f"Nothing was changed. This request is not waiting: it was {state}.")
    return found


def _decide(request: RoleRequest, state: RequestState, *, by: PortalUser) -> None:
    request.state, request.decided_by, request.decided_at = state, by, timezone.now()
    request.save(update_fields=["state", "decided_by", "decided_at", "refusal"])


def _record(action: str, request: RoleRequest, *, by: PortalUser, reason: str = "") -> None:
    record(
        action,
        by=by,
        school=request.school,
        subject=f"portal_user:{request.user_id}",
        after={
            "who": str(request.user),
            "role": Role(request.role).label,
            "place": str(request.school),
        },
        reason=reason,
    )
