"""Who gets the weekly mail about a school, and what there is to tell. It changes nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import Count, Min

from accounts.models import Membership, PortalUser, Role, School
from accounts.permissions import in_force
from autoupdate.casework.waiting_mails import Waiting
from autoupdate.models import WaitingMailWish
from matching.models import MisPerson, Standing

#: Those of a school whom the mail may be for. A Nominated Contact works the lists, so it comes to
#: them; to a Headteacher or Head Proxy only where the school has no Nominated Contact.
READERS = (Role.NOMINATED_CONTACT, Role.HEAD, Role.HEAD_PROXY)


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody whom the mail may be for, and whether they get it."""

    user: PortalUser
    role: Role
    is_sent: bool


def waiting_by_school(
    school_ids: Collection[int] | None = None,
) -> Mapping[int, list[Waiting]]:
    """School's id → what waits there, staff first; schools where nobody waits lack. One query."""
    people = MisPerson.objects.filter(
        standing=Standing.REQUIRES_MATCHING, school_mis__ended_at__isnull=True
    )
    if school_ids is not None:
        people = people.filter(school_mis__school__in=school_ids)
    counted = people.order_by().values_list("school_mis__school", "kind")
    found: defaultdict[int, list[Waiting]] = defaultdict(list)
    for school_id, kind, number, since in counted.annotate(Count("pk"), Min("standing_since")):
        found[school_id].append(Waiting(kind, number, since))
    return {pk: sorted(each, key=lambda one: one.kind) for pk, each in found.items()}


def readers_of(school_ids: Collection[int]) -> Mapping[int, list[Reader]]:
    """School's id → everybody whom the mail may be for. Two queries."""
    held = Membership.objects.filter(
        in_force(), school__in=school_ids, role__in=READERS, user__is_active=True
    ).select_related("user")
    wishes: dict[tuple[int | None, int], bool] = {
        (each.school_id, each.reader_id): each.is_wanted
        for each in WaitingMailWish.objects.filter(school__in=school_ids)
    }
    by_school: defaultdict[int, dict[int, Membership]] = defaultdict(dict)
    for each in sorted(held, key=lambda one: (READERS.index(Role(one.role)), one.pk)):
        if each.school_id is not None:
            by_school[each.school_id].setdefault(each.user_id, each)
    return {pk: _readers(list(found.values()), wishes) for pk, found in by_school.items()}


def _readers(
    memberships: list[Membership], wishes: Mapping[tuple[int | None, int], bool]
) -> list[Reader]:
    has_contact = any(each.role == Role.NOMINATED_CONTACT for each in memberships)
    return [
        Reader(
            each.user,
            Role(each.role),
            wishes.get(
                (each.school_id, each.user_id),
                each.role == Role.NOMINATED_CONTACT or not has_contact,
            ),
        )
        for each in memberships
    ]


def reader_at(school: School, user: PortalUser) -> Reader | None:
    """How it is with one person at a school; None: the mail is not for them."""
    readers = readers_of([school.pk]).get(school.pk, [])
    return next((each for each in readers if each.user.pk == user.pk), None)
