"""Read a CSV file of people, line by line, as the engine's people. It compares nobody.

What is wrong with a whole file is a ``FileRefused`` in the reader's words; what is wrong in one
line is noted in a ``Report``, without the value, and the field is treated as missing.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path

from matching.engine import Person

TEXTS = (
    *("school", "local_authority", "title", "legal_forename", "legal_surname"),
    *("preferred_forename", "preferred_surname", "middle_names", "former_surname"),
    *("upn", "year_group"),
)
COLUMNS = ("kind", "date_of_birth", *TEXTS)
KINDS = ("staff", "student")
_MOST_NOTES = 50


class FileRefused(Exception):  # noqa: N818 - it is an answer
    """A file that cannot be used; its text is a sentence for the person who brought it."""


@dataclass(slots=True)
class Report:
    """What was wrong in single lines: the first ones in words, all of them counted."""

    notes: list[str] = field(default_factory=list)
    num: int = 0

    def note(self, sentence: str) -> None:
        """Count a problem, and keep its sentence if there are not too many yet."""
        self.num += 1
        if len(self.notes) < _MOST_NOTES:
            self.notes.append(sentence)

    def add(self, other: Report) -> None:
        """Take over what was noted elsewhere."""
        self.num += other.num
        self.notes.extend(other.notes[: _MOST_NOTES - len(self.notes)])


@dataclass(frozen=True, slots=True)
class Row:
    """One person of a file. ``kind`` is "" where the file does not say: then ``person`` passes for
    a student, whose fields are more. ``line`` counts people from 1.
    """

    person: Person
    kind: str
    local_authority: str
    line: int


@dataclass(frozen=True, slots=True)
class PeopleFile:
    """A file of people that can be read again and again; ``id_column`` names each of them."""

    path: Path
    id_column: str

    def columns(self) -> tuple[str, ...]:
        """Return the names of the file's columns; FileRefused where it cannot be read."""
        return next(self._lines())[0]

    def cells(self) -> Iterator[tuple[int, Sequence[str]]]:
        """Yield every line that is not empty with its number, beginning at 1."""
        lines = self._lines()
        next(lines)
        for number, (_columns, cells) in enumerate(lines, start=1):
            yield number, cells

    def _lines(self) -> Iterator[tuple[tuple[str, ...], Sequence[str]]]:
        """Yield the columns with each line: first with none, then line by line."""
        with (
            refusals_in_words(self.path),
            self.path.open(encoding="utf-8-sig", newline="") as text,
        ):
            reader = csv.reader(text)
            columns = tuple(cell.strip().lower() for cell in next(reader, ()))
            self._check(columns)
            yield columns, ()
            for cells in reader:
                if any(cells):
                    yield columns, cells

    def _check(self, columns: tuple[str, ...]) -> None:
        name = self.path.name
        if not any(columns):
            raise FileRefused(f"{name} is empty. Its first line must name the columns.")
        repeated = sorted({column for column in columns if column and columns.count(column) > 1})
        if repeated:
            raise FileRefused(f"{name} has more than one column called {', '.join(repeated)}.")
        if self.id_column not in columns:
            raise FileRefused(
                f"{name} has no column {self.id_column}, which must tell its people apart."
            )


@contextmanager
def refusals_in_words(path: Path) -> Iterator[None]:
    """Say in a sentence why a file cannot be read, whatever goes wrong inside."""
    try:
        yield
    except UnicodeDecodeError as error:
        raise FileRefused(f"{path.name} is not UTF-8 text. Save it as CSV UTF-8.") from error
    except csv.Error as error:
        raise FileRefused(f"{path.name} is not a CSV file that can be read.") from error
    except OSError as error:
        raise FileRefused(f"{path.name} cannot be opened. Is it there?") from error


