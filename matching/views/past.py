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

NUM_DECISIONS = 20


@dataclass(frozen=True, slots=True)
class Past:
    """One decision in words. ``undo_url`` is "" where it cannot be taken back (any more)."""

    at: datetime
    deed: str
    about: str
    by: str
    reason: str = ""
    undo_url: str = ""


def past_of(person: MisPerson, *, may_undo: bool) -> list[Past]:
    """Everything that was decided, newest first. ``may_undo``: whoever looks may decide."""
    decisions = list(person.decisions.select_related("account", "decided_by")[:NUM_DECISIONS])
    open_ids = undoable(person) if may_undo and decisions else frozenset()
    told = [_of_decision(each, person, open_ids) for each in decisions]
    for name in names_about(person):
        told.extend(_of_name(name, may_undo=may_undo))
    return sorted(told, key=lambda each: each.at, reverse=True)


def _of_decision(decision: MatchDecision, person: MisPerson, open_ids: frozenset[int]) -> Past:
    page = reverse("matching:undo", args=[person.school_mis.school_id, decision.pk])
    return Past(
        at=decision.decided_at,
        deed=decision.get_decision_display(),
        about=decision.account.username,
        by=str(decision.decided_by),
        reason=decision.reason,
        undo_url=page if decision.pk in open_ids else "",
    )


def _of_name(name: ExcludedName, *, may_undo: bool) -> list[Past]:
    """A name that was put on the list, and perhaps taken off again."""
    page = reverse("matching:excluded_remove", args=[name.school_id, name.pk])
    is_open = may_undo and name.removed_at is None
    added = Past(
        at=name.added_at,
        deed="Not for USO",
        about=str(name),
        by=str(name.added_by),
        reason=name.reason,
        undo_url=page if is_open else "",
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
