"""Learn the weights from two files of people, without anybody saying who is who.

As many people as are needed are taken from large files, always the same ones whatever the order of
the lines. It writes nothing and decides nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from random import Random
from zlib import crc32

from matching.engine.compare import compare, compare_fully
from matching.engine.learn import Candidate, candidate, count_others, fit, num_recognised
from matching.engine.levels import Comparison
from matching.engine.model import Scope
from matching.engine.normalise import Profile, profile
from matching.engine.scales import Scales
from matching.engine.weigh import weigh
from matching.files.reading import KINDS, PeopleFile, Report, Row, each_person
from matching.files.records import Records

#: Fewer people who are in both files teach nothing that would hold for others.
FEWEST = 200
_MOST_RECORDS = 5_000
_MOST_ACCOUNTS = 20_000  # of whom pairs are drawn by chance; all of them are looked at
_NUM_BY_CHANCE = 60_000


@dataclass(frozen=True, slots=True)
class Learned:
    """The table, and of how many people it was learned: those taken to be in both files."""

    scales: Scales
    num_people: int

    @property
    def is_enough(self) -> bool:
        """Whether so many were in both files that the table says something of them."""
        return self.num_people >= FEWEST


def learn_weights(base: PeopleFile, records: Records) -> Learned:
    """Learn from the incoming people and a base; FileRefused where the base cannot be used."""
    taken = nsmallest(_MOST_RECORDS, records.rows, key=_lot)
    accounts = nsmallest(_MOST_ACCOUNTS, each_person(base, Report()), key=_lot)
    others = count_others(_strangers(taken, accounts, records), names=records.names)
    looked_for = records if len(taken) == len(records.rows) else Records(taken)
    pairs = [*_candidates(base, looked_for, records)]
    table = fit(pairs, others)
    return Learned(Scales.of(table), num_recognised(pairs, table))


def _lot(row: Row) -> tuple[int, str]:
    """By lot, and yet the same whatever the order of the lines."""
    return crc32(row.person.key.encode()), row.person.key


def _candidates(base: PeopleFile, taken: Records, everybody: Records) -> Iterator[Candidate]:
    """Yield the pairs that may be one person: nobody is taken for one who agrees in nothing."""
    for account in each_person(base, Report()):
        known = profile(account.person)
        for place in sorted(taken.find(known, account)):
            ours = taken.profiles[place]
            found = compare(ours, known)
            if found is None and ours.birth and ours.birth == known.birth:
                found = compare_fully(ours, known)
            if found:
                keys = account.person.key, taken.rows[place].person.key
                yield candidate(*keys, found, names=everybody.names)


def _strangers(
    ours: Sequence[Row], theirs: Sequence[Row], records: Records
) -> Iterator[Comparison]:
    """Yield comparisons of two people drawn by chance, but for those who look like one."""
    by_kind = [(_profiles(ours, kind), _profiles(theirs, kind)) for kind in KINDS]
    by_kind = [lists for lists in by_kind if all(lists)]
    sizes = [len(here) for here, _there in by_kind]
    rng = Random(1)  # noqa: S311 - the same draw each time
    for _ in range(_NUM_BY_CHANCE if by_kind else 0):
        [(here, there)] = rng.choices(by_kind, sizes)
        found = compare_fully(rng.choice(here), rng.choice(there))
        if weigh(found, scope=Scope.SCHOOL, names=records.names) < 0:
            yield found


def _profiles(rows: Sequence[Row], kind: str) -> list[Profile]:
    return [profile(row.person) for row in rows if row.person.kind == kind]