class RowReader:
    """Turns the cells of one file into people."""

    def __init__(self, file: PeopleFile, report: Report) -> None:
        """Look at the file's columns; unknown ones are noted and left out."""
        self.file = file
        self.report = report
        columns = file.columns()
        for column in columns:
            if column and column not in (file.id_column, *COLUMNS):
                report.note(f"{file.path.name}: the column {column} is not known and was left out.")
        # A missing column is the cell behind the last one, which is always blank.
        self.places = {
            name: columns.index(name) if name in columns else len(columns)
            for name in (file.id_column, *COLUMNS)
        }
        self.width = len(columns)
        self._at = tuple(self.places[name] for name in TEXTS)

    def has(self, column: str) -> bool:
        """Whether the file has this column at all."""
        return self.places[column] < self.width

    def whole(self, cells: Sequence[str]) -> list[str]:
        """Return a line with a cell for every column, and a blank one for those that are not."""
        known = cells[: self.width]
        return [*known, *[""] * (self.width + 1 - len(known))]

    def read(self, cells: Sequence[str], line: int) -> Row:
        """Read one line, made whole before."""
        texts = [cells[place].strip() for place in self._at]
        kind = self._kind(cells[self.places["kind"]], line)
        person = Person(
            key=self.key(cells, line),
            kind=kind or "student",
            date_of_birth=self._date(cells[self.places["date_of_birth"]], line),
            school=texts[0],
            title=texts[2],
            legal_forename=texts[3],
            legal_surname=texts[4],
            preferred_forename=texts[5],
            preferred_surname=texts[6],
            middle_names=texts[7],
            former_surname=texts[8],
            upn=texts[9],
            year_group=texts[10],
        )
        return Row(person, kind, sys.intern(texts[1]), line)

    def check(self, kind: str, date_of_birth: str, line: int) -> None:
        """Note what is wrong in the line of somebody who need not be read."""
        self._kind(kind, line)
        self._date(date_of_birth, line)

    def key(self, cells: Sequence[str], line: int) -> str:
        """Return what identifies the person of a line; FileRefused where nothing does."""
        key = cells[self.places[self.file.id_column]].strip()
        if not key:
            raise FileRefused(
                f"{self.file.path.name}, person {line}: {self.file.id_column} is blank."
                " Everybody needs one."
            )
        return key

    def _kind(self, text: str, line: int) -> str:
        kind = kind_of(text)
        if text.strip() and not kind:
            self._note(line, "the kind is neither staff nor student")
        return kind

    def _date(self, text: str, line: int) -> date | None:
        text = text.strip()
        found = date_of(text)
        if text and not found:
            self._note(line, "the date of birth cannot be read as YYYY-MM-DD")
        return found

    def _note(self, line: int, what: str) -> None:
        name = self.file.path.name
        self.report.note(f"{name}, person {line}: {what}; it was treated as missing.")


def kind_of(text: str) -> str:
    """Return the kind that a cell names, or "" where it names none."""
    kind = text.strip().lower()
    return kind if kind in KINDS else ""


@lru_cache(maxsize=1 << 15)
def date_of(text: str) -> date | None:
    """Return the day that a cell without spaces around it names, or None where it names none."""
    if len(text) != len("2012-03-14"):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def each_person(file: PeopleFile, report: Report) -> Iterator[Row]:
    """Yield the people of a file, one by one; FileRefused where it cannot be read."""
    reader = RowReader(file, report)
    for line, cells in file.cells():
        yield reader.read(reader.whole(cells), line)


def read_people(file: PeopleFile, report: Report) -> list[Row]:
    """Read a whole file that is small enough to keep; FileRefused where an id comes twice."""
    rows = [*each_person(file, report)]
    refuse_repeated(file, [row.person.key for row in rows])
    return rows


def refuse_repeated(file: PeopleFile, keys: Sequence[str]) -> None:
    """Refuse a file in which one id names several people."""
    if len(set(keys)) == len(keys):
        return
    seen: set[str] = set()
    for key in keys:
        if key in seen:
            raise FileRefused(
                f"{file.path.name}: {file.id_column} “{key}” comes more than once."
                " Everybody needs one of their own."
            )
        seen.add(key)
