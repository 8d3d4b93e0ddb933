"""What mails about roles say, and the link of an invitation. It sends and decides nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.core import signing
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.dates import uk_date
from accounts.models import (
    Invitation,
    Membership,
    Role,
    RoleMail,
    RoleMailOccasion,
    RoleRequest,
)

_SALT: Final = "accounts.invitation"


@dataclass(frozen=True, slots=True)
class Words:
    """A mail in plain text."""

    subject: str
    text: str


def place_of(held: Membership | Invitation) -> str:
    """Where a role is held, in words."""
    return str(held.place or "every school")


def role_of(held: Membership | Invitation | RoleRequest) -> str:
    """The role's name."""
    return str(Role(held.role).label)


def link_of(invitation: Invitation) -> str:
    """What the link of the newest mail holds: signed, and void once another mail was sent."""
    return signing.dumps([invitation.pk, invitation.serial], salt=_SALT)


def read_link(token: str) -> tuple[int, int] | None:
    """The invitation's id and serial of a link that was signed here, or None."""
    try:
        pk, serial = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        return None
    return int(pk), int(serial)


def mail_of(mail: RoleMail) -> Words | None:
    """The mail's words; None where what it was to tell is no longer so."""
    about = mail.invitation or mail.request or mail.membership
    sentence, link = _TEXTS[RoleMailOccasion(mail.occasion)](about)
    if not sentence:
        return None
    text = render_to_string("emails/role.txt", {"sentence": sentence, "link": _full(link)})
    return Words(f"USO AutoUpdate: {SUBJECTS[RoleMailOccasion(mail.occasion)]}", text)


SUBJECTS: Final[Mapping[RoleMailOccasion, str]] = {
    RoleMailOccasion.INVITED: "you are invited",
    RoleMailOccasion.REQUESTED: "somebody asks for a role",
    RoleMailOccasion.GRANTED: "you have a new role",
    RoleMailOccasion.REFUSED: "your request for a role",
    RoleMailOccasion.ENDED: "a role of yours has ended",
    RoleMailOccasion.EXPIRES: "a role ends soon",
    RoleMailOccasion.REVIEW: "is this role still right?",
}


def _full(path: str) -> str:
    return f"{settings.PORTAL_URL}{path}"


def _roles_page(held: Membership | RoleRequest) -> str:
    if held.school_id:
        return reverse("accounts:roles", args=[held.school_id])
    return reverse("accounts:my_roles")


def _invited(it: Invitation) -> tuple[str, str]:
    if it.ended_at:
        return "", ""
    who = str(it.invited_by) if it.invited_by else "The Service Desk"
    link = reverse("accounts:invitation", args=[link_of(it)])
    until = uk_date(it.valid_until)
    return (
        f"Dear {it.name},\n\n{who} invites you to be {role_of(it)} of {place_of(it)} in USO "
        f"AutoUpdate. The link below is for you alone. It works once, and until {until}.",
        link,
    )


def _requested(it: RoleRequest) -> tuple[str, str]:
    if it.decided_at:
        return "", ""
    return f"{it.user} asks to be {role_of(it)} of {it.school}.", _roles_page(it)


def _granted(it: Membership) -> tuple[str, str]:
    until = f" until {uk_date(it.expires_on)}" if it.expires_on else ""
    return f"You are now {role_of(it)} of {place_of(it)}{until}.", reverse("accounts:my_roles")


def _refused(it: RoleRequest) -> tuple[str, str]:
    return (
        f"Your request to be {role_of(it)} of {it.school} was not granted. The reason: "
        f"{it.refusal}",
        reverse("accounts:my_roles"),
    )


def _ended(it: Membership) -> tuple[str, str]:
    return f"You are no longer {role_of(it)} of {place_of(it)}.", reverse("accounts:my_roles")


def _expires(it: Membership) -> tuple[str, str]:
    if it.ended_at or not it.expires_on:
        return "", ""
    return (
        f"{it.user} is {role_of(it)} of {place_of(it)} until {uk_date(it.expires_on)}. Should it "
        "go on, somebody who may give the role can choose a later day.",
        _roles_page(it),
    )


def _review(it: Membership) -> tuple[str, str]:
    if it.ended_at:
        return "", ""
    return (
        f"{it.user} has been {role_of(it)} of {place_of(it)} for a year. Please look whether that "
        "is still right, and say so or end it.",
        _roles_page(it),
    )


_TEXTS: Final[Mapping[RoleMailOccasion, Callable[..., tuple[str, str]]]] = {
    RoleMailOccasion.INVITED: _invited,
    RoleMailOccasion.REQUESTED: _requested,
    RoleMailOccasion.GRANTED: _granted,
    RoleMailOccasion.REFUSED: _refused,
    RoleMailOccasion.ENDED: _ended,
    RoleMailOccasion.EXPIRES: _expires,
    RoleMailOccasion.REVIEW: _review,
}
