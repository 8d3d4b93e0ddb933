"""The rows file: the one form in which a filtered export is stored, and read again by the parsers.

UTF-8 CSV. First line: the captions that may be kept, in declared order. Then one line a row, a
missing value empty. Last line: ``#end``, the number of rows, and the captions that really came —
an XML export leaves blank elements out, so that is known at its end only. No knowledge of any MIS.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeVar

from autoupdate.connectors.tabular.rows import ByteSource, chunks
from autoupdate.connectors.unreadable import UnreadableExport

T = TypeVar("T")

END = "#end"
LINE_END = "\r\n"
_CHUNK_ROWS = 500


def write_rows(
    columns: Sequence[str], rows: Iterable[Sequence[str | None]], *, seen: Collection[str]
) -> Iterator[bytes]:
    """The file's bytes in chunks. ``seen`` is looked at only after the last row has been taken."""
    yield _lines([columns])
    num_rows = 0
    remaining = iter(rows)
    while batch := list(islice(remaining, _CHUNK_ROWS)):
        num_rows += len(batch)
        yield _lines(batch)
    yield _lines([[END, str(num_rows), *(column for column in columns if column in seen)]])


def read_rows(source: ByteSource) -> RowsFile:
    """The stored file, read whole: it is small, the door saw to that.

    Raises UnreadableExport("stored_file_broken") unless it is complete.
    """
    return RowsFile(b"".join(chunks(source)))


class RowsFile:
    """A stored rows file in memory, readable as often as needed.

    ``columns`` are the captions of every row in order; ``seen`` those of them that really came.
    """

    def __init__(self, data: bytes) -> None:
        start_of_end = data.rfind(b"\n", 0, len(data) - 1) + 1
        footer = next(_read(data[start_of_end:]), [])
        if not data.endswith(b"\n") or footer[:1] != [END] or not _is_number(footer[1:2]):
            raise UnreadableExport("stored_file_broken")
        self._data = memoryview(data)[:start_of_end]
        self.num_rows = int(footer[1])
        self.seen = frozenset(footer[2:])
        self.columns = tuple(next(_read(self._data), []))
        if not self.seen <= set(self.columns):
            raise UnreadableExport("stored_file_broken")

    def rows(self) -> Iterator[list[str]]:
        """Each row's texts, in the order of ``columns``; "" where there was no value."""
        return self.taking(lambda row: list(row[:-1]))

    def taking(self, take: Callable[[Sequence[str]], T]) -> Iterator[T]:
        """What ``take`` makes of each row.

        It is given one text more than there are columns: a last one that is always empty, for
        fields that have no column.
        """
        width, num_rows = len(self.columns), 0
        rows = _read(self._data)
        next(rows, None)
        for row in rows:
            if len(row) != width:
                raise UnreadableExport("stored_file_broken")
            num_rows += 1
            row.append("")
            yield take(row)
        if num_rows != self.num_rows:
            raise UnreadableExport("stored_file_broken")


def _read(data: bytes | memoryview) -> Iterator[list[str]]:
    """The lines of stored bytes; whatever is wrong with them is one fault."""
    try:
        yield from csv.reader(io.TextIOWrapper(io.BytesIO(data), encoding="utf-8", newline=""))
    except (csv.Error, UnicodeDecodeError) as error:
        raise UnreadableExport("stored_file_broken") from error


def _is_number(cells: list[str]) -> bool:
    return bool(cells) and cells[0].isdecimal()


def _lines(rows: Iterable[Sequence[str | None]]) -> bytes:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator=LINE_END).writerows(rows)
    return buffer.getvalue().encode("utf-8")
