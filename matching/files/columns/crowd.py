"""People normalised by the column: each distinct name, date and pair of names once.

What is found of a name is the engine's (``profile`` and the sounds of ``block``); this module
only counts who has it. It compares nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import starmap

import numpy as np
import numpy.typing as npt

from matching.engine import Person
from matching.engine.block import (
    parts_of_birth,
    sounds_given,
    sounds_of_forenames,
    sounds_of_surnames,
)
from matching.engine.normalise import (
    Profile,
    birth_of,
    family_names,
    given_names,
    permanent,
    profile,
    read_name,
)
from matching.files.columns.arrays import Ints, Lists, Numbers, ints, numbered
from matching.files.columns.table import Table
from matching.files.reading import KINDS, Row, date_of, kind_of

#: The number of what the incoming people have nothing of: it can be equal to nothing of theirs.
STRANGE = -1
#: The number of a blank local authority, and of a sound that is not there.
BLANK = 0
_BITS = 64
#: Of whom nothing is known.
NOBODY = profile(Person("", "student"))
Masks = npt.NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The numbers of everything by which people can meet. It grows with the incoming people; of
    others only what they share with these has a number.
    """

    words: Numbers = field(default_factory=lambda: Numbers({"": 0}))
    sounds: Numbers = field(default_factory=lambda: Numbers({"": BLANK}))
    dates: Numbers = field(default_factory=lambda: Numbers({"": BLANK}))
    upns: Numbers = field(default_factory=lambda: Numbers({"": BLANK}))
    authorities: Numbers = field(default_factory=lambda: Numbers({"": BLANK}))

    def closed(self) -> Vocabulary:
        """The same numbers, without room for more."""
        return Vocabulary(
            *(_Closed(each) for each in (self.words, self.sounds, self.dates)),
            *(_Closed(each) for each in (self.upns, self.authorities)),
        )


class _Closed(Numbers):
    def __missing__(self, text: str) -> int:
        return STRANGE


