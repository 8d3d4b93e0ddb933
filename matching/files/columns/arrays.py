"""Small helpers on arrays of whole numbers. They know nothing of people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, count
from typing import TypeVar

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
#: To take the values for which a flag is set costs a tenth where ``flatnonzero`` finds these first.
Flags = npt.NDArray[np.bool_]
PAD = -2


_Thing = TypeVar("_Thing", bound=Hashable)


class Numbers(defaultdict[_Thing, int]):
    """Gives each thing, mostly a text, a number, in the order in which they come: 0, 1, 2 …"""

    def __init__(self, *first: _Thing) -> None:
        """Number these things."""
        super().__init__(count(len(first)).__next__, zip(first, count(), strict=False))

    def of(self, things: Iterable[_Thing]) -> Iterator[int]:
        """The number of each thing."""
        return map(self.__getitem__, things)


def ints(values: Iterable[int], count: int = -1) -> Ints:
    """An array of these numbers."""
    return np.fromiter(values, dtype=np.int64, count=count)


def none() -> Ints:
    """No numbers."""
    return ints(())


def distinct(values: Ints) -> Ints:
    """The distinct numbers, sorted."""
    found = np.sort(values)
    return found[np.flatnonzero(_begins(found))]


def numbered(values: Ints) -> tuple[Ints, Ints]:
    """The distinct numbers, sorted, and which of them each value is."""
    order = np.argsort(values, kind="stable")
    begins = _begins(values[order])
    places = np.empty(len(values), dtype=np.int64)
    places[order] = np.cumsum(begins) - 1
    return values[order[np.flatnonzero(begins)]], places


def _begins(ordered: Ints) -> Flags:
    begins = np.ones(len(ordered), dtype=np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=begins[1:])
    return begins


@dataclass(frozen=True, slots=True)
class Lists:
    """A list of numbers for each of many things, one after another in ``flat``."""

    flat: Ints
    starts: Ints
    lengths: Ints

    @classmethod
    def of(cls, lists: Sequence[Collection[int]]) -> Lists:
        """Put the lists one after another."""
        return cls.in_a_row(chain.from_iterable(lists), ints(map(len, lists), len(lists)))

    @classmethod
    def numbered(cls, lists: Sequence[Collection[str]], numbers: Numbers[str]) -> Lists:
        """The lists of the texts' numbers."""
        lengths = ints(map(len, lists), len(lists))
        return cls.in_a_row(numbers.of(chain.from_iterable(lists)), lengths)

    @classmethod
    def in_a_row(cls, numbers: Iterable[int], lengths: Ints) -> Lists:
        """Lists that stand one after another already; so many numbers are in each."""
        return cls(ints(numbers, int(lengths.sum())), np.cumsum(lengths) - lengths, lengths)

    def spread(self, things: Ints) -> tuple[Ints, Ints]:
        """All numbers of these things: whose each is (a position in ``things``), and the number."""
        lengths = self.lengths[things]
        owners = np.repeat(np.arange(len(things)), lengths)
        return owners, self.flat[runs(self.starts[things], lengths)]

    def or_else(self, number: int) -> Lists:
        """The same lists, with this number instead of none."""
        lengths = np.maximum(self.lengths, 1)
        starts = np.cumsum(lengths) - lengths
        flat = np.full(int(lengths.sum()), number)
        flat[runs(starts, self.lengths)] = self.flat
        return Lists(flat, starts, lengths)

    def padded(self, width: int) -> Ints:
        """The first ``width`` numbers of each, a row each; where there are fewer, PAD."""
        found = np.full((len(self.lengths), width), PAD)
        for at in range(width):
            has = np.flatnonzero(self.lengths > at)
            found[has, at] = self.flat[self.starts[has] + at]
        return found


def runs(starts: Ints, lengths: Ints) -> Ints:
    """Count up from each start, as many steps as its length says, one run after another."""
    before = np.cumsum(lengths) - lengths
    found: Ints = np.arange(int(lengths.sum())) + np.repeat(starts - before, lengths)
    return found
