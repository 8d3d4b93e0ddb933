"""For whom a school may make username slips: everybody it holds, and who of them is new.

It changes nothing.
"""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from accounts.models import School, SchoolAssociation
from accounts.words import year_rank
from autoupdate.models import Group, GroupMembership, Outcome, ProcessingRun, RunStatus
from autoupdate.processing.reasons import Code
from matching.models import Link

#: More at once are no sheet of slips but an export.
MOST = 2000


def held_by(school: School) -> QuerySet[Any]:
    """Everybody whose account the school holds: by year, class and name."""
    held: QuerySet[Any] = SchoolAssociation.objects.filter(school=school, ended_at__isnull=True)
    known: QuerySet[Any] = held.select_related("account").annotate(year=year_rank())
    in_order: QuerySet[Any] = known.order_by(
        *("year", "reg_group", "account__legal_surname", "account__legal_forename", "pk")
    )
    return in_order


def made_last(held: QuerySet[Any], *, school: School) -> QuerySet[Any]:
    """Those whose account the school's last processing made."""
    runs = ProcessingRun.objects.filter(school=school, status=RunStatus.DONE)
    last = runs.order_by("-queued_at", "-pk").values("pk")[:1]
    made = Outcome.objects.filter(run__in=last, code=Code.CREATED, account__isnull=False)
    return held.filter(account__in=made.values("account"))


def members_of(held: QuerySet[Any], group: Group) -> QuerySet[Any]:
    """Those who are in a group of the MIS."""
    people = GroupMembership.objects.filter(group=group).values("mis_person")
    links = Link.objects.filter(mis_person__in=people, ended_at__isnull=True)
    return held.filter(account__in=links.values("account"))


def groups_of(school: School) -> QuerySet[Group]:
    """The groups of the MIS that the school uses, by name."""
    return Group.objects.filter(school_mis__school=school, school_mis__ended_at__isnull=True)
