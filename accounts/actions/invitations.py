"""Inviting somebody by their address to hold a role, and their coming in.

Accepting shows that the mailbox is theirs; whoever comes in new makes their own password.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.actions.refused import ActionRefused
from accounts.actions.role_mail import owe_mail
from accounts.actions.roles import check_may_give, lock_place, start
from accounts.audit import record
from accounts.models import (
    Invitation,
    Membership,
    PortalUser,
    Role,
    RoleMailOccasion,
    School,
)
from accounts.permissions import in_force
from accounts.role_words import place_of, role_of
from accounts.roles import Place, at, num_held, num_invited, quota_of

INVITED, AGAIN = "role.invited", "role.invited_again"
REVOKED, ACCEPTED = "role.invitation_revoked", "role.invitation_accepted"
OVER = "This invitation no longer works. Ask whoever invited you for a new one."


@dataclass(frozen=True, slots=True)
class Invitee:
    """Whom an invitation is for."""

    email: str
    forename: str
    surname: str


@transaction.atomic
def invite(
    invitee: Invitee, *, role: Role, place: Place | None, by: PortalUser | None
) -> Invitation:
    """Invite somebody; the mail is owed at once. No ``place`` and no ``by``: the command line.

    Raises PermissionDenied, and ActionRefused where they hold the role, are invited already, or
    where nobody more may.
    """
    if by is not None and place is not None:
        check_may_give(by, role, place)
    lock_place(place)
    _check_room(invitee, role, place)
    made = Invitation.objects.create(
        role=role,
        email=invitee.email.lower(),
        forename=invitee.forename,
        surname=invitee.surname,
        invited_by=by,
        valid_until=_until(),
        **at(place),
    )
    _record(INVITED, made, by=by)
    owe_mail(RoleMailOccasion.INVITED, to=[made.email], about=made)
    return made


def _check_room(invitee: Invitee, role: Role, place: Place | None) -> None:
    where = at(place)
    name = f"{invitee.forename} {invitee.surname}"
    same = Invitation.objects.filter(email__iexact=invitee.email, role=role, ended_at=None, **where)
    if same.exists():
        raise ActionRefused(
            f"Nothing was changed. {invitee.email} has been invited already: send that invitation "
            "again instead.",
            field="email",
        )
    held = Membership.objects.filter(
        in_force(), user__email__iexact=invitee.email, role=role, **where
    )
    if held.exists():
        raise ActionRefused(f"Nothing was changed. {name} is {role.label} already.", field="email")
    if isinstance(place, School):
        most = quota_of(role, place)
        if num_held(role, place) + num_invited(role, place) >= most:
            raise ActionRefused(
                f"Nothing was changed. {place} may have {most} × {role.label}, with those who are "
                "invited. End one first, or ask the Service Desk to allow more.",
                field="role",
            )


def _until() -> datetime:
    return timezone.now() + timedelta(days=int(settings.INVITATION_DAYS))


@transaction.atomic
def invite_again(invitation: Invitation, *, by: PortalUser) -> Invitation:
    """Send a new link, and make the older ones void. Raises PermissionDenied, ActionRefused."""
    found = _open(invitation, by=by)
    found.serial += 1
    found.valid_until = _until()
    found.save(update_fields=["serial", "valid_until"])
    _record(AGAIN, found, by=by)
    owe_mail(RoleMailOccasion.INVITED, to=[found.email], about=found)
    return found


@transaction.atomic
def revoke(invitation: Invitation, *, by: PortalUser) -> Invitation:
    """Make the invitation void. Raises PermissionDenied, ActionRefused."""
    found = _open(invitation, by=by)
    found.ended_at, found.ended_by = timezone.now(), by
    found.save(update_fields=["ended_at", "ended_by"])
    _record(REVOKED, found, by=by)
    return found


def is_theirs(invitation: Invitation, user: PortalUser) -> bool:
    """Whether the invitation went to an address that ``user`` has confirmed."""
    addresses = EmailAddress.objects.filter(user=user, verified=True)
    return bool(addresses.filter(email__iexact=invitation.email).exists())


@transaction.atomic
def accept(invitation: Invitation, *, by: PortalUser) -> Membership:
    """Take the role that was offered. Raises ActionRefused where it is not for them, or over."""
    found = _open(invitation, by=None)
    if found.valid_until < timezone.now():
        raise ActionRefused(OVER)
    if not is_theirs(found, by):
        raise ActionRefused(
            f"This invitation went to {found.email}, which is not a confirmed address of yours. "
            "Sign out, and open the link again."
        )
    held = start(by, role=Role(found.role), place=found.place, by=found.invited_by)
    found.ended_at, found.membership = timezone.now(), held
    found.save(update_fields=["ended_at", "membership"])
    _record(ACCEPTED, found, by=by)
    return held


@transaction.atomic
def accept_as_new(invitation: Invitation, *, username: str, password: str) -> PortalUser:
    """Become a portal user with the role that was offered; the address is thereby confirmed.

    Raises ActionRefused where the username or the address is taken, or the invitation is over.
    """
    try:
        with transaction.atomic():
            user = PortalUser.objects.create_user(
                username,
                invitation.email,
                password,
                first_name=invitation.forename,
                last_name=invitation.surname,
            )
            EmailAddress.objects.create(
                user=user, email=invitation.email, verified=True, primary=True
            )
    except IntegrityError as error:
        raise ActionRefused(
            "Nothing was changed. Somebody has that username already: choose another. If you have "
            "signed in here before, sign in and open the link again.",
            field="username",
        ) from error
    accept(invitation, by=user)
    return user


def _open(invitation: Invitation, *, by: PortalUser | None) -> Invitation:
    """The invitation with its place locked, not ended; ``by`` is whoever must be able to give."""
    place = invitation.place
    if by is not None and place is not None:
        check_may_give(by, Role(invitation.role), place)
    lock_place(place)
    found = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    if found.ended_at is not None:
        raise ActionRefused(OVER)
    return found


def _record(action: str, it: Invitation, *, by: PortalUser | None) -> None:
    record(
        action,
        by=by,
        school=it.school,
        subject=f"invitation:{it.pk}",
        after={"who": it.name, "email": it.email, "role": role_of(it), "place": place_of(it)},
    )
