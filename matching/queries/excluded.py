"""Whom the names that should not be in USO concern: people of the MIS, by name as the night does.

Names are compared without case, accents and punctuation, legal and preferred alike; it changes
nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Protocol

from accounts.models import SchoolMis
from matching.engine.normalise import fold
from matching.models import ExcludedName, MisPerson

NamePair = tuple[str, str]


class Described(Protocol):
    """Whoever has a kind, names and a date of birth: a MIS person, or one asked for by hand."""

    @property
    def kind(self) -> str: ...
    @property
    def legal_forename(self) -> str: ...
    @property
    def legal_surname(self) -> str: ...
    @property
    def preferred_forename(self) -> str: ...
    @property
    def preferred_surname(self) -> str: ...
    @property
    def date_of_birth(self) -> date | None: ...


def names_of(person: Described) -> frozenset[NamePair]:
    """Every folded (forename, surname) by which the person may be named."""
    forenames = {person.legal_forename, person.preferred_forename or person.legal_forename}
    surnames = {person.legal_surname, person.preferred_surname or person.legal_surname}
    return frozenset((fold(first), fold(last)) for first in forenames for last in surnames)


def concerns(name: ExcludedName, person: Described) -> bool:
    """Whether ``name`` says that this person should not be in USO."""
    return (
        name.kind in ("", person.kind)
        and name.date_of_birth in (None, person.date_of_birth)
        and (fold(name.forename), fold(name.surname)) in names_of(person)
    )


def present_people(school_mis: SchoolMis) -> list[MisPerson]:
    """Everybody in the school's last processed exports, with what comparing names needs."""
    return list(
        MisPerson.objects.filter(school_mis=school_mis, absent_since__isnull=True).only(
            *("kind", "date_of_birth", "standing", "standing_code", "school_mis", "mis_id"),
            *("legal_forename", "legal_surname", "preferred_forename", "preferred_surname"),
        )
    )


def concerned(
    names: Iterable[ExcludedName], people: Iterable[MisPerson]
) -> Mapping[int, list[MisPerson]]:
    """Excluded name's id → the people it concerns, in one pass over the people."""
    by_pair: defaultdict[NamePair, list[ExcludedName]] = defaultdict(list)
    for name in names:
        by_pair[fold(name.forename), fold(name.surname)].append(name)
    found: defaultdict[int, list[MisPerson]] = defaultdict(list)
    if not by_pair:
        return found
    for person in people:
        for pair in names_of(person):
            for name in by_pair.get(pair, ()):
                if concerns(name, person):
                    found[name.pk].append(person)
    return found


def live_names(school_id: int) -> list[ExcludedName]:
    """The school's list of today, in the order of names."""
    names = ExcludedName.objects.filter(school=school_id, removed_at__isnull=True)
    return list(names.select_related("added_by"))


def live_names_about(person: Described, *, school_id: int) -> list[ExcludedName]:
    """The names of the school's list of today that concern somebody, who need not be in the MIS."""
    return [each for each in live_names(school_id) if concerns(each, person)]


def names_about(person: MisPerson) -> list[ExcludedName]:
    """Every name of the school's list, of today or once, that concerns the person; newest first."""
    names = ExcludedName.objects.filter(school=person.school_mis.school_id)
    names = names.select_related("added_by", "removed_by").order_by("-added_at", "-pk")
    return [each for each in names if concerns(each, person)]
