"""Walk through a base of any size and keep only the pairs that are worth thinking about.

The base is read as a stream, by several processes that take its lines in turns: none of them ever
holds more than the accounts of its pairs. What follows from the pairs is decided elsewhere.
"""

from __future__ import annotations

import gc
import os
from dataclasses import dataclass, replace
from multiprocessing import get_context

from matching.engine.compare import compare, compare_fully
from matching.engine.model import Person, Scope, Thresholds
from matching.engine.normalise import profile
from matching.engine.pairs import Pair, scored
from matching.files.reading import (
    FileRefused,
    PeopleFile,
    Report,
    Row,
    RowReader,
    refuse_repeated,
)
from matching.files.records import Records
from matching.files.scopes import scope_of

ScoredPair = tuple[str, str, float]  # account id, record id, score

_LINES_A_TURN = 512
_SMALL_FILE = 1_000_000  # bytes: below it, starting processes costs more than it saves


@dataclass(frozen=True, slots=True)
class Part:
    """What one process found: the pairs to think about, all scored pairs if wanted, a report."""

    pairs: list[Pair]
    scored: list[ScoredPair]
    report: Report
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for: records, in a base. ``keeps_all`` wants each scored pair, however bad."""

    base: PeopleFile
    records: Records
    thresholds: Thresholds
    keeps_all: bool

    def run(self) -> Part:
        """Find all pairs, the likeliest first; FileRefused where the base cannot be used."""
        num = _num_processes(self.base)
        parts = [self.part(0, of=1)] if num == 1 else _in_processes(self, num)
        for part in parts:
            if part.refusal:
                raise FileRefused(part.refusal)
        report = Report()
        for part in parts:
            report.add(part.report)
        pairs = sorted((pair for part in parts for pair in part.pairs), key=lambda one: one.rank)
        return Part(pairs, sorted(line for part in parts for line in part.scored), report)

    def part(self, turn: int, *, of: int) -> Part:
        """Look at every ``of``-th stretch of the base's lines, beginning with number ``turn``."""
        report = Report()
        try:
            return _Walk(self, RowReader(self.base, report)).part(turn, of)
        except FileRefused as refused:
            return Part([], [], report, str(refused))


class _Walk:
    """One process's way through the base."""

    def __init__(self, search: Search, reader: RowReader) -> None:
        self.search = search
        self.reader = reader
        self.pairs: list[Pair] = []
        self.scored: list[ScoredPair] = []

    def part(self, turn: int, of: int) -> Part:
        reader, records = self.reader, self.search.records
        authority_at, upn_at = reader.places["local_authority"], reader.places["upn"]
        keys: list[str] = []
        for line, short in self.search.base.cells():
            cells = reader.whole(short)
            if turn == 0:
                keys.append(reader.key(cells, line))
            if line // _LINES_A_TURN % of != turn:
                continue
            # Most accounts of a big base are elsewhere, where only the UPN counts: seen at once.
            elsewhere = not records.near(cells[authority_at].strip())
            if elsewhere and cells[upn_at].strip().upper() not in records.upns:
                reader.check(cells, line)
                continue
            self._account(reader.read(cells, line))
        refuse_repeated(self.search.base, keys)
        return Part(self.pairs, self.scored, reader.report)

    def _account(self, account: Row) -> None:
        records = self.search.records
        known = profile(account.person)
        base_names_schools = self.reader.has("school")
        for place in records.find(known, account):
            record = records.rows[place]
            if record.kind and account.kind and record.kind != account.kind:
                continue
            scope = scope_of(account, record, base_names_schools=base_names_schools)
            person = _at(account.person, scope)
            comparison = compare(records.profiles[place], known)
            if self.search.keeps_all:
                whole = comparison or compare_fully(records.profiles[place], known)
                score = scored(record.person, person, whole, names=records.names).score
                self.scored.append((person.key, record.person.key, score))
            if comparison:
                self._consider(scored(record.person, person, comparison, names=records.names))

    def _consider(self, pair: Pair) -> None:
        if pair.is_strong or pair.score >= self.search.thresholds.ask:
            self.pairs.append(pair)


def _at(account: Person, scope: Scope) -> Person:
    return account if account.scope is scope else replace(account, scope=scope)


def _num_processes(base: PeopleFile) -> int:
    base.columns()  # says so if the file is not there
    return 1 if base.path.stat().st_size < _SMALL_FILE else max(1, os.cpu_count() or 1)


def _in_processes(search: Search, num: int) -> list[Part]:
    """Run a search's parts at once, forked: all share the records that are indexed already."""
    gc.freeze()
    with get_context("fork").Pool(num, initializer=_remember, initargs=(search,)) as pool:
        return pool.map(_remembered_part, [(turn, num) for turn in range(num)], chunksize=1)


#: What a forked process works on; handing it over as an argument would copy all records.
_remembered: list[Search] = []


def _remember(search: Search) -> None:
    gc.disable()  # nothing here makes cycles, and the collector would walk through all records
    _remembered[:] = [search]


def _remembered_part(turn_and_num: tuple[int, int]) -> Part:
    turn, num = turn_and_num
    return _remembered[0].part(turn, of=num)
