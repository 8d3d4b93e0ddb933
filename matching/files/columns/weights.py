"""What each two combinations of names weigh at most, compared once by the engine's own functions.

A table of small numbers, filled where pairs ask for it. It knows names, and no people.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import ceil

import numpy as np
import numpy.typing as npt

from matching.engine.frequencies import NameFrequencies
from matching.engine.levels import Finding, Level
from matching.engine.normalise import Profile
from matching.files.columns.arrays import Ints, distinct
from matching.files.columns.first_look import FirstLook

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
        look: FirstLook,
        compare: Callable[[Profile, Profile], Finding],
        weigh: Callable[[Finding], float],
        differs: float,
    ) -> None:
        """Compare nothing yet. ``differs`` is the weight of names that differ."""
        self._ours, self._theirs = ours, theirs
        self._look, self._compare, self._weigh = look, compare, weigh
        self._known = np.zeros(len(ours) * len(theirs), dtype=np.uint8)  # taken up as it is used
        self._bits = (np.arange(_MOST + 1) - _NOTHING) / _STEPS
        self._bits[DIFFERS] = differs

    def codes(self, ours: Ints, theirs: Ints) -> Codes:
        """The weight of each pair as a code: DIFFERS, or what ``bits`` reads."""
        places = ours * len(self._theirs) + theirs
        found: Codes = self._known[places]
        fresh = distinct(places[found == _UNKNOWN])
        if len(fresh):
            self._known[fresh] = self._compared(fresh)
            found = self._known[places]
        return found

    def bits(self, codes: Codes) -> Bits:
        """The weights, at most a step too high."""
        return self._bits[codes]

    def _compared(self, places: Ints) -> Codes:
        codes = np.full(len(places), DIFFERS, dtype=np.uint8)
        ours, theirs = places // len(self._theirs), places % len(self._theirs)
        others = np.flatnonzero(~self._look.differ(ours, theirs))
        codes[others] = self._compared_fully(ours[others], theirs[others])
        return codes

    def _compared_fully(self, our_places: Ints, their_places: Ints) -> Codes:
        ours = map(self._ours.__getitem__, our_places.tolist())
        theirs = map(self._theirs.__getitem__, their_places.tolist())
        codes = map(self._code, map(self._compare, ours, theirs))
        return np.fromiter(codes, dtype=np.uint8, count=len(our_places))

    def _code(self, finding: Finding) -> int:
        if finding.level is Level.DIFFERS:
            return DIFFERS
        return min(_MOST, max(_LEAST, _NOTHING + ceil(_STEPS * self._weigh(finding))))


def weigher(
    field: str,
    weights: Mapping[Level, float],
    by_name: Mapping[Level, float],
    names: NameFrequencies,
) -> Callable[[Finding], float]:
    """Weigh a finding of one field as ``weigh`` does, its names' rarity included."""

    def weigh(finding: Finding) -> float:
        share = by_name.get(finding.level)
        rarity = share * names.bits(field, finding.left, finding.right) if share else 0.0
        return weights[finding.level] + rarity

    return weigh
