"""Whom the user list finds: accounts, or people of the MIS who have none. It changes nothing.

One school's list is read from its associations. Across schools people are found by name, username
or MIS id, at most ``MOST`` of them, whatever is asked: nobody reads two million rows.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import AccountKind, School, SchoolMis
from accounts.permissions import Permission, Visitor, may_everywhere, schools_where
from accounts.queries.named import MOST, named_among, named_anywhere
from accounts.queries.names import has_words
from autoupdate.models import GroupMembership
from autoupdate.queries.accounts import associations_at, associations_of
from matching.models import Link, MisPerson, Standing

#: States of people who are in the MIS and have no account.
WITHOUT_ACCOUNT: Final[Mapping[str, str]] = {
    "requires_matching": Standing.REQUIRES_MATCHING.label,
    "not_started": "No account until they start",
    "incomplete": Standing.INCOMPLETE.label,
    "excluded": Standing.EXCLUDED.label,
}
#: States of accounts.
OF_ACCOUNTS: Final[Mapping[str, str]] = {
    "in_use": "In use",
    "future": "In use, starts later",
    "elsewhere": "At another school",
    "unallocated": "Unallocated",
}
SOURCES: Final[Mapping[str, str]] = {"mis": "From the MIS", "hand": "By hand"}


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for; "" and None: anything. ``moved_from`` and ``moved_to`` are moments."""

    q: str = ""
    kind: str = ""
    state: str = ""
    source: str = ""
    year_group: str = ""
    group: str = ""
    mis_id: str = ""
    move: str = ""
    moved_from: datetime | None = None
    moved_to: datetime | None = None

    @property
    def is_of_people(self) -> bool:
        """Whether people of the MIS without an account are asked for."""
        return self.state in WITHOUT_ACCOUNT


@dataclass(frozen=True, slots=True)
class Listed:
    """The rows: associations or MIS persons. ``is_cut``: more people than are shown were found."""

    rows: QuerySet[Any]
    is_cut: bool = False


def at_school(asked: Asked, *, school: School, today: date) -> Listed:
    """Who is asked for at one school."""
    if asked.is_of_people:
        people = _people(asked).filter(school_mis__school=school, school_mis__ended_at__isnull=True)
        return Listed(people.filter(_by_names(asked)))
    rows = associations_of(school).filter(_details(asked, today=today))
    return Listed(rows.filter(named_among(asked.q)) if asked.q else rows)


def narrows(asked: Asked) -> bool:
    """Whether enough is asked for to look across schools."""
    return bool(asked.q or asked.mis_id or asked.is_of_people)


def across_schools(asked: Asked, *, by: Visitor, today: date) -> Listed:
    """Who is asked for at the schools that ``by`` reaches. ``narrows(asked)`` must hold."""
    schools = reach_of(by)
    if asked.is_of_people:
        return _people_across(asked, schools)
    ids, is_cut = _accounts_across(asked, schools)
    rows = associations_at(schools).filter(account__in=ids).select_related("school")
    return Listed(rows.filter(_details(asked, today=today)), is_cut)


def reach_of(user: Visitor) -> QuerySet[School] | None:
    """The schools whose accounts ``user`` may see; None for all there are."""
    if may_everywhere(user, Permission.SEE_ACCOUNTS):
        return None
    return schools_where(user, Permission.SEE_ACCOUNTS)


def with_upn(upn: str, *, schools: QuerySet[School]) -> QuerySet[Any]:
    """The accounts with this UPN, in capitals, that ``schools`` hold or held."""
    return associations_at(schools).filter(account__upn=upn).select_related("school")


def _accounts_across(
    asked: Asked, schools: QuerySet[School] | None
) -> tuple[Collection[int], bool]:
    if not asked.q:
        return _with_mis_id(asked.mis_id, schools)
    near = None if schools is None else _authorities_of(schools)
    found = named_anywhere(asked.q, authorities=near, kind=asked.kind)
    return found.account_ids, found.is_cut


def _authorities_of(schools: QuerySet[School]) -> list[int]:
    return list(schools.order_by().values_list("local_authority", flat=True).distinct())


def _with_mis_id(mis_id: str, schools: QuerySet[School] | None) -> tuple[list[int], bool]:
    # The unique index of MIS persons begins with these two.
    people = MisPerson.objects.filter(
        school_mis__in=_in_use(schools), kind__in=AccountKind.values, mis_id=mis_id
    )
    links = Link.objects.filter(mis_person__in=people, ended_at__isnull=True)
    ids = list(links.order_by().values_list("account", flat=True)[: MOST + 1])
    return ids[:MOST], len(ids) > MOST


def _in_use(schools: QuerySet[School] | None) -> QuerySet[SchoolMis]:
    in_use = SchoolMis.objects.filter(ended_at__isnull=True)
    return (in_use if schools is None else in_use.filter(school__in=schools)).order_by()


def _people_across(asked: Asked, schools: QuerySet[School] | None) -> Listed:
    people = _people(asked).filter(_by_names(asked), school_mis__in=_in_use(schools))
    ids = list(people.order_by().values_list("pk", flat=True)[: MOST + 1])
    shown = MisPerson.objects.filter(pk__in=ids[:MOST]).select_related("school_mis__school")
    return Listed(shown, len(ids) > MOST)


def _people(asked: Asked) -> QuerySet[MisPerson]:
    people = MisPerson.objects.filter(standing=asked.state)
    equal = {name: getattr(asked, name) for name in ("kind", "year_group", "mis_id")}
    people = people.filter(**{name: value for name, value in equal.items() if value})
    return people.filter(reg_group__iexact=asked.group) if asked.group else people


def _by_names(asked: Asked) -> Q:
    return has_words(asked.q) if asked.q else Q()


def _details(asked: Asked, *, today: date) -> Q:
    """Everything but the name, as a question about an association with its ``state``."""
    wanted = _STATES[asked.state](today) if asked.state in _STATES else Q()
    equal = {
        "account__kind": asked.kind,
        "year_group": asked.year_group,
        "state": asked.source,
        "account__latest_move": asked.move,
        "account__latest_move_at__gte": asked.moved_from,
        "account__latest_move_at__lt": asked.moved_to,
    }
    wanted &= Q(**{name: value for name, value in equal.items() if value})
    if asked.group:
        wanted &= Q(reg_group__iexact=asked.group) | Q(Exists(_in_group(asked.group)))
    if asked.mis_id:
        wanted &= Q(Exists(_links().filter(mis_person__mis_id=asked.mis_id)))
    return wanted


_STATES: Final[Mapping[str, Any]] = {
    "in_use": lambda today: Q(ended_at__isnull=True),
    "future": lambda today: Q(ended_at__isnull=True, starts_on__gt=today),
    "elsewhere": lambda today: Q(state="elsewhere"),
    "unallocated": lambda today: Q(state="unallocated"),
}


def _links() -> QuerySet[Link]:
    return Link.objects.filter(
        account=OuterRef("account"), school_mis__school=OuterRef("school"), ended_at__isnull=True
    )


def _in_group(name: str) -> QuerySet[GroupMembership]:
    """The places in a group of that name of whoever the association's account is in the MIS."""
    return GroupMembership.objects.filter(
        group__name__iexact=name,
        group__school_mis__school=OuterRef("school"),
        mis_person__links__account=OuterRef("account"),
        mis_person__links__ended_at__isnull=True,
    )