@dataclass(frozen=True, slots=True)
class Names:
    """Distinct combinations of names, as the engine normalises them, and which each person has.

    ``words`` are the names that may be found elsewhere in another person, ``sounds`` those that
    keys are made of, ``initials`` their first letters, from 1.
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


@dataclass(frozen=True, slots=True)
class Births:
    """Distinct dates of birth, and which each person has. ``whole`` and ``parts`` number what
    blocking makes of each date; a missing date has 0 everywhere.
    """

    dates: Sequence[tuple[int, int, int] | None]
    places: Ints
    whole: Ints
    parts: Ints


@dataclass(frozen=True, slots=True)
class Homes:
    """Distinct local authorities and schools, somebody of each, and which each person has."""

    firsts: Sequence[Row]
    places: Ints


@dataclass(frozen=True, slots=True)
class Crowd:
    """Many people at once. ``kinds``: 0 unknown, else 1 and the place in KINDS."""

    table: Table
    kinds: Ints
    authorities: Ints
    given: Names
    family: Names
    middle: Names
    formal: Lists
    births: Births
    homes: Homes
    upns: Ints

    def __len__(self) -> int:
        return len(self.kinds)


def gather(table: Table, vocabulary: Vocabulary) -> Crowd:
    """Normalise the people of a table."""
    given = _given(table, vocabulary)
    kinds = table.columns["kind"]
    return Crowd(
        table=table,
        kinds=_numbers(kinds.values, lambda text: _KINDS[kind_of(text)])[kinds.places],
        authorities=_authorities(table, vocabulary),
        given=given,
        family=_family(table, vocabulary),
        middle=_middle(table, vocabulary),
        formal=_lists(given.profiles, sounds_given, vocabulary.sounds),
        births=_births(table, vocabulary),
        homes=_homes(table),
        upns=_upns(table, vocabulary),
    )


_KINDS: Mapping[str, int] = {"": 0} | {kind: at for at, kind in enumerate(KINDS, start=1)}


def _given(table: Table, vocabulary: Vocabulary) -> Names:
    combinations, places = _combined(table, "legal_forename", "preferred_forename")
    profiles = [
        NOBODY._replace(forenames=forenames, known_as=known_as, forename_words=words)
        for forenames, known_as, words in starmap(given_names, combinations)
    ]
    return Names(
        profiles,
        places,
        _lists(profiles, lambda one: one.forenames, vocabulary.words),
        _lists(profiles, sounds_of_forenames, vocabulary.sounds),
        _initials(profiles, lambda one: one.forenames),
    )


def _family(table: Table, vocabulary: Vocabulary) -> Names:
    fields = ("legal_surname", "preferred_surname", "former_surname")
    combinations, places = _combined(table, *fields)
    profiles = [
        NOBODY._replace(
            surnames=surnames, surname_cores=cores, surname_parts=parts, former_surname=former
        )
        for surnames, cores, parts, former in starmap(family_names, combinations)
    ]
    return Names(
        profiles,
        places,
        _lists(profiles, lambda one: one.surnames, vocabulary.words),
        _lists(profiles, sounds_of_surnames, vocabulary.sounds),
        _initials(profiles, lambda one: one.surnames),
    )


def _middle(table: Table, vocabulary: Vocabulary) -> Names:
    column = table.columns["middle_names"]
    profiles = [NOBODY._replace(middle_names=read_name(text).words) for text in column.values]
    return Names(
        profiles,
        column.places,
        _lists(profiles, lambda one: one.middle_names, vocabulary.words),
        _lists(profiles, sounds_given, vocabulary.sounds),
        _initials(profiles, lambda one: one.middle_names),
    )


def _combined(table: Table, *fields: str) -> tuple[list[list[str]], Ints]:
    """Each distinct combination of these fields once, and which of them each person has."""
    columns = [table.columns[name] for name in fields]
    codes = columns[0].places
    for column in columns[1:]:
        codes = codes * len(column.values) + column.places
    codes, places = numbered(codes)
    combinations: list[list[str]] = []
    for code in codes.tolist():
        texts, rest = [], code
        for column in reversed(columns):
            rest, at = divmod(rest, len(column.values))
            texts.append(column.values[at])
        combinations.append(texts[::-1])
    return combinations, places


def _lists(
    profiles: Sequence[Profile], of: Callable[[Profile], Iterable[str]], numbers: Numbers
) -> Lists:
    return Lists.of([[*map(numbers.__getitem__, of(each))] for each in profiles])


def _initials(profiles: Sequence[Profile], of: Callable[[Profile], Iterable[str]]) -> Lists:
    return Lists.of([sorted({ord(name[0]) - ord("`") for name in of(each)}) for each in profiles])


def _births(table: Table, vocabulary: Vocabulary) -> Births:
    column = table.columns["date_of_birth"]
    births = [birth_of(date_of(text)) for text in column.values]
    parts = [parts_of_birth(birth) if birth else _NO_DATE for birth in births]
    numbers = vocabulary.dates
    return Births(
        births,
        column.places,
        _numbers([whole for whole, _ in parts], numbers.__getitem__),
        ints(numbers[part] for _, three in parts for part in three).reshape(-1, 3),
    )


_NO_DATE = ("", ("", "", ""))


def _homes(table: Table) -> Homes:
    authorities, schools = table.columns["local_authority"], table.columns["school"]
    codes, places = numbered(authorities.places * len(schools.values) + schools.places)
    somebody = np.zeros(len(codes), dtype=np.int64)
    somebody[places] = np.arange(len(places))
    return Homes(table.rows(somebody), places)


def _authorities(table: Table, vocabulary: Vocabulary) -> Ints:
    column = table.columns["local_authority"]
    return _numbers(column.values, vocabulary.authorities.__getitem__)[column.places]


def _upns(table: Table, vocabulary: Vocabulary) -> Ints:
    """Number the UPNs that count; only those of others that somebody incoming has are looked at."""
    kinds = table.columns["kind"]
    is_staff = [kind_of(text) == "staff" for text in kinds.values]
    staff = np.array(is_staff, dtype=np.bool_)[kinds.places]
    known = vocabulary.upns
    if isinstance(known, _Closed):
        upns = _numbers([*map(str.upper, table.upns)], known.__getitem__)
    else:
        upns = _numbers(table.upns, lambda text: known[permanent(text)] if text else BLANK)
    upns[staff] = BLANK
    return upns


def _numbers(values: Sequence[str], number_of: Callable[[str], int]) -> Ints:
    return ints(map(number_of, values), len(values))
