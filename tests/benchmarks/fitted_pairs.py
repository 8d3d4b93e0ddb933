"""Scores the pairs of two files by two fields that the engine has not, the postcode and the street
number, besides its own.

The weights are learned from the files, as ``match_files --learn-weights`` does and splink too:
nobody says who is who. ``python -m tests.benchmarks.fitted_pairs BASE INCOMING PAIRS`` prints
seconds and peak memory.
"""

from __future__ import annotations

import csv
import json
import resource
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from rapidfuzz.distance import OSA

from matching.engine import Scope
from matching.engine.compare import compare_fully
from matching.engine.frequencies import NameFrequencies
from matching.engine.learn import (
    Candidate,
    Counts,
    Table,
    candidate,
    count_others,
    fit,
    weights_in_use,
)
from matching.engine.levels import Comparison, Level
from matching.engine.normalise import Profile, profile
from matching.engine.sounds import forename_sound, surname_sound
from matching.engine.weigh import weigh
from matching.files.reading import PeopleFile, Report, read_people
from matching.files.records import keys_of

#: Field → level → weight in bits, before anything is learned. A street number in two says little.
_MORE: Table = {
    "postcode": {Level.SAME: 10.0, Level.SLIP: 6.0, Level.MISSING: 0.0, Level.DIFFERS: -3.0},
    "street_number": {Level.SAME: 6.0, Level.SLIP: 2.0, Level.MISSING: 0.0, Level.DIFFERS: -3.0},
}
_KNOWN: Table = {**weights_in_use(), **_MORE}
_NUM_BY_CHANCE = 60_000


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a file, normalised."""

    key: str
    known: Profile
    keys: frozenset[str]
    more: tuple[str, ...]


def main(base: str, incoming: str, pairs: str) -> dict[str, float]:
    """Learn, score and write ``account_id,record_id,score``; scores are bits."""
    began = time.perf_counter()
    accounts, records = _read(base, "account_id"), _read(incoming, "record_id")
    names = NameFrequencies.of(each.known for each in records)
    candidates = list(_candidates(records, accounts, names))
    table = fit(candidates, _by_chance(records, accounts, names), known=_KNOWN)
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
        more = [tuple(cells.get(name, "") for name in _MORE) for cells in csv.DictReader(text)]
    rows = read_people(PeopleFile(Path(path), id_column), Report())
    return [
        _line(row.person.key, profile(row.person), row.kind, found)
        for row, found in zip(rows, more, strict=True)
    ]


def _line(key: str, known: Profile, kind: str, more: tuple[str, ...]) -> Line:
    """Who has one address may be one person too, or who has half of it and a name."""
    keys = {*keys_of(known, kind)}
    if all(more):
        keys.add(f"a{'.'.join(more)}")
    names = {*map(forename_sound, known.forenames), *map(surname_sound, known.surnames)}
    keys.update(f"a{name}.{half}" for name in names for half in more if half)
    return Line(key, known, frozenset(keys), more)


def _candidates(
    records: Sequence[Line], accounts: Sequence[Line], names: NameFrequencies
) -> Iterator[Candidate]:
    places: defaultdict[str, list[int]] = defaultdict(list)
    for place, record in enumerate(records):
        for key in record.keys:
            places[key].append(place)
    for account in accounts:
        near = {place for key in account.keys for place in places.get(key, ())}
        for record in map(records.__getitem__, sorted(near)):
            found = compare_fully(record.known, account.known)
            pair = candidate(account.key, record.key, found, names=names)
            yield pair._replace(pattern=(*pair.pattern, *_more(account, record)))


def _by_chance(records: Sequence[Line], accounts: Sequence[Line], names: NameFrequencies) -> Counts:
    """Count the levels of pairs drawn by chance, but for those that look like one person."""
    rng = Random(1)
    comparisons: list[Comparison] = []
    more: Counter[tuple[str, Level]] = Counter()
    for _ in range(_NUM_BY_CHANCE):
        account, record = rng.choice(accounts), rng.choice(records)
        comparison = compare_fully(record.known, account.known)
        if weigh(comparison, scope=Scope.SCHOOL, names=names) < 0:
            comparisons.append(comparison)
            more.update(_more(account, record))
    return {**count_others(comparisons, names=names), **more}


def _more(account: Line, record: Line) -> tuple[tuple[str, Level], ...]:
    return tuple(
        (field, _level(one, other))
        for field, one, other in zip(_MORE, account.more, record.more, strict=True)
    )


def _level(one: str, other: str) -> Level:
    if not one or not other:
        return Level.MISSING
    if one == other:
        return Level.SAME
    return Level.SLIP if OSA.distance(one, other, score_cutoff=1) <= 1 else Level.DIFFERS


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(*sys.argv[1:4])) + "\n")
