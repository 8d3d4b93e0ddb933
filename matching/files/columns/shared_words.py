"""Which pairs of people have a word of their names in common, in two fields that may differ.

A look at bits first, then at the words' numbers. It compares nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from matching.files.columns.arrays import Flags, Ints
from matching.files.columns.crowd import Crowd
from matching.files.columns.names import Masks, Names
from matching.files.columns.vocabulary import BLANK

#: The fields of names, by their places.
GIVEN, FAMILY, MIDDLE = range(3)
_MOST_WORDS = 4


@dataclass(frozen=True, slots=True)
class _Words:
    """The first words of each combination of names, whether it has more, who has which, and a bit
    for each word by person.
    """

    words: Sequence[Ints]
    are_many: Flags
    places: Ints
    masks: Masks

    @classmethod
    def of(cls, names: Names) -> _Words:
        first = np.ascontiguousarray(names.words.padded(_MOST_WORDS).T)
        are_many = names.words.lengths > _MOST_WORDS
        return cls([*first], are_many, names.places, names.masks())


class SharedWords:
    """Looks at pairs of incoming people (``ours``) and accounts (``theirs``)."""

    def __init__(self, ours: Crowd, theirs: Crowd) -> None:
        """Look at nobody yet."""
        self._ours, self._theirs = (
            [*map(_Words.of, (crowd.given, crowd.family, crowd.middle))] for crowd in (ours, theirs)
        )

    def of(self, ours: Ints, theirs: Ints) -> Callable[[int, int], Flags]:
        """Ask of these pairs which share a word between a field of ours and one of theirs. Who
        has very many words may share one.
        """
        our_masks = [each.masks.take(ours) for each in self._ours]
        their_masks = [each.masks.take(theirs) for each in self._theirs]

        def share(our_field: int, their_field: int) -> Flags:
            found: Flags = our_masks[our_field] & their_masks[their_field] != 0
            which = np.flatnonzero(found)
            one, other = self._ours[our_field], self._theirs[their_field]
            found[which] = _share(one, other, (ours[which], theirs[which]))
            return found

        return share


def _share(one: _Words, other: _Words, pairs: tuple[Ints, Ints]) -> Flags:
    ones, others = one.places[pairs[0]], other.places[pairs[1]]
    found: Flags = one.are_many[ones] | other.are_many[others]
    for word in one.words:
        for another in other.words:
            found |= (word[ones] == another[others]) & (word[ones] > BLANK)
    return found
