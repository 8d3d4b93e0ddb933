"""Number the texts of one column in the order in which they come. It knows no people.

Most texts of a column were met before: that is seen by comparing their bytes as numbers.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from matching.files.columns.arrays import Flags, Ints, Numbers, ints
from matching.files.columns.cells import LONGEST, MOST_WORDS, Cells, Words

#: How many texts are remembered by their bytes at most, as a power of two.
_MOST_BITS = 16
#: Odd numbers whose multiples are all over the place, one for each word of a text.
_SPREADS = np.array(
    [0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93], np.uint64
)
#: So many texts are looked up at first, and each time more: what they are is remembered by then.
_FIRST, _MORE = 256, 4


class Numbering:
    """The numbers of a column's texts. Of those that share a place in its memory it remembers the
    last one.
    """

    def __init__(self, room: int) -> None:
        """Know the blank text, whose number is 0; ``room`` is how many others there may be."""
        self._numbers = Numbers("")
        bits = min(_MOST_BITS, 1 + room.bit_length())
        self._shift = np.uint64(64 - bits)
        # Nothing but noughts is how the blank text looks.
        self._words = np.zeros((MOST_WORDS, 1 << bits), dtype=np.uint64)
        self._lengths, self._known = np.zeros((2, 1 << bits), dtype=np.int64)

    @property
    def texts(self) -> Sequence[str]:
        """The distinct texts, each at the place that is its number."""
        return [*self._numbers]

    def of(self, texts: Sequence[str]) -> Ints:
        """The number of each text."""
        return ints(self._numbers.of(texts), len(texts))

    def of_cells(self, cells: Cells, column: int) -> Ints:
        """The number of each text of a column."""
        words, lengths = cells.spelt(column), cells.lengths[column]
        places = self._places(words, len(lengths))
        found = np.empty(len(lengths), dtype=np.int64)
        rest, num = np.arange(len(lengths)), _FIRST
        while True:
            at = places[rest]
            found[rest] = self._known[at]
            rest = rest[~self._are_known(at, [word[rest] for word in words], lengths[rest])]
            if not len(rest):
                return found
            some, rest = rest[:num], rest[num:]
            found[some] = self.of([*cells.texts(column, some)])
            self._remember(places[some], [word[some] for word in words], lengths[some], found[some])
            num *= _MORE

    def _are_known(self, at: Ints, words: Sequence[Words], lengths: Ints) -> Flags:
        are: Flags = (self._lengths[at] == lengths) & (lengths <= LONGEST)
        for word, known in zip(words, self._words, strict=False):
            are &= known[at] == word
        return are

    def _remember(self, at: Ints, words: Sequence[Words], lengths: Ints, numbers: Ints) -> None:
        """Remember texts; of several at one place the last one, in each of the lists."""
        for word, known in zip(words, self._words, strict=False):
            known[at] = word
        self._lengths[at] = lengths
        self._known[at] = numbers

    def _places(self, words: Sequence[Words], num: int) -> Ints:
        """A place in the memory for each text, evenly spread."""
        spread = np.zeros(num, dtype=np.uint64)
        for word, factor in zip(words, _SPREADS, strict=False):
            spread += word * factor
        return (spread >> self._shift).astype(np.int64)
