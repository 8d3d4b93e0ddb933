"""The brake: a plan that would remove unusually many people waits for a person to look.

Pure: no database, no Celery. Creating and updating go on; only removals are kept back.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from autoupdate.processing.plan import PersonPlan, Plan
from autoupdate.processing.react import HELD, Reaction, Response
from autoupdate.records import Kind


@dataclass(frozen=True, slots=True)
class Limits:
    """Removals of one kind are held when over ``share`` (0–1) of the live *and* over ``number``."""

    share: float
    number: int


def brake(
    plan: Plan,
    *,
    num_live: Mapping[Kind, int],
    limits: Limits,
    uncertain: Collection[Kind] = (),
) -> Plan:
    """The plan with unusual removals turned into holds, kind by kind.

    ``num_live`` counts the school's linked people of each kind before the run. ``uncertain`` are
    kinds whose export had rows that name nobody: anyone who seems absent may be in one of them.
    """
    held = {
        kind: number
        for kind, number in _removals(plan).items()
        if number
        and (
            kind in uncertain
            or (number > limits.number and number > limits.share * num_live.get(kind, 0))
        )
    }
    if not held:
        return plan
    return replace(
        plan,
        people=tuple(
            hold_back(each, HELD) if _is_held(each, held) else each for each in plan.people
        ),
        num_held=held,
    )


def _removals(plan: Plan) -> dict[Kind, int]:
    return {
        kind: sum(e.reaction is Reaction.REMOVE and e.kind is kind for e in plan.people)
        for kind in Kind
    }


def _is_held(person: PersonPlan, held: Mapping[Kind, int]) -> bool:
    return person.reaction is Reaction.REMOVE and person.kind in held


def hold_back(person: PersonPlan, response: Response) -> PersonPlan:
    """The same person, untouched: they stay present, so that the next run looks at them anew."""
    return person._replace(
        reaction=response.reaction,
        code=response.code,
        standing=response.standing,
        writes_person=False,
        sets_standing=False,
        changes={},
    )
