"""The plan of one run: what will be done to whom, and why. Shown, applied and kept unchanged.

Pure: no database, no Celery. One ``PersonPlan`` for everybody who is not linked and unchanged.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any, NamedTuple

from autoupdate.processing.facts import (
    NUM_ACCOUNT,
    NUM_PLACED,
    KnownPerson,
    PersonKey,
    expect,
)
from autoupdate.processing.react import Reaction, Response, Situation, react
from autoupdate.processing.reasons import Code
from autoupdate.processing.situate import Sighting
from autoupdate.records import ACCOUNT_FIELDS, ASSOCIATION_FIELDS, PERSON_FIELDS, Kind
from matching.engine import MatchResult

_SETTLED = frozenset({"linked", "left"})
#: These show that something changed, never what: a UPN is not copied into histories.
_NOT_SHOWN = frozenset({"upn"})


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """An account that a person may be linked to tonight, as it is now.

    ``association_id`` and ``place_values`` describe its live association at this school, if any.
    ``is_led``: the MIS record of another live link describes it. ``kept_at``: where its values are
    that somebody corrected by hand.
    """

    account_id: int
    values: tuple[Any, ...]
    association_id: int | None = None
    place_values: tuple[Any, ...] | None = None
    is_led: bool = False
    kept_at: tuple[int, ...] = ()


class PersonPlan(NamedTuple):
    """What will be done to one person, and why.

    ``account_values`` and ``place_values`` are set when the account or its association is to be
    written. ``problem`` is the row problem that bars an account. ``writes_person``: the MIS
    person's row is new, or its description or presence changes; ``sets_standing``: so does where
    they stand. ``kept``: fields of which the MIS says something new that does not reach the
    account, because somebody corrected it by hand.
    """

    key: PersonKey
    person_id: int | None
    situation: Situation
    reaction: Reaction
    code: Code
    standing: str
    values: tuple[Any, ...]
    in_current: bool
    in_future: bool
    writes_person: bool
    sets_standing: bool
    account_id: int | None = None
    link_id: int | None = None
    association_id: int | None = None
    account_values: tuple[Any, ...] | None = None
    place_values: tuple[Any, ...] | None = None
    changes: Mapping[str, tuple[str, str]] = MappingProxyType({})
    problem: str = ""
    match: MatchResult | None = None
    kept: tuple[str, ...] = ()

    @property
    def kind(self) -> Kind:
        """The person's kind."""
        return self.key[0]


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything one run will do. ``num_held`` counts removals that the brake kept back."""

    people: tuple[PersonPlan, ...]
    num_unchanged: Mapping[Kind, int]
    num_held: Mapping[Kind, int] = field(default_factory=dict)

    def counts(self) -> dict[str, dict[str, int]]:
        """Kind → reason code → number of people; "unchanged" included."""
        table: dict[str, Counter[str]] = {kind.value: Counter() for kind in Kind}
        for kind, number in self.num_unchanged.items():
            table[kind.value][Code.UNCHANGED.value] += number
        for each in self.people:
            table[each.kind.value][each.code.value] += 1
        return {kind: dict(codes) for kind, codes in table.items() if codes}


def make_plan(
    sightings: Iterable[Sighting],
    accounts: Mapping[int, AccountFacts],
    num_unchanged: Mapping[Kind, int],
) -> Plan:
    """Turn settled sightings into a plan. ``accounts`` holds every account that is to be linked."""
    return Plan(tuple(_plan_one(each, accounts) for each in sightings), num_unchanged)


def _plan_one(sighting: Sighting, accounts: Mapping[int, AccountFacts]) -> PersonPlan:
    situation = expect(sighting.situation)
    response = react(situation, sighting.key[0])
    base = _base(sighting, situation, response)
    if response.reaction in (Reaction.UPDATE, Reaction.REASSOCIATE):
        return _with_updates(base, sighting)
    if response.reaction is Reaction.LINK:
        return _with_link(base, sighting, accounts[expect(sighting.account_id)])
    if response.reaction is Reaction.CREATE:
        return base._replace(
            account_values=base.values[:NUM_ACCOUNT],
            place_values=base.values[NUM_ACCOUNT:NUM_PLACED],
        )
    return base


def _base(sighting: Sighting, situation: Situation, response: Response) -> PersonPlan:
    known = sighting.known
    frozen = response.reaction is Reaction.FREEZE
    changes = differences(PERSON_FIELDS, known.values, sighting.values) if known else {}
    kept_at = known.kept_at if known else ()
    kept = tuple(PERSON_FIELDS[at] for at in kept_at if PERSON_FIELDS[at] in changes)
    return PersonPlan(
        key=sighting.key,
        person_id=known.person_id if known else None,
        situation=situation,
        reaction=response.reaction,
        code=response.code,
        standing=response.standing,
        values=sighting.values,
        in_current=sighting.in_current,
        in_future=sighting.in_future,
        writes_person=not frozen and _row_changes(sighting),
        sets_standing=not frozen and _standing_changes(known, response),
        account_id=known.account_id if known else None,
        link_id=known.link_id if known else None,
        association_id=known.association_id if known else None,
        changes=changes if not kept else _without(changes, kept),
        problem=sighting.record.no_account_code if sighting.record else "",
        match=sighting.match,
        kept=kept,
    )


def _without(changes: Mapping[str, Any], names: Collection[str]) -> dict[str, Any]:
    return {name: change for name, change in changes.items() if name not in names}


def _row_changes(sighting: Sighting) -> bool:
    """Whether the MIS person's description or presence is new or differs from what is kept."""
    known = sighting.known
    return (
        known is None
        or sighting.values != known.values
        or (sighting.in_current, sighting.in_future) != (known.in_current, known.in_future)
    )


