"""The queue of people who require matching, in the order of names: where one stands in it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from matching.models import MisPerson, Standing


@dataclass(frozen=True, slots=True)
class Place:
    """Where a person stands in the queue of their kind.

    ``number`` counts from 1; 0 is somebody who does not require matching (any more). ``before`` and
    ``after`` are the ids of the neighbours; after the last one comes the first.
    """

    number: int
    total: int
    before: int | None
    after: int | None


def queue_of(person: MisPerson) -> QuerySet[MisPerson]:
    """Everybody of the person's kind and MIS who requires matching, by name."""
    return MisPerson.objects.filter(
        school_mis=person.school_mis_id, kind=person.kind, standing=Standing.REQUIRES_MATCHING
    ).order_by("legal_surname", "legal_forename", "pk")


def place_of(person: MisPerson) -> Place:
    """The person's place in the queue."""
    ids = list(queue_of(person).values_list("pk", flat=True))
    if person.pk not in ids:
        return Place(0, len(ids), None, following(person))
    at = ids.index(person.pk)
    if len(ids) == 1:
        return Place(1, 1, None, None)
    return Place(at + 1, len(ids), ids[at - 1], ids[(at + 1) % len(ids)])


def following(person: MisPerson) -> int | None:
    """Who comes next in the queue, also after somebody who has just left it; None: nobody."""
    later = (
        Q(legal_surname__gt=person.legal_surname)
        | Q(legal_surname=person.legal_surname, legal_forename__gt=person.legal_forename)
        | Q(
            legal_surname=person.legal_surname,
            legal_forename=person.legal_forename,
            pk__gt=person.pk,
        )
    )
    others = queue_of(person).exclude(pk=person.pk)
    found = others.filter(later).first() or others.first()
    return found.pk if found else None
