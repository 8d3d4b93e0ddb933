"""Find out at once, of many pairs of names, most of those that differ.

The first look that ``compare_names`` takes at two names, taken at many: whoever changes the one
changes the other. It never says of two names that they agree.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import OSA, JaroWinkler
from rapidfuzz.process import cpdist

from matching.engine.compare_names import (
    LOOKS_ALIKE,
    LOOKS_DIFFERENT,
    SHORTEST_SHORTENED,
    slips_allowed,
)
from matching.engine.knowledge import canonical_surname, roots_of

Flags = npt.NDArray[np.bool_]
Places = npt.NDArray[np.int64]
Masks = npt.NDArray[np.uint64]
#: More than the rounding of one likeness can be.
_SLACK = 1e-6
_BITS = 64
_LETTERS = 26
#: Up to here Jaro and Winkler's likeness is Jaro's alone: nothing is added for the first letters.
_WITHOUT_PREFIX = 0.7
#: Jaro's likeness is at most a third of (letters in common ÷ each name's length, and 1).
_LEAST_SHARE = 3 * (min(LOOKS_DIFFERENT, _WITHOUT_PREFIX) - _SLACK) - 1
#: Length of the longer name → how many letters may be mistyped; the same for all that are longer.
_LONG = 32
_SLIPS_ALLOWED = np.array([*map(slips_allowed, range(_LONG + 1))], dtype=np.int64)


class Names:
    """Names of a-z, none of them empty, of which many pairs are to be looked at."""

    def __init__(
        self,
        names: Sequence[str],
        *,
        knowledge: Callable[[str], Collection[str]],
        sound: Callable[[str], str],
    ) -> None:
        """``knowledge`` gives what two names share, if only knowledge brings them together;
        ``sound`` what they share if they sound alike.
        """
        self._names = np.array(names, dtype=object)
        self._known = Collections([*map(knowledge, names)])
        self._lengths = np.array([*map(len, names)], dtype=np.int64)
        self._letters = _letters(names)
        self._thirds = self._lengths - np.bitwise_count(self._letters)
        self._begins = np.array([hash(name[:SHORTEST_SHORTENED]) for name in names], dtype=np.int64)
        self._sounds = np.array([hash(sound(name)) for name in names], dtype=np.int64)

    def differ(self, other: Names, places: Places, other_places: Places) -> Flags:
        """Say of pairs of these names and others which certainly differ."""
        far = ~self._known.may_share(other._known, places, other_places)
        which = np.flatnonzero(far & self._may_look_alike(other, places, other_places))
        likeness: Any = cpdist(
            self._names[places[which]],
            other._names[other_places[which]],
            scorer=JaroWinkler.similarity,
            score_cutoff=LOOKS_DIFFERENT - _SLACK,
            dtype=np.float64,
        )
        far[which] = likeness == 0.0
        near = likeness > 0.0
        which, likeness = which[near], likeness[near]
        far[which] = ~self._may_agree(other, places[which], other_places[which], likeness)
        return far

    def _may_agree(
        self, other: Names, places: Places, other_places: Places, likeness: npt.NDArray[np.float64]
    ) -> Flags:
        """Say of pairs that look alike, and that no knowledge brings together, which may be more
        than that: an initial, shortened, mistyped, or the same to hear.
        """
        lengths, other_lengths = self._lengths[places], other._lengths[other_places]
        found: Flags = (lengths == 1) | (other_lengths == 1)
        begin_alike = self._begins[places] == other._begins[other_places]
        found |= begin_alike & (np.abs(lengths - other_lengths) > 1)
        sound_alike = self._sounds[places] == other._sounds[other_places]
        found |= sound_alike & (likeness >= LOOKS_ALIKE - _SLACK)
        allowed = _SLIPS_ALLOWED[np.minimum(np.maximum(lengths, other_lengths), _LONG)]
        which = np.flatnonzero(~found & (np.abs(lengths - other_lengths) <= allowed))
        slips: Any = cpdist(
            self._names[places[which]],
            other._names[other_places[which]],
            scorer=OSA.distance,
            score_cutoff=int(_SLIPS_ALLOWED.max()),
            dtype=np.int64,
        )
        found[which] = slips <= allowed[which]
        return found

    def _may_look_alike(self, other: Names, places: Places, other_places: Places) -> Flags:
        """Say of pairs which have enough letters in common, wherever these stand."""
        lengths, other_lengths = self._lengths[places], other._lengths[other_places]
        shared = np.bitwise_count(self._letters[places] & other._letters[other_places])
        most = shared + np.minimum(self._thirds[places], other._thirds[other_places])
        enough: Flags = most * (lengths + other_lengths) >= _LEAST_SHARE * lengths * other_lengths
        return enough


def _letters(names: Sequence[str]) -> Masks:
    """A bit for each letter of a name, and another where it comes twice; thirds have none."""
    once, twice = np.zeros((2, len(names)), dtype=np.uint64)
    spelt = np.array(names, dtype=np.bytes_).reshape(-1, 1).view(np.uint8).T
    for letters in spelt:  # the first of each name, the second …
        bits = _BIT_OF[letters]
        twice |= once & bits
        once |= bits
    return once | twice << np.uint64(_LETTERS)


def _bits_of_letters() -> Masks:
    found = np.zeros(256, dtype=np.uint64)  # what ends a name is 0 and has no bit
    found[ord("a") : ord("z") + 1] = np.uint64(1) << np.arange(_LETTERS, dtype=np.uint64)
    return found


_BIT_OF = _bits_of_letters()


class Collections:
    """Collections of texts, of many pairs of which is asked whether they have a text in common."""

    def __init__(self, collections: Sequence[Collection[str]]) -> None:
        """Give each text a bit in either of two numbers."""
        num_texts = np.array([*map(len, collections)], dtype=np.int64)
        owners = np.repeat(np.arange(len(collections)), num_texts)
        hashes = np.array([*map(hash, chain.from_iterable(collections))], dtype=np.int64)
        self._masks = np.zeros((2, len(collections)), dtype=np.uint64)
        for masks, numbers in zip(self._masks, (hashes, hashes // _BITS), strict=True):
            np.bitwise_or.at(masks, owners, np.uint64(1) << (numbers % _BITS).astype(np.uint64))

    def may_share(self, other: Collections, places: Places, other_places: Places) -> Flags:
        """Say of pairs of these collections and others which may have a text in common: all that
        do, and one in thousands that do not.
        """
        (first, second), (other_first, other_second) = self._masks, other._masks
        found: Flags = (first[places] & other_first[other_places]) != 0
        which = np.flatnonzero(found)
        found[which] = (second[places[which]] & other_second[other_places[which]]) != 0
        return found


def forename_knowledge(name: str) -> Collection[str]:
    """Two forenames are related where they share one of these."""
    return roots_of(name)


def surname_knowledge(name: str) -> Collection[str]:
    """Two surnames are spellings of one name where they share this."""
    return (canonical_surname(name),)
