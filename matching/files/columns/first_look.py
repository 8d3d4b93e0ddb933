"""The first look at many pairs of combinations of names: most are told apart by it at once.

Whatever is not certain to differ is left to the engine's comparison.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import numpy as np

from matching.engine.compare_many import Names, forename_knowledge, masks, surname_knowledge
from matching.engine.normalise import Profile
from matching.engine.sounds import forename_sound, surname_sound
from matching.files.columns.arrays import PAD, Flags, Ints, Lists, Numbers

_MOST_NAMES = 2


@dataclass(frozen=True, slots=True)
class Look:
    """Which names of a profile are compared by their letters, and which of all its words may be
    found in another.
    """

    names: Callable[[Profile], Sequence[str]]
    words: Callable[[Profile], Sequence[str]]
    knowledge: Callable[[str], Collection[str]]
    sound: Callable[[str], str]


def _former(one: Profile) -> tuple[str, ...]:
    return (one.former_surname,) if one.former_surname else ()


FORENAMES = Look(
    lambda one: one.forenames,
    lambda one: one.forenames + one.forename_words,
    forename_knowledge,
    forename_sound,
)
SURNAMES = Look(
    lambda one: one.surnames,
    lambda one: one.surnames + one.surname_cores + one.surname_parts + _former(one),
    surname_knowledge,
    surname_sound,
)


class _Side:
    def __init__(self, profiles: Sequence[Profile], look: Look) -> None:
        numbers = Numbers()
        places = Lists.numbered([*map(look.names, profiles)], numbers)
        self.names = Names([*numbers], knowledge=look.knowledge, sound=look.sound)
        self.places = places.padded(_MOST_NAMES)
        self.words = masks([*map(look.words, profiles)])
        self.has_names = (places.lengths > 0) & (places.lengths <= _MOST_NAMES)


class FirstLook:
    """Looks at pairs of combinations of names: ``ours`` and ``theirs``."""

    def __init__(self, ours: Sequence[Profile], theirs: Sequence[Profile], look: Look) -> None:
        """Look at nothing yet."""
        self._ours, self._theirs = _Side(ours, look), _Side(theirs, look)

    def differ(self, ours: Ints, theirs: Ints) -> Flags:
        """Say of pairs which certainly differ."""
        found: Flags = self._ours.has_names[ours] & self._theirs.has_names[theirs]
        found &= (self._ours.words[ours] & self._theirs.words[theirs]) == 0
        for our_names in self._ours.places.T:
            for their_names in self._theirs.places.T:
                ones, others = our_names[ours], their_names[theirs]
                which = np.flatnonzero(found & (ones != PAD) & (others != PAD))
                found[which] = self._ours.names.differ(
                    self._theirs.names, ones[which], others[which]
                )
        return found
