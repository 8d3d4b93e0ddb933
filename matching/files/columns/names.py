"""Names by the column: each distinct combination of them is normalised once.

What is found of a name is the engine's (``normalise`` and the sounds of ``block``); this module
only counts who has it. It compares nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, starmap

import numpy as np
import numpy.typing as npt

from matching.engine.block import sounds_given, sounds_of_forenames, sounds_of_surnames
from matching.engine.normalise import Profile, family_names, given_names, read_name
from matching.files.columns.arrays import Ints, Lists, numbered
from matching.files.columns.table import Table
from matching.files.columns.vocabulary import STRANGE, Vocabulary

_BITS = 64
_BEFORE_A = ord("a") - 1
Masks = npt.NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Names:
    """Distinct combinations of names, as the engine normalises them, and which each person has: in
    profiles with nothing else in them (made by place, which takes half as long as by name).

    ``words`` are the names that may be found elsewhere in another person, ``sounds`` those that
    keys are made of, ``initials`` the words' first letters, from 1.
    """

    profiles: Sequence[Profile]
    places: Ints
    words: Lists
    sounds: Lists
    initials: Lists

    def masks(self) -> Masks:
        """A bit for each word, by person: where no bit is shared, no word is."""
        bits = np.uint64(1) << (self.words.flat % _BITS).astype(np.uint64)
        bits[self.words.flat == STRANGE] = 0
        found = np.zeros(len(self.profiles), dtype=np.uint64)
        owners = np.repeat(np.arange(len(self.profiles)), self.words.lengths)
        np.bitwise_or.at(found, owners, bits)
        return found[self.places]


def given(table: Table, vocabulary: Vocabulary) -> Names:
    """Everybody's forenames."""
    combinations, places = _combined(table, "legal_forename", "preferred_forename")
    profiles = [
        Profile(forenames, (), known_as, words)
        for forenames, known_as, words in starmap(given_names, combinations)
    ]
    words = [one.forenames for one in profiles]
    return _names(profiles, places, words, sounds_of_forenames, vocabulary)


def family(table: Table, vocabulary: Vocabulary) -> Names:
    """Everybody's surnames."""
    fields = ("legal_surname", "preferred_surname", "former_surname")
    combinations, places = _combined(table, *fields)
    profiles = [
        Profile((), surnames, "", (), (), cores, parts, former)
        for surnames, cores, parts, former in starmap(family_names, combinations)
    ]
    words = [one.surnames for one in profiles]
    return _names(profiles, places, words, sounds_of_surnames, vocabulary)


def middle(table: Table, vocabulary: Vocabulary) -> Names:
    """Everybody's middle names."""
    column = table.columns["middle_names"]
    words = [read_name(text).words for text in column.values]
    profiles = [Profile(middle_names=each) for each in words]
    return _names(profiles, column.places, words, sounds_given, vocabulary)


def formal_sounds(names: Names, vocabulary: Vocabulary) -> Lists:
    """The sounds of what forenames are short for, a list for each combination."""
    return Lists.numbered([*map(sounds_given, names.profiles)], vocabulary.sounds)


def _combined(table: Table, *fields: str) -> tuple[Iterator[Sequence[str]], Ints]:
    """Each distinct combination of these fields once, and which of them each person has."""
    columns = [table.columns[name] for name in fields]
    codes = columns[0].places
    for column in columns[1:]:
        codes = codes * len(column.values) + column.places
    codes, places = numbered(codes)
    texts: list[list[str]] = []
    for column in reversed(columns):
        codes, at = np.divmod(codes, max(1, len(column.values)))
        texts.append([column.values[place] for place in at.tolist()])
    return zip(*reversed(texts), strict=True), places


def _names(
    profiles: Sequence[Profile],
    places: Ints,
    words: Sequence[Collection[str]],
    sounds: Callable[[Profile], Collection[str]],
    vocabulary: Vocabulary,
) -> Names:
    numbers = Lists.numbered(words, vocabulary.words)
    initials = (ord(word[0]) - _BEFORE_A for word in chain.from_iterable(words))
    return Names(
        profiles,
        places,
        numbers,
        Lists.numbered([*map(sounds, profiles)], vocabulary.sounds),
        Lists.in_a_row(initials, numbers.lengths),
    )
