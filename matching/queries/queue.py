"""The queue of people who require matching, narrowed and ordered as a list, and a place in it.

The list and the pages about one person read the same words of an address, so that whoever works
through a filtered list stays in it. It changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlencode

from django.db.models import Count, F, Max, Q, QuerySet
from django.utils import timezone

from accounts.queries.names import has_plain_words
from matching.likelihood import LIKELY_FROM, WEAK_BELOW
from matching.models import MisPerson, Standing

_NAMES: Final = ("legal_surname", "legal_forename", "pk")
#: What ``sort`` says → the order of the queue. Anything else: who has waited longest comes first.
ORDERS: Final[Mapping[str, tuple[Any, ...]]] = {
    "": ("standing_since", *_NAMES),
    "-standing_since": ("-standing_since", *_NAMES),
    "-reason": (F("best_score").desc(nulls_last=True), *_NAMES),
    "reason": (F("best_score").asc(nulls_first=True), *_NAMES),
    "name": _NAMES,
    "-name": ("-legal_surname", "-legal_forename", "-pk"),
}
#: What ``likely`` says → who is meant, with the choice in words.
LIKELY: Final[Mapping[str, tuple[str, Q]]] = {
    "likely": ("A likely account", Q(best_score__gte=LIKELY_FROM)),
    "possible": (
        "A possible account",
        Q(best_score__gte=WEAK_BELOW, best_score__lt=LIKELY_FROM),
    ),
    "weak": ("Only unlikely accounts", Q(best_score__lt=WEAK_BELOW)),
    "none": ("None left: all ruled out", Q(num_offers=0)),
}
#: What ``waited`` says → at least so many days, with the choice in words.
WAITED: Final[Mapping[str, tuple[str, int]]] = {
    "7": ("A week or more", 7),
    "28": ("Four weeks or more", 28),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which of them, in which order; "" is no wish. Words that are not known are no wish either."""

    q: str = ""
    year_group: str = ""
    reg_group: str = ""
    likely: str = ""
    waited: str = ""
    sort: str = ""

    @classmethod
    def of(cls, query: Mapping[str, Any]) -> Wanted:
        """What an address says after its question mark."""
        return cls(**{name: str(query.get(name, "")).strip() for name in cls.__slots__})

    @property
    def query(self) -> str:
        """The wishes for an address, with the question mark; "" where there is none."""
        said = {name: value for name, value in asdict(self).items() if value}
        return f"?{urlencode(said)}" if said else ""

    @property
    def is_narrowed(self) -> bool:
        """Whether some are left out, whatever the order."""
        return any(value for name, value in asdict(self).items() if name != "sort")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a person stands in the queue of their kind.

    ``number`` counts from 1; 0 is somebody who is not in it (any more). ``before`` and ``after``
    are the ids of the neighbours; after the last one comes the first. ``later`` are the ids of all
    others in the order in which they come next.
    """

    number: int
    total: int
    before: int | None
    later: tuple[int, ...]

    @property
    def after(self) -> int | None:
        """Who comes next."""
        return self.later[0] if self.later else None


def with_offers(people: QuerySet[Any]) -> QuerySet[Any]:
    """The same people with ``num_offers`` and ``best_score``, None where nobody is offered."""
    known: QuerySet[Any] = people.annotate(
        num_offers=Count("candidates"), best_score=Max("candidates__score")
    )
    return known


def by_likelihood(people: QuerySet[Any], wish: str) -> QuerySet[Any]:
    """Those of ``with_offers`` whose best candidate is as likely as that."""
    if wish not in LIKELY:
        return people
    return people.filter(LIKELY[wish][1], standing=Standing.REQUIRES_MATCHING)


def by_waiting(people: QuerySet[Any], wish: str, *, now: datetime | None = None) -> QuerySet[Any]:
    """Those who have waited at least so long."""
    if wish not in WAITED:
        return people
    since = (now or timezone.now()) - timedelta(days=WAITED[wish][1])
    return people.filter(standing_since__lte=since)


def queue_of(person: MisPerson, wanted: Wanted) -> QuerySet[Any]:
    """Everybody of the person's kind and MIS who requires matching and is wanted, in order."""
    people = with_offers(
        MisPerson.objects.filter(
            school_mis=person.school_mis_id,
            kind=person.kind,
            standing=Standing.REQUIRES_MATCHING,
        )
    )
    people = by_waiting(by_likelihood(people, wanted.likely), wanted.waited)
    people = people.filter(has_plain_words(wanted.q))
    if wanted.year_group:
        people = people.filter(year_group=wanted.year_group)
    if wanted.reg_group:
        people = people.filter(reg_group__iexact=wanted.reg_group)
    return people.order_by(*ORDERS.get(wanted.sort, ORDERS[""]))


def place_of(person: MisPerson, wanted: Wanted) -> Place:
    """The person's place in the queue. Somebody who is not in it has all others after them."""
    ids = list(queue_of(person, wanted).values_list("pk", flat=True))
    if person.pk not in ids:
        return Place(0, len(ids), None, tuple(ids))
    at = ids.index(person.pk)
    later = (*ids[at + 1 :], *ids[:at])
    return Place(at + 1, len(ids), later[-1] if later else None, later)


def first_waiting(ids: tuple[int, ...]) -> int | None:
    """The first of ``ids`` who still requires matching; None: nobody."""
    waiting = MisPerson.objects.filter(pk__in=ids, standing=Standing.REQUIRES_MATCHING)
    still = set(waiting.values_list("pk", flat=True))
    return next((pk for pk in ids if pk in still), None)
