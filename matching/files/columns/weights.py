"""What each two combinations of names weigh at most, by the engine's own comparisons.

A table of small numbers, filled where pairs ask for it. It knows names, and no people.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from math import ceil

import numpy as np
import numpy.typing as npt

from matching.engine.compare_many import Names
from matching.engine.frequencies import NameFrequencies
from matching.engine.levels import Finding, Level
from matching.engine.normalise import Profile
from matching.files.columns.arrays import PAD, Flags, Ints, Numbers, distinct
from matching.files.columns.name_fields import Combinations, Field

Bits = npt.NDArray[np.float64]
Codes = npt.NDArray[np.uint8]
#: A weight is kept as a number: so many steps a bit, rounded up, around the number of 0 bits.
_STEPS = 4
_NOTHING = 128
_UNKNOWN, _ALIKE, _DIFFERS, _LEAST, _MOST = 0, 1, 2, 3, 255


class NameWeights:
    """Weights of pairs of names: ``ours`` of the incoming people, ``theirs`` of the accounts."""

    def __init__(
        self,
        ours: Sequence[Profile],
        theirs: Sequence[Profile],
        *,
        field: Field,
        names: NameFrequencies,
    ) -> None:
        """Compare nothing yet. ``names`` says how common names are."""
        numbers = Numbers[str]()
        self._ours = Combinations(ours, field, numbers)
        self._theirs = Combinations(theirs, field, numbers)
        texts = [*numbers]
        self._names = Names(texts, knowledge=field.knowledge, sound=field.sound)
        self._whole, self._code = field.whole, _coder(field, names)
        self._codes_of_names = _CodesOfNames(texts, field.compare_names, self._code)
        self._known = np.zeros(len(ours) * len(theirs), dtype=np.uint8)  # taken up as it is used
        self._bits = (np.arange(_MOST + 1) - _NOTHING) / _STEPS
        self._bits[_DIFFERS] = field.weights[Level.DIFFERS]

    def differ(self, ours: Ints, theirs: Ints) -> Flags:
        """Say of pairs which certainly differ; the others are only looked at."""
        places, found = self._found(ours, theirs)
        fresh = distinct(places[np.flatnonzero(found == _UNKNOWN)])
        if len(fresh):
            self._known[fresh] = np.where(self._are_alike(*self._pairs(fresh)), _ALIKE, _DIFFERS)
            found = self._known[places]
        differ: Flags = found == _DIFFERS
        return differ

    def bits(self, ours: Ints, theirs: Ints) -> Bits:
        """The most that pairs can weigh: the weights, or a little more."""
        places, found = self._found(ours, theirs)
        fresh = distinct(places[np.flatnonzero(found <= _ALIKE)])
        if len(fresh):
            self._known[fresh] = self._compared(*self._pairs(fresh))
            found = self._known[places]
        return self._bits[found]

    def _found(self, ours: Ints, theirs: Ints) -> tuple[Ints, Codes]:
        places = ours * len(self._theirs.profiles) + theirs
        return places, self._known[places]

    def _pairs(self, places: Ints) -> tuple[Ints, Ints]:
        ours, theirs = np.divmod(places, len(self._theirs.profiles))
        return ours, theirs

    def _are_alike(self, ours: Ints, theirs: Ints) -> Flags:
        found = ~self._ours.are_names_all(self._theirs, ours, theirs)
        for ones, others, which in self._names_of(ours, theirs):
            found[which] |= ~self._names.differ(self._names, ones, others)
        return found

    def _names_of(self, ours: Ints, theirs: Ints) -> Iterator[tuple[Ints, Ints, Ints]]:
        """Each name of ours beside each of theirs: two names, and of which pairs these are."""
        for our_names in self._ours.places.T:
            for their_names in self._theirs.places.T:
                ones, others = our_names[ours], their_names[theirs]
                which = np.flatnonzero((ones != PAD) & (others != PAD))
                yield ones[which], others[which], which

    def _compared(self, ours: Ints, theirs: Ints) -> Codes:
        codes = np.full(len(ours), _DIFFERS, dtype=np.uint8)
        for ones, others, which in self._names_of(ours, theirs):
            codes[which] = np.maximum(codes[which], self._codes_of_names.of(ones, others))
        rest = np.flatnonzero(~self._ours.are_names_all(self._theirs, ours, theirs))
        codes[rest] = self._compared_as_a_whole(ours[rest], theirs[rest])
        return codes

    def _compared_as_a_whole(self, our_places: Ints, their_places: Ints) -> Codes:
        ours = map(self._ours.profiles.__getitem__, our_places.tolist())
        theirs = map(self._theirs.profiles.__getitem__, their_places.tolist())
        codes = map(self._code, map(self._whole, ours, theirs))
        return np.fromiter(codes, dtype=np.uint8, count=len(our_places))


class _CodesOfNames(dict[int, int]):
    """The codes of single names, each two of which are compared once."""

    def __init__(
        self,
        names: Sequence[str],
        compare: Callable[[str, str], Finding],
        code: Callable[[Finding], int],
    ) -> None:
        super().__init__()
        self._names = names
        self._compare, self._code = compare, code

    def of(self, ours: Ints, theirs: Ints) -> Codes:
        pairs = (ours * len(self._names) + theirs).tolist()
        return np.fromiter(map(self.__getitem__, pairs), dtype=np.uint8, count=len(pairs))

    def __missing__(self, pair: int) -> int:
        one, other = divmod(pair, len(self._names))
        code = self[pair] = self._code(self._compare(self._names[one], self._names[other]))
        return code


def _coder(field: Field, names: NameFrequencies) -> Callable[[Finding], int]:
    """Weigh a finding of a field as ``weigh`` does, its names' rarity included."""

    def code(finding: Finding) -> int:
        level = finding.level
        if level is Level.DIFFERS:
            return _DIFFERS
        share = field.by_name.get(level)
        rarity = share * names.bits(field.name, finding.left, finding.right) if share else 0.0
        weight = field.weights[level] + rarity
        return min(_MOST, max(_LEAST, _NOTHING + ceil(_STEPS * weight)))

    return code
