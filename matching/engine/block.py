"""Blocking keys: two people are compared only if they share one.

Every way in which the same person may be written twice should leave at least one key in common:
the date of birth alone, a name's sound with two parts of the date, or two names' sounds. This
module judges nobody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from matching.engine.knowledge import canonical_forename, formal_names, is_particle, tables_digest
from matching.engine.model import Person
from matching.engine.normalise import Profile, profile
from matching.engine.sounds import forename_sound, surname_sound

#: Raise it whenever the recipe below changes: keys kept with accounts are then out of date.
_RECIPE = 1
_KIND_LETTERS = {"staff": "t", "student": "p"}
_MOST_MIDDLE_NAMES = 2
_SHORTEST_PART = 3


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
    return frozenset(profile_keys(profile(person), kind=person.kind))


def profile_keys(person: Profile, *, kind: str) -> set[str]:
    """Return the blocking keys of a person who is already normalised."""
    letter = _KIND_LETTERS[kind]
    surnames = {surname_sound(name) for name in surname_forms(person)}
    forenames = {forename_sound(name) for name in _forename_forms(person)}
    keys = _name_keys(person, letter=letter, surnames=surnames, forenames=forenames)
    if person.birth:
        keys |= _birth_keys(person.birth, letter=letter, surnames=surnames, forenames=forenames)
    if person.upn:
        keys.add(upn_key(person.upn))
    return keys


def surname_forms(person: Profile) -> set[str]:
    """Return every surname to find a person under: whole, former, and parts of a double one."""
    forms = {*person.surnames, person.former_surname}
    for parts in person.surname_words:
        if len(parts) > 1:
            forms.update(part for part in (parts[0], parts[-1]) if is_part(part))
    forms.discard("")
    return forms


def is_part(word: str) -> bool:
    """Say whether one word of a double-barrelled surname can stand for the whole of it."""
    return len(word) >= _SHORTEST_PART and not is_particle(word)


def _forename_forms(person: Profile) -> set[str]:
    return {*person.forenames, *person.forename_words[:1]}


def _birth_keys(
    birth: tuple[int, int, int], *, letter: str, surnames: set[str], forenames: set[str]
) -> set[str]:
    year, month, day = birth
    first, second = sorted((month, day))  # so that a swapped day and month meet
    pairs = (f"{year % 100:02}{month:02}-", f"{year % 100:02}-{day:02}", f"-{month:02}{day:02}")
    keys = {f"d{letter}{year}{first:02}{second:02}"}
    keys.update([f"s{letter}{sound}{pair}" for sound in surnames for pair in pairs])
    keys.update([f"f{letter}{sound}{pair}" for sound in forenames for pair in pairs])
    return keys


def _name_keys(
    person: Profile, *, letter: str, surnames: set[str], forenames: set[str]
) -> set[str]:
    """Pair each forename with each surname, in one order, so that swapped names meet too."""
    given = set(forenames)
    for name in person.forenames:
        given.update(
            forename_sound(formal)
            for formal in formal_names(name) | formal_names(canonical_forename(name))
        )
    given.update(forename_sound(name) for name in person.middle_names[:_MOST_MIDDLE_NAMES])
    if not given or not surnames:
        return {f"n{letter}{sound}" for sound in given or surnames}
    return {
        f"n{letter}{one}.{other}" if one <= other else f"n{letter}{other}.{one}"
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

    def find(self, keys: Iterable[str]) -> Sequence[int]:
        """Return the places, each once and in order, of all who share one of these keys."""
        found: set[int] = set()
        for key in keys:
            if places := self._places.get(key):
                found.update(places)
        return sorted(found)
