"""Who may give which role, and how many may hold it: two tables, and what follows from them.

It reads and changes nothing else; the actions ask it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.conf import settings

from accounts.models import (
    HELD_AT,
    Invitation,
    LocalAuthority,
    Membership,
    Role,
    RoleQuota,
    School,
    Trust,
)
from accounts.permissions import Permission, Visitor, can, in_force, is_desk, roles_at

#: Role → whose holders give, refuse, prolong and end it at their school. Nobody gives the desk's at
#: a page: it reaches every school (``manage.py invite_desk``).
GIVEN_BY: Final[Mapping[Role, frozenset[Role]]] = {
    Role.HEAD: frozenset({Role.SERVICE_DESK}),
    Role.HEAD_PROXY: frozenset({Role.HEAD, Role.SERVICE_DESK}),
    Role.NOMINATED_CONTACT: frozenset(
        {Role.HEAD, Role.HEAD_PROXY, Role.NOMINATED_CONTACT, Role.SERVICE_DESK}
    ),
    Role.LA_USER: frozenset({Role.SERVICE_DESK}),
    Role.TRUST_USER: frozenset({Role.SERVICE_DESK}),
    Role.SERVICE_DESK: frozenset(),
}

Place = School | LocalAuthority | Trust

#: Kind of place → the field in which it stands, of memberships and invitations.
FIELD_OF: Final[Mapping[type[Any], str]] = {
    School: "school",
    LocalAuthority: "local_authority",
    Trust: "trust",
}


def at(place: Place | None) -> dict[str, Place]:
    """What a membership or invitation there has in its field; nothing for everywhere."""
    return {} if place is None else {FIELD_OF[type(place)]: place}


def roles_of(place: Place) -> tuple[Role, ...]:
    """The roles there are at such a place."""
    return tuple(role for role in Role if HELD_AT[role] == FIELD_OF[type(place)])


def may_give(user: Visitor, role: Role, place: Place) -> bool:
    """Whether ``user`` may give, refuse, prolong and end ``role`` there."""
    if role not in roles_of(place):
        return False
    if not isinstance(place, School):
        return is_desk(user)
    held = roles_at(user, place)
    return can(user, Permission.MANAGE_ROLES, place) and bool(GIVEN_BY[role] & held)


def givable(user: Visitor, place: Place) -> list[Role]:
    """The roles that ``user`` may give there."""
    return [role for role in roles_of(place) if may_give(user, role, place)]


def quota_of(role: Role, school: School) -> int:
    """How many may hold ``role`` at ``school``."""
    own = RoleQuota.objects.filter(school=school, role=role).values_list("number", flat=True)
    return own.first() or int(settings.ROLE_QUOTAS[role])


def num_held(role: Role, school: School) -> int:
    """How many hold ``role`` at ``school`` today."""
    return Membership.objects.filter(in_force(), role=role, school=school).count()


def num_invited(role: Role, school: School) -> int:
    """How many have been invited to hold it and have not answered yet."""
    return Invitation.objects.filter(role=role, school=school, ended_at__isnull=True).count()
