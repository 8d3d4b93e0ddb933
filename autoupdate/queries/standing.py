"""Why somebody has no account: the MIS persons of a school by name, with reason and remedy.

For the Service Desk's answers; it changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import and_
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from accounts.models import SchoolMis, UsoAccount
from accounts.words import place_words
from autoupdate.connectors import registry
from autoupdate.models import Outcome
from autoupdate.queries.runs import reason_of
from matching.models import Link, MisPerson, Standing

#: Where a name may stand. An exact MIS id finds its person too.
_NAMES = (
    "legal_forename",
    "legal_surname",
    "preferred_forename",
    "preferred_surname",
    "middle_names",
    "former_surname",
)

#: standing → tone of its tag.
TONES = {
    Standing.LINKED: "good",
    Standing.REQUIRES_MATCHING: "warn",
    Standing.INCOMPLETE: "bad",
    Standing.NOT_STARTED: "wait",
    Standing.EXCLUDED: "neutral",
    Standing.LEFT: "neutral",
}


@dataclass(frozen=True, slots=True)
class StandingView:
    """One MIS person: where they stand, why, what the school does, what the desk should know."""

    person: MisPerson
    account: UsoAccount | None
    standing: str
    tone: str
    sentence: str
    remedy: str
    desk_note: str

    @property
    def place(self) -> str:
        """Year and class, or role."""
        return place_words(self.person)


def people_named(school_mis: SchoolMis, *, text: str) -> QuerySet[Any]:
    """The people of the MIS whose names have all the words, whoever has no account first."""
    words = text.split()
    if not words:
        return MisPerson.objects.none()
    in_names = reduce(and_, (_any_name_has(word) for word in words))
    found = MisPerson.objects.filter(in_names | Q(mis_id=text.strip()), school_mis=school_mis)
    newest = Outcome.objects.filter(mis_person=OuterRef("pk")).order_by("-pk")
    live = Link.objects.filter(mis_person=OuterRef("pk"), ended_at__isnull=True)
    return found.annotate(
        problem=Subquery(newest.values("detail__problem")[:1]),
        account_pk=Subquery(live.values("account")[:1]),
        has_account=Q(standing=Standing.LINKED),
    ).order_by("has_account", "legal_surname", "legal_forename", "pk")


def described(people: list[Any], *, school_mis: SchoolMis) -> list[StandingView]:
    """Each of the people of ``people_named`` in words; one query for all their accounts."""
    ids = [each.account_pk for each in people if each.account_pk]
    accounts = UsoAccount.objects.in_bulk(ids)
    return [_described(each, accounts.get(each.account_pk), school_mis) for each in people]


def _any_name_has(word: str) -> Q:
    either = Q()
    for name in _NAMES:
        either |= Q(**{f"{name}__icontains": word})
    return either


def _described(person: Any, account: UsoAccount | None, school_mis: SchoolMis) -> StandingView:
    connector = registry.get(school_mis.product)
    reason = reason_of(person.standing_code, mis=connector.label)
    sentence, remedy, note = (
        (reason.sentence, reason.remedy, reason.desk_note)
        if reason
        else (f"{person.get_standing_display()}.", "", "Settled by a member of staff.")
    )
    if person.problem in connector.problem_texts:
        text = connector.problem_text(person.problem)
        sentence, remedy = f"{sentence} {text.sentence}", text.remedy_for(person.kind)
    return StandingView(
        person=person,
        account=account,
        standing=person.get_standing_display(),
        tone=TONES[Standing(person.standing)],
        sentence=sentence,
        remedy=remedy,
        desk_note=note,
    )
