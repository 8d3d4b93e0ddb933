"""Where people live, by the column: each two homes are looked at once. It compares nobody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matching.engine.model import Scope
from matching.files.columns.arrays import Ints, numbered
from matching.files.columns.table import Table
from matching.files.reading import Row
from matching.files.scopes import scope_of


@dataclass(frozen=True, slots=True)
class Homes:
    """Distinct local authorities and schools, somebody of each, and which each person has."""

    firsts: Sequence[Row]
    places: Ints
    has_schools: bool

    @classmethod
    def of(cls, table: Table) -> Homes:
        """Everybody's home."""
        authorities, schools = table.columns["local_authority"], table.columns["school"]
        codes, places = numbered(authorities.places * len(schools.values) + schools.places)
        somebody = np.zeros(len(codes), dtype=np.int64)
        somebody[places] = np.arange(len(places))
        return cls(table.rows(somebody), places, table.has_schools)

    def only(self, people: Ints) -> Homes:
        """Where some people live."""
        return Homes(self.firsts, self.places[people], self.has_schools)


def scopes_between(
    records: Homes, accounts: Homes, pairs: tuple[Ints, Ints]
) -> tuple[list[Scope], Ints]:
    """The scopes of accounts for records, by the pair: each distinct two homes' once, and which
    of these each pair has.
    """
    firsts, num = accounts.firsts, len(accounts.firsts)
    codes, places = numbered(records.places[pairs[0]] * num + accounts.places[pairs[1]])
    scopes = [
        scope_of(firsts[other], records.firsts[one], base_names_schools=accounts.has_schools)
        for one, other in zip((codes // num).tolist(), (codes % num).tolist(), strict=True)
    ]
    return scopes, places
