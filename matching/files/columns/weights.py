"""What each two combinations of names weigh at most, by the engine's own comparisons.

A table of small numbers, filled where pairs ask for it. It knows names, and no people.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import ceil

import numpy as np
import numpy.typing as npt

from matching.engine.frequencies import NameFrequencies
from matching.engine.levels import Finding, Level
from matching.engine.normalise import Profile
from matching.files.columns.arrays import PAD, Ints, distinct
from matching.files.columns.name_fields import Combinations, Field

Bits = npt.NDArray[np.float64]
Codes = npt.NDArray[np.uint8]
#: A weight is kept as a number: so many steps a bit, rounded up, around the number of 0 bits.
_STEPS = 4
_NOTHING = 128
_UNKNOWN, DIFFERS, _LEAST, _MOST = 0, 1, 2, 255


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
        self._ours, self._theirs = Combinations(ours, field), Combinations(theirs, field)
        self._whole, self._code = field.whole, _coder(field, names)
        self._codes_of_names = _CodesOfNames(
            self._ours.texts, self._theirs.texts, field.compare_names, self._code
        )
        self._known = np.zeros(len(ours) * len(theirs), dtype=np.uint8)  # taken up as it is used
        self._bits = (np.arange(_MOST + 1) - _NOTHING) / _STEPS
        self._bits[DIFFERS] = field.weights[Level.DIFFERS]

    def codes(self, ours: Ints, theirs: Ints) -> Codes:
        """The weight of each pair as a code: DIFFERS, or what ``bits`` reads."""
        num = len(self._theirs.profiles)
        places = ours * num + theirs
        found: Codes = self._known[places]
        fresh = distinct(places[np.flatnonzero(found == _UNKNOWN)])
        if len(fresh):
            self._known[fresh] = self._compared(fresh // num, fresh % num)
            found = self._known[places]
        return found

    def bits(self, codes: Codes) -> Bits:
        """The most that the pairs can weigh: the weights, or a little more."""
        return self._bits[codes]

    def _compared(self, ours: Ints, theirs: Ints) -> Codes:
        codes = np.full(len(ours), DIFFERS, dtype=np.uint8)
        for our_names in self._ours.places.T:
            for their_names in self._theirs.places.T:
                ones, others = our_names[ours], their_names[theirs]
                which = np.flatnonzero((ones != PAD) & (others != PAD))
                found = self._compared_names(ones[which], others[which])
                codes[which] = np.maximum(codes[which], found)
        rest = np.flatnonzero(~self._ours.are_names_all(self._theirs, ours, theirs))
        codes[rest] = self._compared_as_a_whole(ours[rest], theirs[rest])
        return codes

    def _compared_names(self, ours: Ints, theirs: Ints) -> Codes:
        codes = np.full(len(ours), DIFFERS, dtype=np.uint8)
        which = np.flatnonzero(~self._ours.names.differ(self._theirs.names, ours, theirs))
        codes[which] = self._codes_of_names.of(ours[which], theirs[which])
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
        ours: Sequence[str],
        theirs: Sequence[str],
        compare: Callable[[str, str], Finding],
        code: Callable[[Finding], int],
    ) -> None:
        super().__init__()
        self._ours, self._theirs = ours, theirs
        self._compare, self._code = compare, code

    def of(self, ours: Ints, theirs: Ints) -> Codes:
        pairs = (ours * len(self._theirs) + theirs).tolist()
        return np.fromiter(map(self.__getitem__, pairs), dtype=np.uint8, count=len(pairs))

    def __missing__(self, pair: int) -> int:
        one, other = divmod(pair, len(self._theirs))
        code = self[pair] = self._code(self._compare(self._ours[one], self._theirs[other]))
        return code


def _coder(field: Field, names: NameFrequencies) -> Callable[[Finding], int]:
    """Weigh a finding of a field as ``weigh`` does, its names' rarity included."""

    def code(finding: Finding) -> int:
        level = finding.level
        if level is Level.DIFFERS:
            return DIFFERS
        share = field.by_name.get(level)
        rarity = share * names.bits(field.name, finding.left, finding.right) if share else 0.0
        weight = field.weights[level] + rarity
        return min(_MOST, max(_LEAST, _NOTHING + ceil(_STEPS * weight)))

    return code
