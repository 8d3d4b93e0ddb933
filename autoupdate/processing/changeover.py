"""After a change of MIS: who of the new MIS is who of the former one; and nobody goes yet.

Pure: no database, no Celery. MIS ids of two MISs are never compared: an id that means Ada in one
may mean Ben in the other. People are recognised by who they are, with the engine's own care.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, NamedTuple

from autoupdate.processing.brake import hold_back
from autoupdate.processing.check import ENOUGH_TO_JUDGE, FAMILIAR_SHARE
from autoupdate.processing.facts import PersonKey
from autoupdate.processing.plan import Plan
from autoupdate.processing.react import KEPT, Reaction
from autoupdate.processing.situate import Sighting
from autoupdate.records import PERSON_FIELDS, Kind, ParsedExport, PersonRecord
from matching.engine import MatchResult, Person, Verdict, match
from matching.engine.normalise import fold
from matching.keys import person_of

Details = Mapping[str, Any]


class Former(NamedTuple):
    """A person of the former MIS. Values are in the order of PERSON_FIELDS.

    ``account_id`` is the account they were linked to when the MIS changed, if nobody of the new
    MIS has it; ``ruled_out`` are the accounts that staff said are not theirs; ``former_upns`` are
    UPNs that the former MIS gave before the one among the values.
    """

    person_id: int
    kind: Kind
    values: tuple[Any, ...]
    account_id: int | None = None
    ruled_out: frozenset[int] = frozenset()
    former_upns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Recognised:
    """What the former MIS says of people of the new one.

    ``answers``: who certainly is somebody who had an account, with that account. ``ruled_out``:
    (person, account) that staff ruled out for the same human being → the former person of the
    decision. ``doubted``: pairs that staff ruled out for somebody who may be the same.
    """

    answers: Mapping[PersonKey, MatchResult] = field(default_factory=dict)
    ruled_out: Mapping[tuple[PersonKey, int], int] = field(default_factory=dict)
    doubted: frozenset[tuple[PersonKey, int]] = frozenset()

    @property
    def account_ids(self) -> frozenset[int]:
        """The accounts of those who were recognised."""
        return frozenset(int(each.account_key or 0) for each in self.answers.values())


def recognise(
    undecided: Sequence[Sighting],
    formers: Sequence[Former],
    *,
    rejected: Collection[tuple[PersonKey, int]] = (),
    busy: frozenset[int] = frozenset(),
) -> Recognised:
    """Compare people of the new MIS who have no account yet with those of the former one.

    ``rejected`` are pairs of such a person and an account that staff have ruled out since the
    change; ``busy`` are accounts that somebody of the new MIS has or comes back to.
    """
    if not undecided or not formers:
        return Recognised()
    records = {_text(each.key): each for each in undecided}
    by_id = {str(each.person_id): each for each in formers}
    results = match(
        [person_of(text, each.key[0].value, _named(each.values)) for text, each in records.items()],
        [_person(text, each) for text, each in by_id.items()],
        rejected=_rejected_people(rejected, formers),
    )
    answers: dict[PersonKey, MatchResult] = {}
    ruled_out: dict[tuple[PersonKey, int], int] = {}
    doubted: set[tuple[PersonKey, int]] = set()
    for text, result in results.items():
        key = records[text].key
        if result.account_key is None:
            doubted |= {
                (key, account)
                for candidate in result.candidates
                for account in by_id[candidate.key].ruled_out
            }
            continue
        former = by_id[result.account_key]
        ruled_out |= {(key, account): former.person_id for account in former.ruled_out}
        account_id = former.account_id
        if account_id is not None and account_id not in busy | former.ruled_out:
            answers[key] = _about(result, account_id)
    return Recognised(answers, ruled_out, frozenset(doubted))


def _text(key: PersonKey) -> str:
    return f"{key[0].value}:{key[1]}"


def _person(key: str, former: Former) -> Person:
    person = person_of(key, former.kind.value, _named(former.values))
    return replace(person, former_upns=former.former_upns) if former.former_upns else person


def _named(values: tuple[Any, ...]) -> Details:
    return dict(zip(PERSON_FIELDS, values, strict=True))


def _rejected_people(
    rejected: Collection[tuple[PersonKey, int]], formers: Sequence[Former]
) -> set[tuple[str, str]]:
    """Whoever is not an account is not the former person who had it either."""
    having = {each.account_id: str(each.person_id) for each in formers}
    return {(_text(key), having[account]) for key, account in rejected if account in having}


def _about(result: MatchResult, account_id: int) -> MatchResult:
    """The engine's answer about a former person, as one about their account."""
    best, *_ = result.candidates
    return replace(
        result, account_key=str(account_id), candidates=(replace(best, key=str(account_id)),)
    )


