"""What a run leaves behind: an outcome per person, holds, and lines for the Service Desk's log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone

from accounts.bulk.rows import copy_rows
from accounts.bulk.statements import run as run_statement
from autoupdate.models import HeldRemoval, Hold, Outcome, ProcessingRun, RunLogLine
from autoupdate.night.apply import Applied, reasons_of
from autoupdate.processing.facts import expect
from autoupdate.processing.plan import PersonPlan, Plan
from autoupdate.processing.react import RESPONSES, Reaction
from autoupdate.records import Kind
from matching.engine import MatchResult


@dataclass(slots=True)
class Journal:
    """The additional log of one run, kept in memory until the run is closed."""

    lines: list[tuple[datetime, str]] = field(default_factory=list)

    def say(self, message: str) -> None:
        """Note one line. Lines hold numbers, reports and codes, never names or dates of birth."""
        self.lines.append((timezone.now(), message))

    def keep(self, run: ProcessingRun) -> None:
        """Write the lines to the database."""
        rows = [(run.pk, at, message) for at, message in self.lines]
        copy_rows(RunLogLine, ("run", "at", "message"), rows)
        self.lines.clear()


def write_outcomes(plan: Plan, applied: Applied, *, run: ProcessingRun) -> None:
    """One row for everybody whose situation was anything but linked and unchanged."""
    copy_rows(
        Outcome,
        ("run", "mis_person", "account", "kind", "situation", "reaction", "code", "detail"),
        [
            (
                *(run.pk, applied.person_ids[each.key], applied.account_ids.get(each.key)),
                *(each.kind.value, each.situation.value, each.reaction.value, each.code.value),
                _detail(each, applied),
            )
            for each in plan.people
        ],
    )


def _detail(person: PersonPlan, applied: Applied) -> dict[str, Any]:
    detail: dict[str, Any] = {}
    if person.changes and person.reaction is not Reaction.CREATE:
        detail["changes"] = {name: list(change) for name, change in person.changes.items()}
    if person.kept:
        detail["kept"] = list(person.kept)
    if person.problem:
        detail["problem"] = person.problem
    if person.reaction is Reaction.REMOVE:
        detail["unallocated"] = person.account_id in applied.unallocated
    if person.match is not None:
        detail |= _explained(person.match)
    return detail


def _explained(answer: MatchResult) -> dict[str, Any]:
    if not answer.candidates:
        return {}
    return {
        "rule": answer.rule,
        "score": round(answer.score, 1),
        "margin": round(answer.margin, 1),
        "scope": answer.candidates[0].scope.value,
        "num_candidates": len(answer.candidates),
        "reasons": reasons_of(answer.candidates[0]),
    }


_REPLACED = """
UPDATE autoupdate_hold SET state = 'replaced', state_at = %s
WHERE school_mis_id = %s AND kind = ANY(%s::text[]) AND state = 'open'
"""


def write_holds(
    plan: Plan,
    applied: Applied,
    *,
    run: ProcessingRun,
    looked_at: Sequence[Kind],
    num_live: dict[Kind, int],
    at: datetime,
) -> None:
    """Replace the open holds of the kinds that were looked at by what this run held back."""
    if not looked_at:
        return
    run_statement(_REPLACED, [at, run.school_mis_id, [kind.value for kind in looked_at]])
    for kind, number in plan.num_held.items():
        hold = Hold.objects.create(
            run=run,
            school_mis_id=run.school_mis_id,
            kind=kind.value,
            num_removals=number,
            num_live=num_live[kind],
            state_at=at,
        )
        copy_rows(
            HeldRemoval,
            ("hold", "mis_person", "link", "code"),
            [
                (
                    *(hold.pk, applied.person_ids[each.key], expect(each.link_id)),
                    RESPONSES[each.situation, kind].code.value,
                )
                for each in plan.people
                if each.reaction is Reaction.HOLD and each.kind is kind
            ],
        )
