"""Find the pairs worth a thought between incoming people and a base, in several processes.

Each process reads a portion of the base and keeps of it only the accounts of the pairs it found.
The engine compares and weighs these later.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from matching.engine.frequencies import NameFrequencies
from matching.engine.knowledge import canonical_forename, canonical_surname
from matching.engine.model import Thresholds
from matching.engine.normalise import Profile
from matching.files.columns.arrays import Ints, distinct, ints, none, numbered
from matching.files.columns.blocks import Meetings
from matching.files.columns.crowd import Crowd, gather
from matching.files.columns.names import Names
from matching.files.columns.sift import Sieve
from matching.files.columns.table import Odd, Table, read_table
from matching.files.columns.vocabulary import Vocabulary
from matching.files.portions import Portion, portions_of
from matching.files.processes import in_processes, num_processes
from matching.files.reading import FileRefused, PeopleFile, Report, RowReader, refuse_repeated

_SMALL_FILE = 250_000  # bytes: below it, starting a process costs more than it saves


@dataclass(frozen=True, slots=True)
class Incoming:
    """The incoming people, how common their names are, and the numbers of what they have: nobody
    else's get one.
    """

    crowd: Crowd
    names: NameFrequencies
    vocabulary: Vocabulary

    @property
    def table(self) -> Table:
        """The people as they came."""
        return self.crowd.table


@dataclass(frozen=True, slots=True)
class Found:
    """Pairs of a place in the incoming file and one in ``accounts``."""

    ours: Ints
    theirs: Ints
    accounts: Table

    def alone(self) -> Found:
        """The same pairs, without the accounts that are in none."""
        places, theirs = numbered(self.theirs)
        return Found(self.ours, theirs, self.accounts.only(places))


@dataclass(frozen=True, slots=True)
class _Remarks:
    """What there is to say of a portion itself. ``marks`` are hashes of everybody's id."""

    num_people: int = 0
    marks: Ints = field(default_factory=none)
    without_key: int | None = None
    num_odd: int = 0
    odd: Sequence[Odd] = ()
    refusal: str = ""


def read_incoming(file: PeopleFile, report: Report) -> Incoming:
    """Read the incoming people; FileRefused where the file cannot be used."""
    reader = RowReader(file, report)
    portions = portions_of(file, 1)
    table = read_table(portions[0])
    _report_on(reader, [_remarks(table)], portions)
    vocabulary = Vocabulary()
    crowd = gather(table, vocabulary)
    return Incoming(crowd, _frequencies(crowd), vocabulary.closed())


def search(
    base: PeopleFile, incoming: Incoming, *, thresholds: Thresholds, report: Report
) -> list[Found]:
    """Return the pairs that the engine is to look at; FileRefused where the base cannot be used."""
    reader = RowReader(base, report)
    meetings = Meetings(incoming.crowd, incoming.vocabulary)

    def part(portion: Portion) -> tuple[Found | None, _Remarks]:
        try:
            table = read_table(portion)
        except FileRefused as refused:
            return None, _Remarks(refusal=str(refused))
        found = _sifted(incoming, meetings, table, thresholds)
        return found if len(portions) == 1 else found.alone(), _remarks(table)

    is_small = base.path.stat().st_size < _SMALL_FILE
    portions = portions_of(base, 1 if is_small else num_processes())
    done = in_processes(part, portions)
    _report_on(reader, [remarks for _, remarks in done], portions)
    return [found for found, _ in done if found]


def _frequencies(crowd: Crowd) -> NameFrequencies:
    """How common names are, as ``NameFrequencies.of`` counts them; each combination once."""
    return NameFrequencies(
        _counted(crowd.given, lambda one: map(canonical_forename, one.forenames)),
        _counted(crowd.family, lambda one: map(canonical_surname, one.surnames)),
        num_people=len(crowd),
    )


def _counted(names: Names, of: Callable[[Profile], Iterable[str]]) -> Counter[str]:
    counts: Counter[str] = Counter()
    numbers = np.bincount(names.places, minlength=len(names.profiles)).tolist()
    for one, number in zip(names.profiles, numbers, strict=True):
        for name in {*of(one)}:
            counts[name] += number
    return counts


def _sifted(incoming: Incoming, meetings: Meetings, table: Table, thresholds: Thresholds) -> Found:
    crowd = gather(table, incoming.vocabulary)
    sieve = Sieve(incoming.crowd, crowd, names=incoming.names, thresholds=thresholds)
    kept = [sieve.worth(ours, theirs) for ours, theirs in meetings.pairs(crowd)]
    ours = np.concatenate([none(), *(each for each, _ in kept)])
    theirs = np.concatenate([none(), *(each for _, each in kept)])
    return Found(ours, theirs, table)


def _remarks(table: Table) -> _Remarks:
    num_odd, odd = table.odd()
    marks = ints(map(hash, table.keys), len(table))
    return _Remarks(len(table), marks, table.without_key(), num_odd, odd)


def _report_on(reader: RowReader, remarks: Sequence[_Remarks], portions: Sequence[Portion]) -> None:
    """Note what is wrong in single lines, and refuse what cannot be used."""
    num_people = 0
    for each, portion in zip(remarks, portions, strict=True):
        if each.refusal:
            raise FileRefused(each.refusal)
        offset = num_people if portion.begin else 0
        if each.without_key is not None:
            reader.key(reader.whole(()), each.without_key + offset)
        num_before = reader.report.num
        for line, kind, birth in each.odd:
            reader.check(kind, birth, line + offset)
        reader.report.num = num_before + each.num_odd
        num_people += each.num_people
    marks = np.concatenate([each.marks for each in remarks])
    if len(distinct(marks)) < len(marks):
        cells = reader.file.cells()
        refuse_repeated(reader.file, [reader.key(reader.whole(each), line) for line, each in cells])
