"""Find out at once, of many pairs of names, most of those that differ.

The first look that ``compare_names`` takes at two names, taken at many: whoever changes the one
changes the other. It never says of two names that they agree.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import JaroWinkler
from rapidfuzz.process import cpdist

from matching.engine.compare_names import LOOKS_DIFFERENT
from matching.engine.knowledge import canonical_surname, roots_of

Flags = npt.NDArray[np.bool_]
Places = npt.NDArray[np.int64]
Masks = npt.NDArray[np.uint64]
#: More than the rounding of one likeness can be.
_SLACK = 1e-6
_BITS = 64


class Names:
    """Names of a-z, none of them empty, of which many pairs are to be looked at."""

    def __init__(
        self, names: Sequence[str], *, knowledge: Callable[[str], Collection[str]]
    ) -> None:
        """``knowledge`` gives what two names share, if only knowledge brings them together."""
        self._names = np.array(names, dtype=object)
        self._known = masks(map(knowledge, names))

    def differ(self, other: Names, places: Places, other_places: Places) -> Flags:
        """Say of pairs of these names and others which certainly differ."""
        likeness: Any = cpdist(
            self._names[places],
            other._names[other_places],
            scorer=JaroWinkler.similarity,
            score_cutoff=LOOKS_DIFFERENT - _SLACK,
            dtype=np.float64,
        )
        are_strangers = (self._known[places] & other._known[other_places]) == 0
        far: Flags = (likeness == 0.0) & are_strangers
        return far


def masks(collections: Iterable[Iterable[str]]) -> Masks:
    """A number for each collection of texts: where two have no bit in common, they share none."""
    found = [_mask(texts) for texts in collections]
    return np.array(found, dtype=np.uint64)


def _mask(texts: Iterable[str]) -> int:
    bits = 0
    for text in texts:
        bits |= 1 << hash(text) % _BITS
    return bits


def forename_knowledge(name: str) -> Collection[str]:
    """Two forenames are related where they share one of these."""
    return roots_of(name)


def surname_knowledge(name: str) -> Collection[str]:
    """Two surnames are spellings of one name where they share this."""
    return (canonical_surname(name),)
