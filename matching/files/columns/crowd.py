"""People normalised by the column: each distinct name, date and home once.

What is found of a date is the engine's (``normalise`` and ``block_many``), as of names in
``names``; this module only counts who has it. It compares nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from matching.engine.block_many import parts_of_births
from matching.engine.normalise import birth_of
from matching.engine.upn_many import are_permanent
from matching.files.columns.arrays import Ints, Lists, ints
from matching.files.columns.homes import Homes
from matching.files.columns.names import Names, family, formal_sounds, given, middle
from matching.files.columns.table import Table
from matching.files.columns.vocabulary import BLANK, Vocabulary
from matching.files.reading import KINDS, date_of, kind_of


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
class Crowd:
    """Many people at once. ``kinds``: 0 unknown, else 1 and the place in KINDS."""

    table: Table
    kinds: Ints
    given: Names
    family: Names
    middle: Names
    formal: Lists
    births: Births
    homes: Homes
    upns: Ints

    def __len__(self) -> int:
        return len(self.kinds)

    @property
    def authorities(self) -> Ints:
        """The number of everybody's local authority."""
        return self.homes.authorities


def gather(table: Table, vocabulary: Vocabulary) -> Crowd:
    """Normalise the people of a table."""
    forenames = given(table, vocabulary)
    kinds = table.columns["kind"]
    return Crowd(
        table=table,
        kinds=_numbers(kinds.values, lambda text: _KINDS[kind_of(text)])[kinds.places],
        given=forenames,
        family=family(table, vocabulary),
        middle=middle(table, vocabulary),
        formal=formal_sounds(forenames, vocabulary),
        births=_births(table, vocabulary),
        homes=Homes.of(table, vocabulary),
        upns=_upns(table, vocabulary),
    )


_KINDS: Mapping[str, int] = {"": 0} | {kind: at for at, kind in enumerate(KINDS, start=1)}


def _births(table: Table, vocabulary: Vocabulary) -> Births:
    column = table.columns["date_of_birth"]
    births = [birth_of(date_of(text)) for text in column.values]
    parts = parts_of_births(births)
    numbers = ints(vocabulary.dates.of(parts.ravel().tolist()), parts.size).reshape(parts.shape)
    return Births(births, column.places, numbers[:, 0], numbers[:, 1:])


def _upns(table: Table, vocabulary: Vocabulary) -> Ints:
    """Number the UPNs that count; only those of others that somebody incoming has are looked at."""
    kinds = table.columns["kind"]
    is_staff = [kind_of(text) == "staff" for text in kinds.values]
    staff = np.array(is_staff, dtype=np.bool_)[kinds.places]
    upns = [*map(str.upper, table.upns)]
    if not vocabulary.is_closed:
        upns = [upn if counts else "" for upn, counts in zip(upns, _permanent(upns), strict=True)]
    numbers = ints(vocabulary.upns.of(upns), len(table))
    numbers[staff] = BLANK
    return numbers


def _permanent(upns: Sequence[str]) -> list[bool]:
    return are_permanent(upns).tolist() if upns else []


def _numbers(values: Sequence[str], number_of: Callable[[str], int]) -> Ints:
    return ints(map(number_of, values), len(values))
