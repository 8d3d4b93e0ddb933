"""Where people live, by the column, and the scopes that follow as ``scopes.scope_of`` finds them.

It compares nobody.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from matching.engine.model import Scope
from matching.files.columns.arrays import Ints, ints
from matching.files.columns.table import Table
from matching.files.columns.vocabulary import BLANK, Vocabulary

#: What the numbers of ``scopes_between`` mean.
SCOPES = (Scope.SCHOOL, Scope.LOCAL, Scope.RECENT, Scope.ELSEWHERE)
_SCHOOL, _LOCAL, _RECENT, _ELSEWHERE = range(4)


@dataclass(frozen=True, slots=True)
class Homes:
    """The numbers of everybody's local authority and school."""

    authorities: Ints
    schools: Ints
    has_schools: bool

    @classmethod
    def of(cls, table: Table, vocabulary: Vocabulary) -> Homes:
        """Everybody's home."""
        authorities, schools = table.columns["local_authority"], table.columns["school"]
        numbers = ints(vocabulary.authorities.of(authorities.values), len(authorities.values))
        school_numbers = ints(vocabulary.schools.of(schools.values), len(schools.values))
        return cls(numbers[authorities.places], school_numbers[schools.places], table.has_schools)

    def only(self, people: Ints) -> Homes:
        """Where some people live."""
        return Homes(self.authorities[people], self.schools[people], self.has_schools)


def scopes_between(records: Homes, accounts: Homes, pairs: tuple[Ints, Ints]) -> Ints:
    """The scopes of accounts for records, by the pair: a place in SCOPES for each."""
    ones, others = pairs
    authority, their_authority = records.authorities[ones], accounts.authorities[others]
    school, their_school = records.schools[ones], accounts.schools[others]
    found = np.where(their_school == BLANK, _RECENT, _LOCAL)
    found[(school == BLANK) | (school == their_school) | (not accounts.has_schools)] = _SCHOOL
    is_near = (authority == BLANK) | (their_authority == BLANK) | (authority == their_authority)
    found[~is_near] = _ELSEWHERE
    return found
