"""How the names of a field are compared: which there are, and when one by one is not enough.

It compares nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from matching.engine.compare import compare_family, compare_given
from matching.engine.compare_many import (
    Collections,
    forename_knowledge,
    surname_knowledge,
)
from matching.engine.compare_names import compare_forenames, compare_surnames
from matching.engine.levels import Finding, Level
from matching.engine.normalise import Profile
from matching.engine.sounds import forename_sound, surname_sound
from matching.engine.weigh import (
    FORENAME_BY_NAME,
    FORENAME_WEIGHTS,
    SURNAME_BY_NAME,
    SURNAME_WEIGHTS,
)
from matching.files.columns.arrays import Flags, Ints, Lists, Numbers

#: No profile has more names that are compared by their letters: the legal and the preferred one.
_MOST_NAMES = 2


@dataclass(frozen=True, slots=True)
class Field:
    """Which ``names`` of a profile are compared by their letters, each by ``compare_names``.

    That is all there is to the ``whole`` comparison of two profiles, and the best of it counts,
    unless one of their ``words`` is the same, and one ``has_more`` or both have an ``other_name``.
    """

    name: str
    names: Callable[[Profile], Sequence[str]]
    words: Callable[[Profile], Sequence[str]]
    has_more: Callable[[Profile], bool]
    other_name: Callable[[Profile], str]
    knowledge: Callable[[str], Collection[str]]
    sound: Callable[[str], str]
    compare_names: Callable[[str, str], Finding]
    whole: Callable[[Profile, Profile], Finding]
    weights: Mapping[Level, float]
    by_name: Mapping[Level, float]


def _former(one: Profile) -> tuple[str, ...]:
    return (one.former_surname,) if one.former_surname else ()


FORENAMES = Field(
    name="forename",
    names=lambda one: one.forenames,
    words=lambda one: one.forenames + one.forename_words,
    has_more=lambda one: bool(one.forename_words),
    other_name=lambda one: one.known_as,
    knowledge=forename_knowledge,
    sound=forename_sound,
    compare_names=compare_forenames,
    whole=compare_given,
    weights=FORENAME_WEIGHTS,
    by_name=FORENAME_BY_NAME,
)
SURNAMES = Field(
    name="surname",
    names=lambda one: one.surnames,
    words=lambda one: one.surnames + one.surname_cores + one.surname_parts + _former(one),
    has_more=lambda one: bool(one.surname_cores or one.surname_parts or one.former_surname),
    other_name=lambda _one: "",
    knowledge=surname_knowledge,
    sound=surname_sound,
    compare_names=compare_surnames,
    whole=compare_family,
    weights=SURNAME_WEIGHTS,
    by_name=SURNAME_BY_NAME,
)


class Combinations:
    """Combinations of names of one field: in ``places`` the numbers of each one's names."""

    def __init__(self, profiles: Sequence[Profile], field: Field, numbers: Numbers[str]) -> None:
        """Number their names."""
        lists = Lists.numbered([*map(field.names, profiles)], numbers)
        self.profiles = profiles
        self.places = lists.padded(_MOST_NAMES)
        self._words = Collections([*map(field.words, profiles)])
        self._has_more: Flags = np.array([*map(field.has_more, profiles)], dtype=np.bool_)
        other_names = [bool(field.other_name(profile)) for profile in profiles]
        self._is_called_otherwise: Flags = np.array(other_names, dtype=np.bool_)
        self._is_named: Flags = (lists.lengths > 0) & (lists.lengths <= _MOST_NAMES)

    def are_names_all(self, other: Combinations, ours: Ints, theirs: Ints) -> Flags:
        """Say of pairs whether comparing names with names is all there is to compare."""
        found: Flags = self._is_named[ours] & other._is_named[theirs]
        has_more = self._has_more[ours] | other._has_more[theirs]
        has_more |= self._is_called_otherwise[ours] & other._is_called_otherwise[theirs]
        which = np.flatnonzero(found & has_more)
        found[which] = ~self._words.may_share(other._words, ours[which], theirs[which])
        return found
