"""What the nights came to, night by night: of one school, or of all that a person reaches.

A row a night, from the sums that the nights keep. It knows no page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet, Subquery, Sum

from accounts.models import LocalAuthority, School, Trust
from accounts.permissions import Visitor, is_desk, memberships, schools_of
from autoupdate.models import AuthorityNight, SchoolNight


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a night: what it counts, in words.

    ``is_level``: what stood after the night; else what the night did.
    """

    name: str
    label: str
    hint: str
    tone: str
    is_level: bool = False


FIGURES: tuple[Figure, ...] = (
    Figure("num_created", "Created", "New accounts", "good"),
    Figure("num_updated", "Updated", "Accounts brought into line with the MIS", "info"),
    Figure("num_unallocated", "Unallocated", "Left a school", "neutral"),
    Figure("num_restored", "Restored", "Came back to an account they had before", "good"),
    Figure("num_waiting", "Waiting", "People to match after the night", "warn", is_level=True),
    Figure("num_held", "Held", "Removals that waited for a person", "wait", is_level=True),
)
_NAMES = tuple(each.name for each in FIGURES)


@dataclass(frozen=True, slots=True)
class Sums:
    """The figures of one night; by figure name."""

    night_on: date
    values: Mapping[str, int]


def of_school(school: School) -> QuerySet[Any]:
    """The nights of one school."""
    return SchoolNight.objects.filter(school=school)


def of_reach(
    user: Visitor, *, authority: LocalAuthority | None = None, trust: Trust | None = None
) -> QuerySet[Any]:
    """The nights of the schools that somebody reaches, or of those in one authority or trust.

    From the sums of whole authorities wherever the person reaches them whole.
    """
    held = memberships(user)
    if trust is not None:
        rows = SchoolNight.objects.filter(school__in=schools_of(user), school__trust=trust)
        return rows.filter(school__local_authority=authority) if authority else rows
    if is_desk(user):
        whole = AuthorityNight.objects.all()
    elif held and all(each.local_authority_id for each in held):
        reached = [each.local_authority_id for each in held]
        whole = AuthorityNight.objects.filter(local_authority__in=reached)
    else:
        rows = SchoolNight.objects.filter(school__in=schools_of(user))
        return rows.filter(school__local_authority=authority) if authority else rows
    return whole.filter(local_authority=authority) if authority else whole


def nights(rows: QuerySet[Any], *, last_on: date, num_nights: int) -> list[Sums]:
    """The sums of each of so many nights up to a day, oldest first. One query.

    In a night that there was not, nothing was done, and what stood before it stood after it.
    """
    first_on = last_on - timedelta(days=num_nights - 1)
    known = rows.filter(night_on__range=(first_on, last_on)).order_by("night_on")
    told = {each["night_on"]: each for each in _summed(known)}
    found: list[Sums] = []
    stood = dict.fromkeys(_NAMES, 0)
    for number in range(num_nights):
        day = first_on + timedelta(days=number)
        stood = _values(told.get(day), before=stood)
        found.append(Sums(day, stood))
    return found


def _summed(rows: QuerySet[Any]) -> QuerySet[Any]:
    """A row for each night, with its sums."""
    summed: QuerySet[Any] = rows.values("night_on").annotate(
        **{f"all_{name}": Sum(name) for name in _NAMES}
    )
    return summed


def _values(row: Mapping[str, Any] | None, *, before: Mapping[str, int]) -> dict[str, int]:
    if row is not None:
        return {each.name: row[f"all_{each.name}"] for each in FIGURES}
    return {each.name: before[each.name] if each.is_level else 0 for each in FIGURES}


def in_weeks(of: Sequence[Sums]) -> list[list[Sums]]:
    """The nights in sevens that end with the last one; the first may have fewer."""
    first = len(of) % 7
    rest = [list(of[at : at + 7]) for at in range(first, len(of), 7)]
    return [list(of[:first]), *rest] if first else rest


def latest(rows: QuerySet[Any], *, today: date) -> Sums | None:
    """The sums of the newest night that is over and of which anything is known. One query."""
    newest = rows.filter(night_on__lte=today).order_by("-night_on").values("night_on")[:1]
    told = list(_summed(rows.filter(night_on=Subquery(newest)).order_by()))
    return Sums(told[0]["night_on"], _values(told[0], before={})) if told else None


def total(figure: Figure, of: Sequence[Sums]) -> int:
    """What the nights did together; of what stands, the last one."""
    told = [each.values[figure.name] for each in of]
    return (told[-1] if figure.is_level else sum(told)) if told else 0
