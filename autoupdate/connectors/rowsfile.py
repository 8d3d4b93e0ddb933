"""The rows file: the one form in which a filtered export is stored, and read again by the parsers.

UTF-8 CSV. First line: the captions that may be kept, in declared order. Then one line a row, a
missing value empty. Last line: ``#end``, the number of rows, and the captions that really came —
an XML export leaves blank elements out, so that is known at its end only. No knowledge of any MIS.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice

from autoupdate.connectors.tabular.rows import ByteSource, chunks
from autoupdate.connectors.unreadable import UnreadableExport

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
        footer = next(_reader(data[start_of_end:]), [])
        if not data.endswith(b"\n") or len(footer) < 2 or footer[0] != END:
            raise UnreadableExport("stored_file_broken")
        if not footer[1].isdecimal():
            raise UnreadableExport("stored_file_broken")
        self._data = memoryview(data)[:start_of_end]
        self.num_rows = int(footer[1])
        self.seen = frozenset(footer[2:])
        self.columns = tuple(next(self._all(), []))

    def rows(self) -> Iterator[list[str]]:
        """Each row's texts, in the order of ``columns``; "" where there was no value."""
        reader = self._all()
        next(reader, None)
        return reader

    def _all(self) -> Iterator[list[str]]:
        return _reader(self._data)


def _reader(data: bytes | memoryview) -> Iterator[list[str]]:
    return csv.reader(io.TextIOWrapper(io.BytesIO(data), encoding="utf-8", newline=""))


def _lines(rows: Iterable[Sequence[str | None]]) -> bytes:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator=LINE_END).writerows(rows)
    return buffer.getvalue().encode("utf-8")
