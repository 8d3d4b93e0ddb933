"""A CSV report as a stream of rows: separator , ; or tab, quoted line ends, a closing ``Count:``.

Must not know which captions matter.
"""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterable, Iterator

from autoupdate.connectors.tabular.rows import MAX_CAPTIONS, MAX_RECORD_BYTES, Row, Rows
from autoupdate.connectors.unreadable import UnreadableExport

SEPARATORS = (",", ";", "\t")


class CsvRows(Rows):
    """The rows of one CSV report, given as UTF-8 chunks; the captions are known at once."""

    format = "csv"

    def __init__(self, utf8: Iterable[bytes]) -> None:
        self._num_rows = 0
        self._lines = _Lines(utf8)
        heading = self._lines.heading()
        separator = _separator(heading)
        self._cells = csv.reader(
            self._lines.beginning_with(heading), delimiter=separator, strict=True
        )
        self._heading = [" ".join(cell.split()) for cell in self._next_cells() or []]
        _check_heading(self._heading)
        self.captions = {caption for caption in self._heading if caption}

    def __iter__(self) -> Iterator[Row]:
        heading = self._heading
        width = len(heading)
        previous: list[str] | None = None
        while (cells := self._next_cells()) is not None:
            if not any(cells):
                continue
            if previous is not None:
                yield self._row(previous, width=width)
            previous = cells
        if previous is None:
            return
        if _is_count(previous):
            self._check_count(previous)
            return
        if len(previous) < width and not self._lines.ended_with_newline:
            raise UnreadableExport("truncated")
        yield self._row(previous, width=width)

    def _check_count(self, cells: list[str]) -> None:
        """The closing row says how many there are: fewer came when the middle was lost."""
        stated = "".join(char for char in "".join(cells) if char.isdecimal())
        if stated:
            self.num_stated = int(stated)
            if self.num_stated != self._num_rows:
                raise UnreadableExport("count_differs", stated=stated, found=self._num_rows)

    def _row(self, cells: list[str], *, width: int) -> Row:
        self._num_rows += 1
        if len(cells) != width and (len(cells) < width or any(cells[width:])):
            raise UnreadableExport(
                "csv_row_length", row=self._num_rows, found=len(cells), expected=width
            )
        row = dict(zip(self._heading, cells, strict=False))
        row.pop("", None)
        return row

    def _next_cells(self) -> list[str] | None:
        try:
            return next(self._cells, None)
        except csv.Error as error:
            # The usual cause is a quotation mark never closed, which swallows the file's rest.
            raise UnreadableExport("csv_malformed", row=self._num_rows + 1) from error


class _Lines:
    """Lines of UTF-8 chunks, each with its line end; only ``\\n`` ends a line."""

    def __init__(self, utf8: Iterable[bytes]) -> None:
        self.ended_with_newline = True
        self._all = self._split(utf8)

    def heading(self) -> str:
        """The first line that is not blank."""
        for line in self._all:
            if line.strip():
                return line
        raise UnreadableExport("empty")

    def beginning_with(self, first: str) -> Iterator[str]:
        """All lines from the heading on."""
        yield first
        yield from self._all

    def _split(self, utf8: Iterable[bytes]) -> Iterator[str]:
        decoder = codecs.getincrementaldecoder("utf-8")("strict")
        rest = ""
        for chunk in utf8:
            lines = (rest + decoder.decode(chunk)).split("\n")
            rest = lines.pop()
            if len(rest) > MAX_RECORD_BYTES:
                raise UnreadableExport("record_too_long")
            for line in lines:
                yield line + "\n"
        if rest:
            self.ended_with_newline = False
            yield rest


def _separator(heading: str) -> str:
    return max(SEPARATORS, key=heading.count)


def _check_heading(heading: list[str]) -> None:
    if len(heading) < 2:
        raise UnreadableExport("not_an_export")
    if len(heading) > MAX_CAPTIONS:
        raise UnreadableExport("too_many_columns", limit=MAX_CAPTIONS)
    seen: set[str] = set()
    for caption in filter(None, heading):
        if caption in seen:
            raise UnreadableExport("duplicate_captions", caption=caption)
        seen.add(caption)


def _is_count(cells: list[str]) -> bool:
    return cells[0].strip().casefold().startswith("count:")
