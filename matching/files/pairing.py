"""Walk through a base and score every pair that shares a blocking key, one by one.

The plain way, for whoever wants to see all pairs, and to compare the quick one with (``columns``).
The base is read as a stream, by several processes that take its lines in turns. What follows from
the pairs is decided elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass

from matching.engine.compare import compare, compare_fully
from matching.engine.model import Thresholds
from matching.engine.normalise import profile
from matching.engine.pairs import Pair, scored
from matching.engine.scales import Weigh
from matching.engine.weigh import weigh
from matching.files.processes import in_processes, num_processes
from matching.files.reading import (
    FileRefused,
    PeopleFile,
    Report,
    Row,
    RowReader,
    refuse_repeated,
)
from matching.files.records import Records
from matching.files.scopes import at_scope, scope_of

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
    """What is looked for: records, in a base. ``keeps_all`` wants each scored pair, however bad;
    ``weigh`` is how all of them are weighed.
    """

    base: PeopleFile
    records: Records
    thresholds: Thresholds
    keeps_all: bool
    weigh: Weigh = weigh

    def run(self) -> Part:
        """Find all pairs, the likeliest first; FileRefused where the base cannot be used."""
        self.base.columns()  # says so if the file is not there
        num = 1 if self.base.path.stat().st_size < _SMALL_FILE else num_processes()
        parts = in_processes(lambda turn: self.part(turn, of=num), range(num))
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
        kind_at, birth_at = reader.places["kind"], reader.places["date_of_birth"]
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
                reader.check(cells[kind_at], cells[birth_at], line)
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
            scope = scope_of(account, record, base_names_schools=base_names_schools)
            person = at_scope(account.person, scope)
            comparison = compare(records.profiles[place], known)
            if not comparison and not self.search.keeps_all:
                continue
            pair = scored(
                record.person,
                person,
                comparison or compare_fully(records.profiles[place], known),
                names=records.names,
                weigh=self.search.weigh,
            )
            if self.search.keeps_all:
                self.scored.append((person.key, record.person.key, pair.score))
            if comparison:
                self._consider(pair)

    def _consider(self, pair: Pair) -> None:
        if pair.is_strong or pair.score >= self.search.thresholds.ask:
            self.pairs.append(pair)
