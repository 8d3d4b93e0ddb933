"""Blocking keys: two people are compared only if they share one.

Every way in which the same person may be written twice should leave at least one key in common:
the date of birth alone, a name's sound with two parts of the date, or two names' sounds. This
module judges nobody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from matching.engine.knowledge import tables_digest
from matching.engine.model import Person
from matching.engine.normalise import Profile, profile
from matching.engine.sounds import forename_sound, formal_sounds, surname_sound

#: Raise it whenever the recipe below changes: keys kept with accounts are then out of date.
_RECIPE = 1
_KIND_LETTERS = {"staff": "t", "student": "p"}
_MOST_MIDDLE_NAMES = 2
_TWO_DIGITS = tuple(f"{number:02}" for number in range(100))
#: The first so many details of a profile are in keys, its UPN the last of them.
_NUM_KEYED = Profile._fields.index("upn") + 1


def keys_version() -> str:
    """Return a short text that changes when the recipe or the name tables change.

    Keys kept with an account under another version are to be made anew.
    """
    return f"{_RECIPE}-{tables_digest()}"


def upn_key(permanent_upn: str) -> str:
    """Return the blocking key of a valid permanent UPN."""
    return f"u:{permanent_upn}"


def blocking_keys(person: Person) -> frozenset[str]:
    """Return a person's keys: short texts (40 characters at most), of which two alike people share
    at least one.

    The first letter says what kind of key it is (d date of birth, s surname, f forename, n names),
    the second the kind of person (t staff, p student), so that the kinds never meet; a UPN's key
    is "u:" and the UPN.
    """
    return profile_keys(profile(person), kind=person.kind)


def profile_keys(person: Profile, *, kind: str) -> frozenset[str]:
    """Return the blocking keys of a person who is already normalised."""
    return _profile_keys(kind, *person[:_NUM_KEYED])


@lru_cache(maxsize=2048)  # a school's new people are asked for first, and then compared
def _profile_keys(kind: str, *details: Any) -> frozenset[str]:
    person = Profile(*details)
    letter = _KIND_LETTERS[kind]
    forenames, surnames = sounds_of_forenames(person), sounds_of_surnames(person)
    keys = _name_keys("n" + letter, forenames | sounds_given(person), surnames)
    if person.birth:
        whole, pairs = parts_of_birth(person.birth)
        keys.add(f"d{letter}{whole}")
        keys.update([f"s{letter}{sound}{pair}" for sound in surnames for pair in pairs])
        keys.update([f"f{letter}{sound}{pair}" for sound in forenames for pair in pairs])
    if person.upn:
        keys.add(upn_key(person.upn))
    return frozenset(keys)


@lru_cache(maxsize=1 << 15)  # some 13 school years of days, and many of staff
def parts_of_birth(birth: tuple[int, int, int]) -> tuple[str, tuple[str, str, str]]:
    """Return a date in one order of day and month, and each two of its parts."""
    year, short = birth[0], _TWO_DIGITS[birth[0] % 100]
    month, day = _TWO_DIGITS[birth[1]], _TWO_DIGITS[birth[2]]
    first, second = (month, day) if month <= day else (day, month)  # so that swapped ones meet
    pairs = (f"{short}{month}-", f"{short}-{day}", f"-{month}{day}")
    return f"{year}{first}{second}", pairs


def sounds_of_forenames(person: Profile) -> set[str]:
    """Return the sounds that, with two parts of the date of birth, are keys."""
    return set(map(forename_sound, person.forenames + person.forename_words[:1]))


def sounds_of_surnames(person: Profile) -> set[str]:
    """Return the sounds that are keys with two parts of the date, or with a forename's."""
    return set(map(surname_sound, _surname_forms(person)))


def sounds_given(person: Profile) -> set[str]:
    """Return the sounds of what forenames are short for, and of middle names: keys with a
    surname's only.
    """
    given = set(map(forename_sound, person.middle_names[:_MOST_MIDDLE_NAMES]))
    for name in person.forenames:
        given |= formal_sounds(name)
    return given


def initial_keys(person: Profile, *, kind: str) -> frozenset[str]:
    """Return more keys, for lists of people some of whom have no date of birth: a surname's sound
    with a forename's first letter, and a forename's with a surname's.
    """
    letter = _KIND_LETTERS[kind]
    first = {name[0] for name in person.forenames}
    last = {name[0] for name in person.surnames}
    return frozenset(
        {f"i{letter}{sound}.{initial}" for sound in sounds_of_surnames(person) for initial in first}
        | {
            f"j{letter}{sound}.{initial}"
            for sound in sounds_of_forenames(person)
            for initial in last
        }
    )


def _surname_forms(person: Profile) -> tuple[str, ...]:
    """Return every surname to find a person under: whole, former, and parts of a double one."""
    if not person.surname_parts and not person.former_surname:
        return person.surnames
    forms = person.surnames + person.surname_parts[:1] + person.surname_parts[-1:]
    return (*forms, person.former_surname) if person.former_surname else forms


def _name_keys(prefix: str, given: set[str], surnames: set[str]) -> set[str]:
    """Pair each forename with each surname, in one order, so that swapped names meet too."""
    if not given or not surnames:
        return {f"{prefix}{sound}" for sound in given or surnames}
    return {
        f"{prefix}{one}.{other}" if one <= other else f"{prefix}{other}.{one}"
        for one in given
        for other in surnames
    }


class Index:
    """Finds, among many people, those who share a blocking key with one person."""

    def __init__(self, keyed: Iterable[Iterable[str]]) -> None:
        """Index people by their keys; a person's place is their position in ``keyed``."""
        places: defaultdict[str, list[int]] = defaultdict(list)
        for place, keys in enumerate(keyed):
            for key in keys:
                places[key].append(place)
        self._places: dict[str, list[int]] = dict(places)

    def find(self, keys: Iterable[str]) -> set[int]:
        """Return the places of all who share one of these keys."""
        found: set[int] = set()
        for key in keys:
            if key in self._places:
                found.update(self._places[key])
        return found
