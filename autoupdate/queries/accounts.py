"""The accounts of a school, and everything that ever happened to one. It changes nothing.

Lists begin at the school's associations, so that their cost follows the school's size and not the
number of all accounts.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, Value, When

from accounts.models import AuditEvent, School, SchoolAssociation, UsoAccount
from autoupdate.models import Outcome
from matching.models import Link


class Happening(NamedTuple):
    """One thing in an account's history: when, from which table, and its row."""

    at: datetime
    source: str
    pk: int


def associations_of(school: School) -> QuerySet[Any]:
    """The newest association of every account that the school holds or held, with ``state``.

    ``state`` is "mis" (held here, and in the school's MIS), "hand" (held here, without the MIS),
    "elsewhere" (held by another school) or "unallocated".
    """
    here = SchoolAssociation.objects.filter(account=OuterRef("account"), school=school)
    newer = here.filter(
        Q(started_at__gt=OuterRef("started_at"))
        | Q(started_at=OuterRef("started_at"), pk__gt=OuterRef("pk"))
    )
    links = Link.objects.filter(
        account=OuterRef("account"), ended_at__isnull=True, school_mis__school=school
    )
    newest = SchoolAssociation.objects.filter(~Exists(newer), school=school)
    known: QuerySet[Any] = newest.select_related("account").annotate(
        state=Case(
            When(Exists(links), ended_at__isnull=True, then=Value("mis")),
            When(ended_at__isnull=True, then=Value("hand")),
            When(account__unallocated_at__isnull=True, then=Value("elsewhere")),
            default=Value("unallocated"),
            output_field=CharField(),
        )
    )
    return known


def places_of(account: UsoAccount, *, schools: QuerySet[School]) -> list[SchoolAssociation]:
    """Where the account is and was held, as far as ``schools`` are the reader's to see."""
    places = SchoolAssociation.objects.filter(account=account, school__in=schools)
    live_first = (F("ended_at").desc(nulls_first=True), "-started_at")
    return list(places.select_related("school").order_by(*live_first))


def num_places_elsewhere(account: UsoAccount, *, schools: QuerySet[School]) -> int:
    """At how many other schools the account is held now."""
    live = SchoolAssociation.objects.filter(account=account, ended_at__isnull=True)
    return live.exclude(school__in=schools).count()


def links_of(account: UsoAccount, *, schools: QuerySet[School]) -> list[Link]:
    """The MIS persons that are or were this account, live ones first."""
    links = Link.objects.filter(account=account, school_mis__school__in=schools)
    return list(
        links.select_related("mis_person", "school_mis__school", "made_by").order_by(
            F("ended_at").desc(nulls_first=True), "-made_at"
        )
    )


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
