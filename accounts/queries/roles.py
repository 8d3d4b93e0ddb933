"""Who holds which role at a place, who is invited or asks, and what happened. Only reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db.models import (
    Case,
    Count,
    DateTimeField,
    Exists,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Greatest
from django.utils import timezone

from accounts.models import (
    PLACE_FIELDS,
    SCHOOL_ROLES,
    AuditEvent,
    Invitation,
    Membership,
    Role,
    RoleQuota,
    RoleRequest,
    School,
)
from accounts.permissions import Visitor, in_force
from accounts.roles import GIVEN_BY, Place, at, may_give

_NEVER: Final = Value(None, output_field=DateTimeField())

#: For how long ended roles are shown, and can be given back.
SHOWN_FOR: Final = timedelta(days=30)

#: Action → what happened, as a sentence. ``by`` is whoever did it, ``who`` whose role it is.
SENTENCES: Final[Mapping[str, str]] = {
    "role.given": "{by} made {who} {role}",
    "role.granted": "{by} granted {who}’s request to be {role}",
    "role.refused": "{by} refused {who}’s request to be {role}",
    "role.requested": "{who} asked to be {role}",
    "role.request_taken_back": "{who} took the request to be {role} back",
    "role.kept": "{by} said that {who} is still {role}",
    "role.ended": "{by} ended {who}’s role as {role}",
    "role.given_back": "{by} gave {who} the role of {role} back",
    "role.expired": "{who}’s role as {role} ended after its last day",
    "role.quota_set": "{by} set how many may be {role} to {number}",
    "role.invited": "{by} invited {who} to be {role}",
    "role.invited_again": "{by} sent {who} the invitation to be {role} again",
    "role.invitation_revoked": "{by} took {who}’s invitation to be {role} back",
    "role.invitation_accepted": "{who} accepted the invitation to be {role}",
}


@dataclass(frozen=True, slots=True)
class Room:
    """How many hold a role and how many may."""

    role: Role
    num_held: int
    most: int


def holders(place: Place) -> QuerySet[Membership]:
    """Who holds a role there today, heads first."""
    rank = Case(*(When(role=role, then=Value(at)) for at, role in enumerate(Role.values)))
    held = Membership.objects.filter(in_force(), **at(place)).select_related("user", "granted_by")
    return with_last_use(held, place).order_by(rank, "user__last_name", "pk")


def with_last_use(held: QuerySet[Membership], place: Place) -> QuerySet[Membership]:
    """With ``seen_at``, when a session of theirs was last used anywhere in the portal, and, at a
    school, ``did_at``, when they last did something there that is written down.

    What somebody only looked at is not written down, so neither says that a role is unused.
    """
    sessions = UserSession.objects.filter(user=OuterRef("user")).order_by("-last_seen_at")
    done = AuditEvent.objects.filter(by=OuterRef("user"), school=OuterRef("school"))
    is_school = isinstance(place, School)
    latest = Subquery(done.order_by("-at").values("at")[:1]) if is_school else _NEVER
    return held.annotate(
        seen_at=Greatest("user__last_login", Subquery(sessions.values("last_seen_at")[:1])),
        did_at=latest,
    )


def ended_lately(place: Place) -> QuerySet[Membership]:
    """Whose role ended in the last days, newest first."""
    since = timezone.now() - SHOWN_FOR
    ended = Membership.objects.filter(ended_at__gte=since, **at(place))
    return ended.select_related("user", "ended_by").order_by("-ended_at", "-pk")


def invited(place: Place) -> QuerySet[Invitation]:
    """Who has been invited and has not answered."""
    open_ones = Invitation.objects.filter(ended_at__isnull=True, **at(place))
    return open_ones.select_related("invited_by")


def asking(school: School) -> QuerySet[RoleRequest]:
    """Who asks for a role there."""
    return RoleRequest.objects.filter(school=school, state="waiting").select_related("user")


def num_to_answer(school: School, *, by: Visitor) -> int:
    """How many ask for a role at the school that ``by`` may give."""
    return sum(may_give(by, Role(each.role), school) for each in asking(school))


def for_the_desk() -> QuerySet[RoleRequest]:
    """Who asks for a role that nobody at their school may give, so that the desk alone can answer.

    Whoever has waited longest comes first. It is those of whom ``givers_of`` tells the desk.
    """
    alone = Q()
    for role in SCHOOL_ROLES:
        theirs = Exists(_givers(role).filter(school=OuterRef("school")))
        alone |= Q(~theirs, role=role)
    waiting = RoleRequest.objects.filter(alone, state="waiting")
    return waiting.select_related("user", "school__local_authority").order_by("asked_at", "pk")


def rooms(school: School) -> list[Room]:
    """Each role of a school, with how many there are and may be."""
    held = dict(
        Membership.objects.filter(in_force(), school=school)
        .values_list("role")
        .annotate(number=Count("pk"))
    )
    own = dict(RoleQuota.objects.filter(school=school).values_list("role", "number"))
    usual = settings.ROLE_QUOTAS
    return [
        Room(role, held.get(role, 0), own.get(role, usual[role.value])) for role in SCHOOL_ROLES
    ]


def givers_of(role: Role, school: School | None) -> list[str]:
    """The addresses of those at the school who may give the role; without any, the desk's."""
    givers = _givers(role).filter(school=school).order_by("pk")
    found = list(givers.values_list("user__email", flat=True))
    return found or list(filter(None, [settings.DESK_EMAIL]))


def _givers(role: Role) -> QuerySet[Membership]:
    """Those who may give the role at a school of their own, and can still sign in to do so."""
    return Membership.objects.filter(
        in_force(), school__isnull=False, role__in=GIVEN_BY[role], user__is_active=True
    )


def happened(school: School, *, most: int = 20) -> list[dict[str, Any]]:
    """What happened to the school's roles, newest first, as a timeline's events."""
    events = AuditEvent.objects.filter(school=school, action__startswith="role.")
    return [
        {"at": each.at, "title": sentence(each), "text": each.reason, "by": ""}
        for each in events[:most]
    ]


def sentence(event: AuditEvent) -> str:
    """What happened, in words."""
    told = {"who": "", "role": "", "number": ""} | (event.after or {})
    return SENTENCES[event.action].format(by=event.by_label, **told)


def invitation_of(pk: int, serial: int, *, at: datetime) -> Invitation | None:
    """The invitation that a link opens, or None where it does not (any more)."""
    found = Invitation.objects.filter(
        pk=pk, serial=serial, ended_at__isnull=True, valid_until__gte=at
    )
    return found.select_related(*PLACE_FIELDS, "invited_by").first()
