"""The cells of lines of a CSV file, found by looking at all bytes at once. It knows no people.

Only of lines that are plain: all have as many cells, and nothing but commas and line feeds has a
meaning in them. Everything else is for a reader of CSV.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matching.files.columns.arrays import Ints

_Bytes = npt.NDArray[np.uint8]
Words = npt.NDArray[np.uint64]
_COMMA, _LINE_FEED = b",\n"
_A_WORD = 8  # bytes
#: Cells of more words are not compared as numbers.
MOST_WORDS = 4
LONGEST = MOST_WORDS * _A_WORD
#: For each word of a cell: the cell's length → the bits of those bytes that belong to it.
_MASKS = np.array(
    [
        [(1 << 8 * min(_A_WORD, max(0, length - at))) - 1 for length in range(LONGEST + 1)]
        for at in range(0, LONGEST, _A_WORD)
    ],
    dtype=np.uint64,
)


@dataclass(frozen=True, slots=True)
class Cells:
    """Where the cells are in a ``block`` of bytes: a row of numbers for each column, and one of
    blank cells behind the last. ``words`` are the eight bytes from each place on, as one number.
    """

    block: bytes
    starts: Ints
    lengths: Ints
    words: Words

    def __len__(self) -> int:
        return len(self.starts[0])

    def texts(self, column: int, which: slice | Ints = slice(None)) -> Iterator[str]:
        """Yield the texts of a column, or some of them."""
        starts, lengths = self.starts[column, which], self.lengths[column, which]
        for start, end in zip(starts.tolist(), (starts + lengths).tolist(), strict=True):
            yield self.block[start:end].decode()

    def spelt(self, column: int) -> Sequence[Words]:
        """The bytes of a column's texts as numbers: of each text the first eight, the second eight
        … up to the end of the longest text. Of texts beyond LONGEST only the beginning is told.
        """
        starts, lengths = self.starts[column], np.minimum(self.lengths[column], LONGEST)
        offsets = range(0, int(lengths.max(initial=0)), _A_WORD)
        return [
            self.words[starts + at] & masks.take(lengths)
            for at, masks in zip(offsets, _MASKS, strict=False)
        ]


def plain_cells(block: bytes, width: int) -> Cells | None:
    """Find the cells of whole lines with so many columns, but for lines that are empty; None where
    they are not plain. UnicodeDecodeError where it is not UTF-8 text.
    """
    if not block.isascii():
        block.decode("utf-8")
    if b"\r" in block:
        block = block.replace(b"\r\n", b"\n")
    if b"\r" in block or b'"' in block:
        return None
    block = block if block.endswith(b"\n") else block + b"\n"
    raw = np.frombuffer(block + bytes(LONGEST + _A_WORD), dtype=np.uint8)
    is_end = raw == _LINE_FEED
    separators = np.flatnonzero(is_end | (raw == _COMMA))
    num_lines = np.count_nonzero(is_end)
    if len(separators) != width * num_lines:
        return None
    ends = separators.reshape(-1, width).T
    if not is_end[ends[-1]].all():
        return None
    starts, lengths = np.zeros((2, width + 1, num_lines), dtype=np.int64)
    starts[0, 1:] = ends[-1, :-1] + 1
    starts[1:] = ends + 1
    np.subtract(ends, starts[:-1], out=lengths[:-1])
    if lengths.max(initial=0) > csv.field_size_limit():
        return None
    has_any = lengths.any(axis=0)
    return Cells(block, starts[:, has_any], lengths[:, has_any], _words(raw))


def plain_columns(block: bytes, width: int) -> list[list[str]] | None:
    """The columns of few whole lines, all cells split at once; None where they are not plain, or
    where the first cell of a line is blank, which may be an empty line. UnicodeDecodeError where it
    is not UTF-8 text.
    """
    text = block.decode("utf-8").replace("\r\n", "\n").removesuffix("\n")
    if "\r" in text or '"' in text:
        return None
    # Between two lines there is a cell of its own, so that each line shows where it ends.
    cells = text.replace("\n", ",\n,").split(",")
    columns = [cells[at :: width + 1] for at in range(width + 1)]
    ends = columns.pop()
    num_ends = text.count("\n")
    are_plain = num_ends == len(ends) == ends.count("\n") == len(columns[-1]) - 1
    longest = csv.field_size_limit()
    is_too_long = len(text) > longest and max(map(len, cells)) > longest
    return columns if are_plain and "" not in columns[0] and not is_too_long else None


def _words(raw: _Bytes) -> Words:
    num = len(raw) - _A_WORD + 1
    return np.ndarray((num,), dtype=np.uint64, buffer=raw.data, strides=(1,))
