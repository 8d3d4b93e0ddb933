"""The portions of a file that several processes read at once. It knows lines, and no people."""

from __future__ import annotations

import csv
import mmap
import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from itertools import pairwise

import numpy as np

from matching.files.columns.arrays import Ints
from matching.files.reading import PeopleFile, refusals_in_words

_LINES_A_TURN = 512
_BYTES_AT_ONCE = 1 << 19
_END_OF_LINE = re.compile(rb"\r\n|\r|\n|\Z")


@dataclass(frozen=True, slots=True)
class Portion:
    """The lines of a file between two bytes; or, where quotation marks may hide the ends of lines,
    every ``of``-th stretch of its lines, beginning with number ``turn``.
    """

    file: PeopleFile
    begin: int = 0
    end: int = 0
    turn: int = 0
    of: int = 1

    def lines(self, num: int) -> Ints:
        """The numbers of so many people of this portion; between two bytes, they begin at 1."""
        places = np.arange(num)
        stretches = places // _LINES_A_TURN * self.of + self.turn
        return stretches * _LINES_A_TURN + places % _LINES_A_TURN + 1

    def rows(self) -> Iterator[list[str]]:
        """Yield the cells of each line that is not empty, of a portion that has no bytes."""
        for line, cells in self.file.cells():
            if (line - 1) // _LINES_A_TURN % self.of == self.turn:
                yield [*cells]

    def blocks(self) -> Iterator[bytes]:
        """Yield what is between the two bytes in pieces of whole lines, without the header."""
        blocks = self._blocks()
        if not self.begin:
            yield _END_OF_LINE.split(next(blocks), maxsplit=1)[1]
        yield from blocks

    def _blocks(self) -> Iterator[bytes]:
        with self.file.path.open("rb") as raw:
            raw.seek(self.begin)
            left, kept = self.end - self.begin, b""
            while left:
                block = raw.read(min(_BYTES_AT_ONCE, left))
                left -= len(block)
                cut = block.rfind(b"\n") + 1 if left else len(block)
                if cut:
                    yield kept + block[:cut]
                    kept = block[cut:]
                else:
                    kept += block


def rows_of(block: bytes) -> Iterator[list[str]]:
    """Yield the cells of each line of a block that is not empty."""
    return filter(any, csv.reader(StringIO(block.decode("utf-8"), newline="")))


def portions_of(file: PeopleFile, num: int) -> list[Portion]:
    """Divide a file into so many portions of about the same size."""
    with refusals_in_words(file.path), file.path.open("rb") as raw:
        size = raw.seek(0, 2)
        with mmap.mmap(raw.fileno(), 0, access=mmap.ACCESS_READ) as whole:
            if whole.find(b'"') >= 0:
                return [Portion(file, turn=turn, of=num) for turn in range(num)]
            cuts = [0, *(_next_line(whole, size * at // num) for at in range(1, num)), size]
    return [Portion(file, begin, end) for begin, end in pairwise(cuts) if begin < end]


def _next_line(whole: mmap.mmap, at: int) -> int:
    end = whole.find(b"\n", at)
    return end + 1 if end >= 0 else len(whole)