def _standing_changes(known: KnownPerson | None, response: Response) -> bool:
    """Whether the standing changes. Who stays linked, or gone, keeps the reason they once had."""
    if known is None:
        return True
    if response.standing == known.standing and known.standing in _SETTLED:
        return False
    return (response.standing, response.code.value) != (known.standing, known.standing_code)


def _with_updates(base: PersonPlan, sighting: Sighting) -> PersonPlan:
    known = expect(sighting.known)
    placed = sighting.merge.placed(sighting.values[NUM_ACCOUNT:NUM_PLACED], known.place_values)
    changes = dict(base.changes)
    account_values = None
    if known.is_leading and known.account_values is not None:
        described = sighting.merge.account(
            sighting.values[:NUM_ACCOUNT], known.account_values, kept_at=known.kept_at
        )
        if described != known.account_values:
            account_values = described
            changes |= differences(ACCOUNT_FIELDS, known.account_values, described)
    if known.place_values is not None:
        changes |= differences(ASSOCIATION_FIELDS, known.place_values, placed)
    return base._replace(
        account_values=account_values,
        place_values=placed if placed != known.place_values else None,
        changes=changes,
    )


def _with_link(base: PersonPlan, sighting: Sighting, account: AccountFacts) -> PersonPlan:
    placed = sighting.merge.placed(sighting.values[NUM_ACCOUNT:NUM_PLACED], account.place_values)
    described = sighting.merge.account(
        sighting.values[:NUM_ACCOUNT], account.values, kept_at=account.kept_at
    )
    leads = not account.is_led and described != account.values
    return base._replace(
        account_id=account.account_id,
        link_id=None,
        association_id=account.association_id,
        account_values=described if leads else None,
        place_values=placed,
        changes=differences(ACCOUNT_FIELDS, account.values, described) if leads else {},
    )


def differences(
    names: tuple[str, ...], before: tuple[Any, ...], after: tuple[Any, ...]
) -> dict[str, tuple[str, str]]:
    """Field → (before, after) as texts, for the fields that differ; dates in ISO form."""
    return {
        name: ("", "") if name in _NOT_SHOWN else (_text(old), _text(new))
        for name, old, new in zip(names, before, after, strict=True)
        if old != new
    }


def _text(value: Any) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)
