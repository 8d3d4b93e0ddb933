"""The accounts of a school, and everything that ever happened to one. It changes nothing.

Lists begin at the school's associations, so that their cost follows the school's size and not the
number of all accounts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import (
    Case,
    CharField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)

from accounts.models import AuditEvent, School, SchoolAssociation, UsoAccount
from autoupdate.models import GroupMembership, Outcome
from autoupdate.queries.results import BY_THE_PROCESS
from matching.models import Link, MatchDecision


class Happening(NamedTuple):
    """One thing in an account's history: when, from which table, and its row."""

    at: datetime
    source: str
    pk: int


def associations_of(school: School) -> QuerySet[Any]:
    """The newest association of every account that the school holds or held, with ``state``."""
    return _newest(SchoolAssociation.objects.filter(school=school))


def associations_at(schools: QuerySet[School] | None) -> QuerySet[Any]:
    """The same across schools, one of each account; None for all schools there are.

    To be narrowed down to a few hundred accounts before it is read.
    """
    everywhere = SchoolAssociation.objects.all()
    return _newest(everywhere if schools is None else everywhere.filter(school__in=schools))


def _newest(within: QuerySet[SchoolAssociation]) -> QuerySet[Any]:
    """The newest association of each account among those of ``within``.

    ``state`` is "mis" (held there, and in the school's MIS), "hand" (held there, without the MIS),
    "elsewhere" (held by another school) or "unallocated".
    """
    here = within.filter(account=OuterRef("account"))
    newer = here.filter(
        Q(started_at__gt=OuterRef("started_at"))
        | Q(started_at=OuterRef("started_at"), pk__gt=OuterRef("pk"))
    )
    known: QuerySet[Any] = within.filter(~Exists(newer)).select_related("account")
    told: QuerySet[Any] = known.annotate(
        state=Case(
            When(Exists(_live_links()), ended_at__isnull=True, then=Value("mis")),
            When(ended_at__isnull=True, then=Value("hand")),
            When(account__unallocated_at__isnull=True, then=Value("elsewhere")),
            default=Value("unallocated"),
            output_field=CharField(),
        )
    )
    return told


def _live_links() -> QuerySet[Link]:
    """The live links between an association's account and its school's MIS."""
    return Link.objects.filter(
        account=OuterRef("account"), ended_at__isnull=True, school_mis__school=OuterRef("school")
    )


def with_mis_ids(associations: QuerySet[Any]) -> QuerySet[Any]:
    """The same with ``mis_id``, who it is in the school's MIS now; None for nobody."""
    known: QuerySet[Any] = associations.annotate(
        mis_id=Subquery(_live_links().values("mis_person__mis_id")[:1])
    )
    return known


@dataclass(frozen=True, slots=True)
class Places:
    """Where an account is and was held, live ones first, as far as the reader may see.

    ``num_elsewhere`` is at how many other schools it is held now.
    """

    seen: tuple[SchoolAssociation, ...]
    num_elsewhere: int

    def account_at(self, school: School) -> UsoAccount | None:
        """The account, if ``school`` holds or held it."""
        return next((each.account for each in self.seen if each.school_id == school.pk), None)

    def is_held_by(self, school: School) -> bool:
        """Whether ``school`` holds it now."""
        return any(each.school_id == school.pk and not each.ended_at for each in self.seen)

    def was_let_go_by(self, school: School) -> str:
        """Who ended its time at ``school``: "process" or "staff"; "" while it is held there."""
        here = [each for each in self.seen if each.school_id == school.pk]
        if self.is_held_by(school) or not here:
            return ""
        return "process" if here[0].end_reason in BY_THE_PROCESS else "staff"


def places_of(account_id: int, *, schools: QuerySet[School]) -> Places:
    """Where the account is and was held; ``schools`` are those whose places the reader may see.

    Each place has the account, and that its local authority.
    """
    places: QuerySet[Any] = SchoolAssociation.objects.filter(account=account_id)
    known = places.annotate(is_seen=Exists(schools.order_by().filter(pk=OuterRef("school"))))
    live_first = (F("ended_at").desc(nulls_first=True), "-started_at")
    everywhere = list(
        known.select_related("school", "account__local_authority").order_by(*live_first)
    )
    return Places(
        tuple(each for each in everywhere if each.is_seen),
        sum(each.ended_at is None and not each.is_seen for each in everywhere),
    )


def links_of(account: UsoAccount, *, schools: QuerySet[School]) -> list[Link]:
    """The MIS persons that are or were this account, live ones first."""
    links = Link.objects.filter(account=account, school_mis__school__in=schools)
    return list(
        links.select_related("mis_person", "school_mis__school", "made_by").order_by(
            F("ended_at").desc(nulls_first=True), "-made_at"
        )
    )


def groups_of(account: UsoAccount, *, schools: QuerySet[School]) -> list[GroupMembership]:
    """The groups and classes of whoever the account is in the MIS now, by name."""
    members = GroupMembership.objects.filter(
        mis_person__links__account=account,
        mis_person__links__ended_at__isnull=True,
        mis_person__school_mis__school__in=schools,
    )
    return list(members.select_related("group__school_mis__school").order_by("group__name"))


def decisions_about(account: UsoAccount, *, schools: QuerySet[School]) -> list[MatchDecision]:
    """What staff decided about the account and people of the MIS, newest first; the last ten."""
    decisions = MatchDecision.objects.filter(
        account=account, mis_person__school_mis__school__in=schools
    )
    return list(decisions.select_related("mis_person__school_mis", "decided_by")[:10])


def history_of(account: UsoAccount, *, schools: QuerySet[School]) -> QuerySet[Any, Any]:
    """(at, source, pk) of everything that happened to the account, newest first.

    Read the rows with ``read``. ``source`` is "audit" or "outcome".
    """
    events = AuditEvent.objects.filter(
        Q(school__in=schools) | Q(school__isnull=True), account=account
    )
    outcomes = Outcome.objects.filter(account=account, run__school__in=schools)
    return (
        events.order_by()
        .values_list("at", Value("audit"), "pk")
        .union(
            outcomes.order_by().values_list("run__finished_at", Value("outcome"), "pk"), all=True
        )
        .order_by("-at", "-pk")
    )


def read(happenings: Sequence[tuple[Any, ...]]) -> list[tuple[datetime, AuditEvent | Outcome]]:
    """The rows behind one page of ``history_of``, in its order. Two queries."""
    found = [Happening(*each) for each in happenings]
    events = AuditEvent.objects.select_related("by", "school").in_bulk(
        [each.pk for each in found if each.source == "audit"]
    )
    outcomes = Outcome.objects.select_related(
        "run__night", "run__school", "run__school_mis", "mis_person"
    ).in_bulk([each.pk for each in found if each.source == "outcome"])
    return [
        (each.at, events[each.pk] if each.source == "audit" else outcomes[each.pk])
        for each in found
    ]
