"""What was decided about one MIS person so far, with a way to take each decision back.

It decides nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from matching.actions.undoing import undoable
from matching.models import ExcludedName, MatchDecision, MisPerson
from matching.queries.excluded import names_about
from matching.queries.queue import Wanted

NUM_DECISIONS = 20
_ALL = Wanted()


@dataclass(frozen=True, slots=True)
class Past:
    """One decision in words. ``undo_url`` is "" where it cannot be taken back (any more)."""

    at: datetime
    deed: str
    about: str
    by: str
    reason: str = ""
    undo_url: str = ""


def past_of(person: MisPerson, *, may_undo: bool, wanted: Wanted = _ALL) -> list[Past]:
    """Everything that was decided, newest first. ``may_undo``: whoever looks may decide.
    ``wanted``: the part of the queue to which an undo leads back."""
    decisions = list(person.decisions.select_related("account", "decided_by")[:NUM_DECISIONS])
    open_ids = undoable(person) if may_undo and decisions else frozenset()
    told = [_of_decision(each, person, open_ids, wanted.query) for each in decisions]
    for name in names_about(person):
        undo_url = take_off_url(name, person, wanted) if may_undo else ""
        told.extend(_of_name(name, undo_url))
    return sorted(told, key=lambda each: each.at, reverse=True)


def take_off_url(name: ExcludedName, person: MisPerson, wanted: Wanted) -> str:
    """Where a name is taken off the list again, with the way back to the person in the queue."""
    page = reverse("matching:excluded_remove", args=[name.school_id, name.pk])
    return f"{page}{wanted.query or '?'}{'&' if wanted.query else ''}person={person.pk}"


def _of_decision(
    decision: MatchDecision, person: MisPerson, open_ids: frozenset[int], query: str
) -> Past:
    page = reverse("matching:undo", args=[person.school_mis.school_id, decision.pk])
    return Past(
        at=decision.decided_at,
        deed=decision.get_decision_display(),
        about=decision.account.username,
        by=str(decision.decided_by),
        reason=decision.reason,
        undo_url=page + query if decision.pk in open_ids else "",
    )


def _of_name(name: ExcludedName, undo_url: str) -> list[Past]:
    """A name that was put on the list, and perhaps taken off again."""
    added = Past(
        at=name.added_at,
        deed="Not for USO",
        about=str(name),
        by=str(name.added_by),
        reason=name.reason,
        undo_url=undo_url if name.removed_at is None else "",
    )
    if name.removed_at is None:
        return [added]
    taken_off = Past(
        at=name.removed_at,
        deed="“Not for USO” taken back",
        about=str(name),
        by=str(name.removed_by or "–"),
    )
    return [taken_off, added]
