"""Let the engine compare, weigh and decide on the pairs that were found, in several processes.

Who has no pair in common, directly or through others, is decided on apart: neither the records nor
the accounts of one part are anybody's rivals in another.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, repeat

import numpy as np

from matching.engine.compare import compare
from matching.engine.decide import decide
from matching.engine.frequencies import NameFrequencies
from matching.engine.model import Person, Scope, Thresholds, Verdict
from matching.engine.normalise import Profile
from matching.engine.pairs import Pair, scored
from matching.files.columns.arrays import Ints, ints, numbered
from matching.files.columns.homes import SCOPES, Homes, scopes_between
from matching.files.columns.profiles import profiles
from matching.files.columns.search import Found, Incoming
from matching.files.columns.table import Table
from matching.files.columns.vocabulary import BLANK, Vocabulary
from matching.files.processes import in_processes, num_processes
from matching.files.writing import verdict_lines

_FEW_PEOPLE = 3_000  # below it, starting a process costs more than it saves


@dataclass(frozen=True, slots=True)
class Verdicts:
    """The lines to write, in the order of the incoming people, and how many say what."""

    lines: Sequence[str]
    num_of: Counter[Verdict]


def verdicts(incoming: Incoming, found: Sequence[Found], *, thresholds: Thresholds) -> Verdicts:
    """Decide on everybody."""
    num = len(incoming.table)
    parts = _parts(incoming, found, 1 if num < _FEW_PEOPLE else num_processes())

    def part(people: Ints) -> Verdicts:
        records = _Engines.of(incoming.table, people)
        homes = incoming.crowd.homes.only(people)
        some = found if len(parts) == 1 else [_within(each, people, num) for each in found]
        scopes = [_scopes(each, homes, incoming.vocabulary) for each in some]
        scored_ones = map(_scored, some, scopes, repeat(records), repeat(incoming.names))
        pairs = [*chain.from_iterable(scored_ones)]
        pairs = [pair for pair in pairs if pair.is_strong or pair.score >= thresholds.ask]
        pairs.sort(key=lambda pair: pair.rank)
        results = decide(records.people, pairs, thresholds=thresholds).values()
        return Verdicts(verdict_lines(results), Counter(each.verdict for each in results))

    done = in_processes(part, parts)
    lines = [""] * num
    num_of: Counter[Verdict] = Counter()
    for people, each in zip(parts, done, strict=True):
        for place, line in zip(people.tolist(), each.lines, strict=True):
            lines[place] = line
        num_of += each.num_of
    return Verdicts(lines, num_of)


def _within(found: Found, people: Ints, num_people: int) -> Found:
    """The pairs of some people, counted anew: a place in ``people``, and one in the accounts."""
    places = np.full(num_people, -1)
    places[people] = np.arange(len(people))
    ours = places[found.ours]
    which = np.flatnonzero(ours >= 0)
    accounts, theirs = numbered(found.theirs[which])
    return Found(ours[which], theirs, found.accounts.only(accounts))


def _scopes(found: Found, homes: Homes, vocabulary: Vocabulary) -> Ints:
    """How each pair's account is seen from its record."""
    their_homes = Homes.of(found.accounts, vocabulary)
    return scopes_between(homes, their_homes, (found.ours, found.theirs))


@dataclass(frozen=True, slots=True)
class _Engines:
    """Some people as the engine has them: as they are, and normalised."""

    people: Sequence[Person]
    profiles: Sequence[Profile]

    @classmethod
    def of(
        cls, table: Table, places: Ints, scopes: Iterable[Scope] = repeat(Scope.SCHOOL)
    ) -> _Engines:
        return cls(table.people(places, scopes), profiles(table, places))


def _scored(
    found: Found, scopes: Ints, records: _Engines, names: NameFrequencies
) -> Iterator[Pair]:
    """The pairs that may be one person, as the engine compares and weighs them."""
    places, accounts = _accounts(found, scopes)
    for one, other in zip(found.ours.tolist(), places.tolist(), strict=True):
        comparison = compare(records.profiles[one], accounts.profiles[other])
        if comparison:
            yield scored(records.people[one], accounts.people[other], comparison, names=names)


def _accounts(found: Found, scopes: Ints) -> tuple[Ints, _Engines]:
    """The accounts, each once for each scope that it has for somebody, and which of them each pair
    has.
    """
    codes, places = numbered(found.theirs * len(SCOPES) + scopes)
    people, at = np.divmod(codes, len(SCOPES))
    return places, _Engines.of(found.accounts, people, map(SCOPES.__getitem__, at.tolist()))


def _parts(incoming: Incoming, found: Sequence[Found], num: int) -> list[Ints]:
    """Divide the incoming people into so many parts, between which nobody is a rival."""
    num_people = len(incoming.table)
    if num == 1:
        return [np.arange(num_people)]
    leaders = _leaders(incoming, found)
    part = leaders * num // num_people
    return [np.flatnonzero(part == number) for number in range(num)]


def _leaders(incoming: Incoming, found: Sequence[Found]) -> Ints:
    """For everybody the first of those with whom they share an account, or a UPN, in any number of
    steps.
    """
    leaders = [*range(len(incoming.table))]

    def leader(place: int) -> int:
        while leaders[place] != place:
            leaders[place] = place = leaders[leaders[place]]
        return place

    have_upns = np.flatnonzero(incoming.crowd.upns > BLANK)
    shares = [(have_upns, incoming.crowd.upns[have_upns])]
    shares.extend((each.ours, each.theirs) for each in found)
    for people, shared in shares:
        order = np.argsort(shared, kind="stable")
        which = np.flatnonzero(shared[order][1:] == shared[order][:-1])
        ones, others = people[order][which].tolist(), people[order][which + 1].tolist()
        for one, other in zip(ones, others, strict=True):
            first, second = sorted((leader(one), leader(other)))
            leaders[second] = first
    return ints(map(leader, range(len(leaders))), len(leaders))
