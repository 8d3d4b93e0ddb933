"""A file of people, or a portion of it, as columns: each distinct text is kept once.

It reads, and compares nobody.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import islice, repeat
from typing import TypeVar

import numpy as np

from matching.engine import Person, Scope
from matching.files.columns.arrays import Flags, Ints, none, numbered
from matching.files.columns.cells import Cells, plain_cells, plain_columns
from matching.files.columns.numbering import Numbering
from matching.files.portions import Portion, rows_of
from matching.files.reading import (
    COLUMNS,
    Report,
    Row,
    RowReader,
    date_of,
    kind_of,
    refusals_in_words,
)

_ROWS_AT_ONCE = 8_192
_A_LINE = 64  # bytes, about
_FEW_BYTES = 250_000  # below it, arrays cost more than they save
_MOST_NOTES = 50


@dataclass(frozen=True, slots=True)
class Column:
    """One field: the distinct ``values``, and in ``places`` which of them each person has."""

    values: Sequence[str]
    places: Ints

    def some(self, places: Ints) -> list[str]:
        """The values of some people."""
        return [self.values[place] for place in self.places[places].tolist()]

    def only(self, places: Ints) -> Column:
        """Some people's, as a column of their own."""
        kept, new_places = numbered(self.places[places])
        return Column([self.values[place] for place in kept.tolist()], new_places)

    def is_good(self, is_good: Mapping[str, bool]) -> Flags:
        """Whether each person's value is, where ``is_good`` says so of each distinct one."""
        good: Flags = np.array([is_good[value] for value in self.values], dtype=np.bool_)
        return good[self.places]


#: Somebody's line, kind and date of birth as they stand in the file.
Odd = tuple[int, str, str]
_Read = TypeVar("_Read")
#: The engine's fields that are read as they stand.
_TEXTS = (
    *("legal_forename", "legal_surname", "preferred_forename", "preferred_surname"),
    *("middle_names", "former_surname", "title", "year_group", "school"),
)


@dataclass(frozen=True, slots=True)
class Table:
    """People in the order of their lines. ``keys`` and ``upns`` are kept as they come (hardly any
    two are the same), all other fields as columns.
    """

    keys: Sequence[str]
    upns: Sequence[str]
    columns: Mapping[str, Column]
    lines: Ints
    has_schools: bool

    def __len__(self) -> int:
        return len(self.keys)

    def people(self, places: Ints, scopes: Iterable[Scope] = repeat(Scope.SCHOOL)) -> list[Person]:
        """Some people as the engine's, each as seen from where ``scopes`` say."""
        at = places.tolist()
        cells: dict[str, Iterable[object]] = {
            "key": [self.keys[place] for place in at],
            "kind": self.read("kind", lambda text: kind_of(text) or "student", places),
            "date_of_birth": self.read("date_of_birth", date_of, places),
            "upn": [self.upns[place] for place in at],
            "scope": scopes,
        }
        return _people(cells | {name: self.columns[name].some(places) for name in _TEXTS}, len(at))

    def rows(self, places: Ints) -> list[Row]:
        """Some people as they stand in the file."""
        kinds = self.read("kind", kind_of, places)
        authorities = self.columns["local_authority"].some(places)
        return [*map(Row, self.people(places), kinds, authorities, self.lines[places].tolist())]

    def only(self, places: Ints) -> Table:
        """Some people, as a table of their own."""
        at = places.tolist()
        return Table(
            [self.keys[place] for place in at],
            [self.upns[place] for place in at],
            {name: column.only(places) for name, column in self.columns.items()},
            self.lines[places],
            self.has_schools,
        )

    def without_key(self) -> int | None:
        """The line of the first person whom nothing identifies, if there is one."""
        return int(self.lines[self.keys.index("")]) if "" in self.keys else None

    def read(self, name: str, read: Callable[[str], _Read], places: Ints) -> list[_Read]:
        """What the values of some people are read as."""
        column = self.columns[name]
        found = [*map(read, column.values)]
        return [found[place] for place in column.places[places].tolist()]

    def odd(self) -> tuple[int, list[Odd]]:
        """How many kinds and dates cannot be read, and those of the first people who have such."""
        kinds, births = self.columns["kind"], self.columns["date_of_birth"]
        odd_kinds = ~kinds.is_good({text: not text or bool(kind_of(text)) for text in kinds.values})
        odd_births = ~births.is_good(
            {text: not text or date_of(text) is not None for text in births.values}
        )
        num = int(odd_kinds.sum()) + int(odd_births.sum())
        first = np.flatnonzero(odd_kinds | odd_births)[:_MOST_NOTES]
        rows = zip(self.lines[first].tolist(), kinds.some(first), births.some(first), strict=True)
        return num, [*rows]


