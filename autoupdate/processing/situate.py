"""Where does everybody stand? From the exports and what is kept, the situation of each person.

Pure: no database, no Celery. Two steps, because candidates lie in the database: ``sight`` settles
what the school's own facts settle and leaves the rest undecided; ``settle`` takes the matching
engine's answers. People who are linked and unchanged are only counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, NamedTuple

from autoupdate.processing import check
from autoupdate.processing.arrivals import Arrival, arrivals
from autoupdate.processing.facts import (
    AT,
    NUM_ACCOUNT,
    NUM_PLACED,
    KindExports,
    KnownPerson,
    PersonKey,
    SchoolFacts,
    expect,
    values_of,
)
from autoupdate.processing.merge import Merge
from autoupdate.processing.react import RESPONSES, Situation
from autoupdate.records import PERSON_FIELDS, Kind, PersonRecord
from matching.engine import MatchResult, Verdict

_LEAVES = AT["leaves_on"]
_NO_MERGE = Merge(frozenset())


class Sighting(NamedTuple):
    """One person as the night sees them. ``situation`` is None while the engine is to be asked.

    ``values`` is what is to be kept of them, ``merge`` how their export's columns count.
    """

    key: PersonKey
    record: PersonRecord | None
    known: KnownPerson | None
    values: tuple[Any, ...]
    in_current: bool
    in_future: bool
    merge: Merge
    situation: Situation | None
    account_id: int | None = None
    match: MatchResult | None = None


@dataclass(frozen=True, slots=True)
class Sighted:
    """The first step's result: everybody but the linked and unchanged, who are counted."""

    sightings: tuple[Sighting, ...]
    num_unchanged: Mapping[Kind, int] = field(default_factory=dict)

    @property
    def undecided(self) -> tuple[Sighting, ...]:
        """Those about whom the matching engine is asked."""
        return tuple(each for each in self.sightings if each.situation is None)


def sight(facts: SchoolFacts) -> Sighted:
    """Settle what the school's own facts settle."""
    unchanged: Counter[Kind] = Counter()
    sightings: list[Sighting] = []
    for kind, exports in facts.exports.items():
        seen: set[str] = set()
        for arrival in arrivals(facts.known, kind, exports):
            seen.add(arrival.record.mis_id)
            sighting = _sight_one(facts, arrival)
            if sighting is None:
                unchanged[kind] += 1
            else:
                sightings.append(sighting)
        sightings.extend(_without_arrival(facts, kind, exports, seen))
    return Sighted(_one_return_each(sightings), dict(unchanged))


def _sight_one(facts: SchoolFacts, arrival: Arrival) -> Sighting | None:
    """How one person stands; None for the many who are linked and unchanged."""
    key, record, known, in_current, in_future, merge = arrival
    given = values_of(record)
    if known is None:
        situation = _unlinked(facts, record, None)
        return Sighting(key, record, None, given, in_current, in_future, merge, situation)
    values = known.values if given == known.values else merge(given, known.values)
    if (
        values is not known.values and values != given
    ):  # a column that did not come says nothing: what is kept still counts
        record = replace(record, **dict(zip(PERSON_FIELDS, values, strict=True)))
    if known.link_id is None:
        situation = _unlinked(facts, record, known)
    else:
        situation = _linked(facts.today, known, values, arrival)
        if situation is Situation.LINKED_UNCHANGED:
            return None
    return Sighting(key, record, known, values, in_current, in_future, merge, situation)


def _linked(
    today: date, known: KnownPerson, values: tuple[Any, ...], arrival: Arrival
) -> Situation:
    doubtful = _doubtful(known, values, arrival)
    if doubtful is not None:
        return doubtful
    leaves_on = values[_LEAVES]
    if leaves_on is not None and leaves_on < today:
        return Situation.LINKED_LEAVING_DATE_PASSED
    moved = (arrival.in_current, arrival.in_future) != (known.in_current, known.in_future)
    is_new_record = moved or values != known.values or known.standing != "linked"
    if known.is_let_go:
        return Situation.LINKED_LET_GO if is_new_record else Situation.LINKED_UNCHANGED
    if known.place_values is None:
        return Situation.LINKED_NOT_ASSOCIATED
    if _account_differs(values, known, arrival.merge):
        return Situation.LINKED_CHANGED
    return Situation.LINKED_RECORD_CHANGED if is_new_record else Situation.LINKED_UNCHANGED


def _doubtful(known: KnownPerson, values: tuple[Any, ...], arrival: Arrival) -> Situation | None:
    """Whether the record may be about somebody else, so that nothing is done on its word."""
    if check.is_ambiguous(arrival.record):
        return Situation.LINKED_AMBIGUOUS
    if values != known.values and check.describes_another(known.values, values):
        return Situation.LINKED_IDENTITY_CHANGED
    return None


def _account_differs(values: tuple[Any, ...], known: KnownPerson, merge: Merge) -> bool:
    """Whether the account or the association says something else than the MIS does now."""
    placed = values[NUM_ACCOUNT:NUM_PLACED]
    if placed != known.place_values and merge.placed(placed, known.place_values) != (
        known.place_values
    ):
        return True
    if not known.is_leading:
        return False
    described = values[:NUM_ACCOUNT]
    if described == known.account_values:
        return False
    now = merge.account(described, known.account_values, kept_at=known.kept_at)
    return now != known.account_values