def with_doubts(
    results: Mapping[PersonKey, MatchResult], doubted: Collection[tuple[PersonKey, int]]
) -> dict[PersonKey, MatchResult]:
    """The engine's answers; one that staff may have ruled out becomes a question."""
    return {
        key: replace(result, verdict=Verdict.ASK, account_key=None)
        if result.account_key is not None and (key, int(result.account_key)) in doubted
        else result
        for key, result in results.items()
    }


def keep_everybody(plan: Plan) -> Plan:
    """The plan without its removals: a person looks at the change first."""
    return replace(
        plan,
        people=tuple(
            hold_back(each, KEPT) if each.reaction is Reaction.REMOVE else each
            for each in plan.people
        ),
    )


def is_another_schools(export: ParsedExport[PersonRecord], formers: Collection[Former]) -> bool:
    """Whether the first export of a new MIS cannot be this school's.

    Names are compared without case and accents, legal and preferred ones alike, for two MISs
    write them differently; only people with a date of birth count.
    """
    ours = {who for each in formers for who in _identities(_named(each.values))}
    theirs = [each for each in export.records if each.date_of_birth is not None]
    compared = min(len(formers), len(theirs))
    if compared < ENOUGH_TO_JUDGE:
        return False
    familiar = sum(
        not ours.isdisjoint(
            _identities({name: getattr(each, name) for name in (*_NAMES, "date_of_birth")})
        )
        for each in theirs
    )
    return familiar < FAMILIAR_SHARE * compared


_NAMES = ("legal_forename", "preferred_forename", "legal_surname", "preferred_surname")


def _identities(details: Details) -> set[tuple[str, str, date | None]]:
    return {(*names, details["date_of_birth"]) for names in name_pairs(details)}


def name_pairs(details: Details) -> set[tuple[str, str]]:
    """Every (forename, surname) that somebody goes by, folded; "" where there is none."""
    forenames = _folded(details["legal_forename"], details["preferred_forename"])
    surnames = _folded(details["legal_surname"], details["preferred_surname"])
    return {(forename, surname) for forename in forenames for surname in surnames}


def _folded(*names: str) -> frozenset[str]:
    return frozenset(fold(name) for name in names if name) or frozenset({""})


def remembered(kept: Details, before: Details, after: Details) -> dict[str, dict[str, Any]]:
    """What to remember of writing ``after`` over ``before``, besides what is ``kept`` already.

    A field that the new MIS writes again goes back to what was there before the first time;
    unless somebody else has written it between the two, for then that is what goes back.
    """
    entries = dict(kept)
    for name, value in after.items():
        if value == before[name]:
            continue
        entry = entries.get(name)
        is_ours = entry is not None and entry["written"] == before[name]
        was = entry["before"] if entry is not None and is_ours else before[name]
        entries[name] = {"before": was, "written": value}
    return entries


class Restored(NamedTuple):
    """What taking a change back makes of an account: the values that go back, and those that stay
    because somebody has written them since."""

    values: dict[str, Any]
    left_alone: tuple[str, ...]


def restored(written: Details, now: Details) -> Restored:
    """Which of the ``written`` fields go back, as the account is ``now``."""
    values = {
        name: entry["before"] for name, entry in written.items() if now[name] == entry["written"]
    }
    changed = (name for name in written if name not in values)
    return Restored(values, tuple(name for name in changed if now[name] != written[name]["before"]))