def _people(cells: Mapping[str, Iterable[object]], num: int) -> list[Person]:
    """So many people, made by the field: a third of the work of making each by itself."""
    people = [*map(object.__new__, repeat(Person, num))]
    for field in fields(Person):
        values = cells[field.name] if field.name in cells else repeat(field.default)
        deque(map(getattr(Person, field.name).__set__, people, values), maxlen=0)
    return people


def read_table(portion: Portion) -> Table:
    """Read a portion of a file; FileRefused where it cannot be read."""
    num_bytes = portion.end - portion.begin
    room = num_bytes // _A_LINE if num_bytes > _FEW_BYTES else 0
    draft = _Draft(RowReader(portion.file, Report()), room)
    with refusals_in_words(portion.file.path):
        for block in portion.blocks() if portion.end else ():
            draft.add(block)
        if not portion.end:
            draft.add_rows(portion.rows())
    return draft.table(portion)


class _Draft:
    """What was read of a table so far; ``room`` is about how many people may be added by the
    column.
    """

    def __init__(self, reader: RowReader, room: int) -> None:
        self.width = reader.width
        self._has_schools = reader.has("school")
        self._ids_at, self._upns_at = reader.places[reader.file.id_column], reader.places["upn"]
        self._named = {name: reader.places[name] for name in COLUMNS if name != "upn"}
        self._numbers = {name: Numbering(room) for name in self._named}
        self._places: dict[str, list[Ints]] = {name: [none()] for name in self._named}
        self._keys: list[str] = []
        self._upns: list[str] = []

    def add(self, block: bytes) -> None:
        """Add the people of some whole lines, in the quickest way in which they can be read."""
        is_large = len(block) > _FEW_BYTES
        if is_large and (cells := plain_cells(block, self.width)):
            self._add_cells(cells)
        elif not is_large and (columns := plain_columns(block, self.width)):
            self._add_columns(columns)
        else:
            self.add_rows(rows_of(block))

    def add_rows(self, rows: Iterator[list[str]]) -> None:
        """Add people line by line, as a reader of CSV gives them."""
        for chunk in _chunks(rows, self.width):
            self._add_columns([*zip(*chunk, strict=True)])

    def _add_columns(self, columns: Sequence[Sequence[str]]) -> None:
        columns = (*columns, ("",) * len(columns[0]))
        self._keys.extend(map(str.strip, columns[self._ids_at]))
        self._upns.extend(map(str.strip, columns[self._upns_at]))
        for name, at in self._named.items():
            self._places[name].append(self._numbers[name].of(columns[at]))

    def _add_cells(self, cells: Cells) -> None:
        """Add people by the column."""
        self._keys.extend(map(str.strip, cells.texts(self._ids_at)))
        self._upns.extend(map(str.strip, cells.texts(self._upns_at)))
        for name, at in self._named.items():
            self._places[name].append(self._numbers[name].of_cells(cells, at))

    def table(self, portion: Portion) -> Table:
        """Everybody who was added."""
        columns = {
            name: Column([*map(str.strip, numbers.texts)], np.concatenate(self._places[name]))
            for name, numbers in self._numbers.items()
        }
        lines = portion.lines(len(self._keys))
        return Table(self._keys, self._upns, columns, lines, self._has_schools)


def _chunks(rows: Iterator[list[str]], width: int) -> Iterator[list[list[str]]]:
    """Yield some people at a time, each with a cell for every column."""
    while chunk := list(islice(rows, _ROWS_AT_ONCE)):
        if {*map(len, chunk)} != {width}:
            chunk = [[*cells[:width], *[""] * (width - len(cells))] for cells in chunk]
        yield chunk