def _unlinked(
    facts: SchoolFacts, record: PersonRecord, known: KnownPerson | None
) -> Situation | None:
    """The situation of somebody without a live link, or None: the engine is to be asked."""
    if record.leaves_on is not None and record.leaves_on < facts.today:
        return Situation.UNLINKED_LEAVING_DATE_PASSED
    if check.is_excluded(record, facts.excluded):
        return Situation.EXCLUDED
    accepts_future = facts.accepts_future.get(record.kind, False)
    if check.waits_for_start(record, today=facts.today, accepts_future=accepts_future):
        return Situation.NOT_STARTED
    if (
        known is not None
        and known.former_account_id is not None
        and not check.is_ambiguous(record)
        and not check.describes_another(known.values, values_of(record))
    ):
        return Situation.RETURNING
    return check.lacking(record)


def _without_arrival(
    facts: SchoolFacts, kind: Kind, exports: KindExports, seen: set[str]
) -> Iterator[Sighting]:
    """Those who are kept but in no arrived export: gone, or merely not asked about tonight."""
    for key, known in facts.known.items():
        if key[0] is not kind or key[1] in seen or not known.is_present:
            continue
        in_current = known.in_current and exports.current is None
        in_future = known.in_future and exports.future is None
        if in_current or in_future:
            yield from _due(facts, key, known, in_current, in_future)
        else:
            linked = known.link_id is not None
            situation = Situation.LINKED_ABSENT if linked else Situation.UNLINKED_ABSENT
            yield Sighting(
                key,
                None,
                known,
                known.values,
                False,
                False,
                _NO_MERGE,
                situation,
                known.account_id,
            )


def _due(
    facts: SchoolFacts, key: PersonKey, known: KnownPerson, in_current: bool, in_future: bool
) -> Iterator[Sighting]:
    """What a date that has come means for somebody whose export did not come tonight."""
    record = record_of(known)
    situation: Situation | None
    if known.link_id is None:
        situation = _unlinked(facts, record, known)
        if situation is not None and RESPONSES[situation, key[0]].standing == known.standing:
            return
        if situation is None and known.standing == "requires_matching":
            return
    else:
        arrival = Arrival(key, record, known, in_current, in_future, _NO_MERGE)
        situation = _linked(facts.today, known, known.values, arrival)
        if situation is not Situation.LINKED_LEAVING_DATE_PASSED:
            return
    yield Sighting(key, record, known, known.values, in_current, in_future, _NO_MERGE, situation)


def record_of(known: KnownPerson) -> PersonRecord:
    """A kept MIS person as a record, as if the newest export had said it again."""
    details = dict(zip(PERSON_FIELDS, known.values, strict=True))
    return PersonRecord(kind=known.kind, mis_id=known.mis_id, **details)


def _one_return_each(sightings: list[Sighting]) -> tuple[Sighting, ...]:
    """Give an account back to one person only: of two who once had it, the engine is asked."""
    claimed: Counter[int] = Counter(
        each.known.former_account_id
        for each in sightings
        if each.situation is Situation.RETURNING
        and each.known is not None
        and each.known.former_account_id is not None
    )
    return tuple(_unless_contested(each, claimed) for each in sightings)


def _unless_contested(sighting: Sighting, claimed: Counter[int]) -> Sighting:
    known = sighting.known
    if sighting.situation is not Situation.RETURNING or known is None:
        return sighting
    if claimed[known.former_account_id or 0] > 1:
        return sighting._replace(situation=check.lacking(expect(sighting.record)))
    return sighting._replace(account_id=known.former_account_id)


_CERTAIN = {
    "upn": Situation.CERTAIN_BY_UPN,
    "names_and_date_of_birth": Situation.CERTAIN_BY_NAMES,
    "similar": Situation.CERTAIN_BY_LIKENESS,
}


def settle(sighted: Sighted, answers: Mapping[PersonKey, MatchResult]) -> tuple[Sighting, ...]:
    """Take the engine's answers for the undecided, then look again at those who are absent.

    Somebody absent whose account was linked to another record tonight has not left: the MIS gave
    them a new id.
    """
    settled = [
        _settle_one(each, answers[each.key]) if each.situation is None else each
        for each in sighted.sightings
    ]
    taken = {
        each.account_id
        for each in settled
        if each.account_id is not None and each.situation is not Situation.LINKED_ABSENT
    }
    return tuple(
        each._replace(situation=Situation.LINKED_ABSENT_REPLACED)
        if each.situation is Situation.LINKED_ABSENT and each.account_id in taken
        else each
        for each in settled
    )


def _settle_one(sighting: Sighting, answer: MatchResult) -> Sighting:
    if answer.verdict is Verdict.CERTAIN and answer.account_key is not None:
        return sighting._replace(
            situation=_CERTAIN[answer.rule], account_id=int(answer.account_key), match=answer
        )
    asked = answer.verdict is Verdict.ASK
    return sighting._replace(situation=Situation.SIMILAR if asked else Situation.NEW, match=answer)
