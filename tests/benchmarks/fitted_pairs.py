"""Scores the pairs of two files with this engine's comparison, its weights fitted to the files.

As splink does: nobody says who is who. Two more fields than the engine has, the postcode and the
street number, are compared and weighed like its own. ``python -m tests.benchmarks.fitted_pairs BASE
INCOMING PAIRS`` prints seconds and peak memory.
"""

from __future__ import annotations

import csv
import json
import resource
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random

from rapidfuzz.distance import OSA

from matching.engine import Person, Scope
from matching.engine.block import profile_keys
from matching.engine.compare import compare_fully
from matching.engine.frequencies import NameFrequencies
from matching.engine.learn import Candidate, Counts, Table, count_others, fit, weights_in_use
from matching.engine.levels import Comparison, Finding, Level
from matching.engine.normalise import Profile, profile
from matching.engine.sounds import forename_sound, surname_sound
from matching.engine.weigh import weigh
from matching.engine.weights import WEIGHTS

#: Field → level → weight in bits, before anything is fitted. A street number in two says little.
_MORE: Table = {
    "postcode": {Level.SAME: 10.0, Level.SLIP: 6.0, Level.MISSING: 0.0, Level.DIFFERS: -3.0},
    "street_number": {Level.SAME: 6.0, Level.SLIP: 2.0, Level.MISSING: 0.0, Level.DIFFERS: -3.0},
}
_TEXTS = (
    *("legal_forename", "legal_surname", "preferred_forename", "preferred_surname"),
    *("middle_names", "former_surname", "upn", "year_group"),
)
_MOST_SHARE_A_KEY = 60
_NUM_BY_CHANCE = 150_000


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a file, normalised."""

    key: str
    kind: str
    known: Profile
    more: tuple[str, ...]


def main(base: str, incoming: str, pairs: str) -> dict[str, float]:
    """Fit, score and write ``account_id,record_id,score``; scores are bits."""
    began = time.perf_counter()
    accounts, records = _read(base, "account_id"), _read(incoming, "record_id")
    names = NameFrequencies.of(each.known for each in records)
    known = {**weights_in_use(), **(_MORE if any(any(each.more) for each in records) else {})}
    others = _by_chance(records, accounts, names, known)
    candidates = list(_candidates(_met(records, accounts), names, known))
    table = fit(candidates, others, known=known)
    with Path(pairs).open("w", encoding="utf-8", newline="") as text:
        writer = csv.writer(text)
        writer.writerow(("account_id", "record_id", "score"))
        for account, record, pattern, rarity in candidates:
            bits = rarity + sum(table[field][level] for field, level in pattern)
            writer.writerow((account, record, f"{bits:.4f}"))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": time.perf_counter() - began, "peak_mb": peak}


def _read(path: str, id_column: str) -> list[Line]:
    with Path(path).open(encoding="utf-8", newline="") as text:
        return [_line(cells, id_column) for cells in csv.DictReader(text)]


def _line(cells: Mapping[str, str], id_column: str) -> Line:
    born = cells.get("date_of_birth")
    person = Person(
        key=cells[id_column],
        kind=cells.get("kind") or "student",
        date_of_birth=date.fromisoformat(born) if born else None,
        **{name: cells.get(name, "") for name in _TEXTS},  # type: ignore[arg-type]
    )
    more = tuple(cells.get(name, "") for name in _MORE)
    return Line(person.key, person.kind, profile(person), more)


def _met(records: Sequence[Line], accounts: Sequence[Line]) -> Iterator[tuple[Line, Line]]:
    """Yield each account with the records that share a key, of those that not too many share."""
    places: defaultdict[str, list[int]] = defaultdict(list)
    for place, record in enumerate(records):
        for key in _keys(record):
            places[key].append(place)
    engines = frozenset(key for record in records for key in _engine_keys(record))
    usable = {
        key: found
        for key, found in places.items()
        if key in engines or len(found) <= _MOST_SHARE_A_KEY
    }
    for account in accounts:
        near = {place for key in _keys(account) for place in usable.get(key, ())}
        for place in sorted(near):
            yield account, records[place]


def _engine_keys(one: Line) -> frozenset[str]:
    return profile_keys(one.known, kind=one.kind)


def _keys(one: Line) -> set[str]:
    """The engine's keys; a name's sound alone or with an initial of the other; and the address."""
    forenames = set(map(forename_sound, one.known.forenames))
    surnames = set(map(surname_sound, one.known.surnames))
    first = {name[0] for name in one.known.forenames}
    last = {name[0] for name in one.known.surnames}
    keys = {*_engine_keys(one), *(f"g{sound}" for sound in forenames | surnames)}
    keys.update(f"i{sound}.{letter}" for sound in surnames for letter in first)
    keys.update(f"j{sound}.{letter}" for sound in forenames for letter in last)
    if all(one.more):
        keys.add(f"a{'.'.join(one.more)}")
    return keys


def _by_chance(
    records: Sequence[Line], accounts: Sequence[Line], names: NameFrequencies, known: Table
) -> Counts:
    """Count the levels of pairs drawn by chance, but for those that look like one person."""
    rng = Random(1)
    comparisons: list[Comparison] = []
    more: Counter[tuple[str, Level]] = Counter()
    for _ in range(_NUM_BY_CHANCE):
        account, record = rng.choice(accounts), rng.choice(records)
        comparison = compare_fully(record.known, account.known)
        if weigh(comparison, scope=Scope.SCHOOL, names=names) < 0:
            comparisons.append(comparison)
            more.update(_more(account, record, known))
    return {**count_others(comparisons, names=names), **more}


def _candidates(
    met: Iterable[tuple[Line, Line]], names: NameFrequencies, known: Table
) -> Iterator[Candidate]:
    for account, record in met:
        found = compare_fully(record.known, account.known)._asdict()
        pattern = tuple(
            (field, each.level if isinstance(each, Finding) else each)
            for field, each in found.items()
        )
        rarity = sum(
            WEIGHTS[field][each.level].by_name * names.bits(field, each.left, each.right)
            for field, each in found.items()
            if isinstance(each, Finding) and WEIGHTS[field][each.level].by_name
        )
        more = _more(account, record, known)
        yield Candidate(account.key, record.key, (*pattern, *more), rarity)


def _more(account: Line, record: Line, known: Table) -> tuple[tuple[str, Level], ...]:
    return tuple(
        (field, _level(one, other))
        for field, one, other in zip(_MORE, account.more, record.more, strict=True)
        if field in known
    )


def _level(one: str, other: str) -> Level:
    if not one or not other:
        return Level.MISSING
    if one == other:
        return Level.SAME
    return Level.SLIP if OSA.distance(one, other, score_cutoff=1) <= 1 else Level.DIFFERS


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(*sys.argv[1:4])) + "\n")
