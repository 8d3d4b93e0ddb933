"""Dismiss the pairs that cannot be worth a thought, by the engine's own levels and weights.

What is not known of a pair here counts as much as it could: the engine itself compares and weighs
what is left. It decides nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matching.engine.compare import compare_years
from matching.engine.compare_births_many import LEVELS, Births
from matching.engine.frequencies import MOST_ADDED, NameFrequencies
from matching.engine.levels import Level
from matching.engine.model import Thresholds
from matching.engine.normalise import YEAR_GROUPS
from matching.engine.upn_many import are_permanent
from matching.engine.weigh import (
    BIRTH_WEIGHTS,
    FORENAME_BY_NAME,
    FORENAME_WEIGHTS,
    MIDDLE_NAME_WEIGHTS,
    UPN_WEIGHTS,
    YEAR_GROUP_WEIGHTS,
    points,
)
from matching.engine.weights import SCOPE_WEIGHTS
from matching.files.columns.arrays import Flags, Ints, distinct, ints
from matching.files.columns.crowd import Crowd
from matching.files.columns.homes import SCOPES, scopes_between
from matching.files.columns.name_fields import FORENAMES, SURNAMES
from matching.files.columns.names import Names
from matching.files.columns.shared_words import FAMILY, GIVEN, MIDDLE, SharedWords
from matching.files.columns.table import Column
from matching.files.columns.vocabulary import BLANK, STRANGE
from matching.files.columns.weights import Bits, NameWeights

_A_MIDDLE_NAME = FORENAME_WEIGHTS[Level.MIDDLE] + MOST_ADDED * FORENAME_BY_NAME.get(
    Level.MIDDLE, 0.0
)
#: What fields that are not looked at here can add: a UPN that agrees is, and spares the sifting.
#: Files hold neither former UPNs nor ids, and temporary UPNs are asked for by the pair.
_BEST_MIDDLE_NAMES = max(MIDDLE_NAME_WEIGHTS.values())
_BEST_UPN = max(
    weight
    for level, weight in UPN_WEIGHTS.items()
    if level not in (Level.SAME, Level.FORMER_UPN, Level.TEMPORARY)
)
_YEARS = (None, *YEAR_GROUPS.values())
_YEAR_BITS = np.array(
    [[YEAR_GROUP_WEIGHTS[compare_years(one, other)] for other in _YEARS] for one in _YEARS]
)
_NEAR_BIRTHS = (Level.SAME, Level.MISSING, Level.DAY_AND_MONTH)
_BEST_NEAR_BIRTH = max(BIRTH_WEIGHTS[level] for level in _NEAR_BIRTHS)
_BEST_FAR_BIRTH = max(bits for level, bits in BIRTH_WEIGHTS.items() if level not in _NEAR_BIRTHS)
_BIRTH_BITS = np.array([BIRTH_WEIGHTS[level] for level in LEVELS], dtype=np.float64)
_SCOPE_BITS = np.array([SCOPE_WEIGHTS[scope] for scope in SCOPES], dtype=np.float64)
_SLACK = 0.01


@dataclass(frozen=True, slots=True)
class _Pairs:
    """Pairs that are still in the running, and what is known of each."""

    ours: Ints
    theirs: Ints
    is_birth_near: Flags
    is_middle_name: Flags
    is_spared: Flags

    def only(self, which: Ints) -> _Pairs:
        return _Pairs(*(getattr(self, name)[which] for name in self.__slots__))


class Sieve:
    """Sifts pairs of incoming people (``ours``) and accounts (``theirs``)."""

    def __init__(
        self, ours: Crowd, theirs: Crowd, *, names: NameFrequencies, thresholds: Thresholds
    ) -> None:
        """Look at nobody yet."""
        self._ours, self._theirs = ours, theirs
        self._least = least_bits(thresholds.ask) - _SLACK
        self._given = NameWeights(
            ours.given.profiles, theirs.given.profiles, field=FORENAMES, names=names
        )
        self._family = NameWeights(
            ours.family.profiles, theirs.family.profiles, field=SURNAMES, names=names
        )
        self._words = SharedWords(ours, theirs)
        is_temporary = [upn[-1:].isalpha() for upn in ours.table.upns]
        self._is_temporary: Flags = np.array(is_temporary, dtype=np.bool_)
        self._years = [_years(crowd.table.columns["year_group"]) for crowd in (ours, theirs)]
        self._births = [Births(crowd.births.dates) for crowd in (ours, theirs)]
        self._permanent = _Permanent(theirs.table.upns)
        self._whole = [crowd.births.whole[crowd.births.places] for crowd in (ours, theirs)]

    def worth(self, ours: Ints, theirs: Ints) -> tuple[Ints, Ints]:
        """Return the pairs that the engine is to look at."""
        pairs = self._seen(ours, theirs)
        is_given = pairs.is_middle_name | ~self._given.differ(*self._given_of(pairs))
        near = np.flatnonzero(is_given | pairs.is_birth_near | pairs.is_spared)
        pairs, is_given = pairs.only(near), is_given[near]
        is_family = ~self._family.differ(*self._family_of(pairs))
        near = np.flatnonzero((is_given & pairs.is_birth_near) | is_family | pairs.is_spared)
        pairs, are_three = pairs.only(near), (is_given & is_family & pairs.is_birth_near)[near]
        # Who is spared or may be exact is never passed over.
        are_worth = pairs.is_spared.copy()
        which = np.flatnonzero(are_three & ~are_worth)
        are_worth[which] = self._may_be_exact(pairs.only(which))
        which = np.flatnonzero(~are_worth)
        are_worth[which] = self._may_be_likely(pairs.only(which))
        which = np.flatnonzero(are_worth)
        return pairs.ours[which], pairs.theirs[which]

    def _may_be_exact(self, pairs: _Pairs) -> Flags:
        """Which pairs have a forename, a surname and the parts of a date of birth in common."""
        words = self._words.of(pairs.ours, pairs.theirs)
        births = self._whole[0][pairs.ours]
        is_born: Flags = (births > BLANK) & (births == self._whole[1][pairs.theirs])
        return is_born & words(GIVEN, GIVEN) & words(FAMILY, FAMILY)

    def _may_be_likely(self, pairs: _Pairs) -> Flags:
        """Which pairs can reach the threshold; dates and UPNs are compared where it matters."""
        most = self._most(pairs)
        births = np.where(pairs.is_birth_near, _BEST_NEAR_BIRTH, _BEST_FAR_BIRTH)
        found: Flags = most + births >= self._least
        which = np.flatnonzero(found)
        rest = pairs.only(which)
        found[which] = most[which] + self._born(rest) + self._upns(rest) >= self._least
        return found

    def _seen(self, ours: Ints, theirs: Ints) -> _Pairs:
        whole, their_whole = self._whole[0][ours], self._whole[1][theirs]
        upns = self._ours.upns[ours]
        is_birth_near = (whole == their_whole) | (whole == BLANK) | (their_whole == BLANK)
        words = self._words.of(ours, theirs)
        here, there = words(GIVEN, FAMILY), words(FAMILY, GIVEN)
        # One of the two may be mistyped, but then the date of birth has to be near.
        may_be_exchanged = (here & there) | ((here | there) & is_birth_near)
        is_same_upn = (upns > BLANK) & (upns == self._theirs.upns[theirs])
        is_middle_name = words(GIVEN, MIDDLE) | words(MIDDLE, GIVEN)
        is_spared = may_be_exchanged | is_same_upn
        return _Pairs(ours, theirs, is_birth_near, is_middle_name, is_spared)

    def _most(self, pairs: _Pairs) -> Bits:
        """The most that each pair can weigh, but for its dates of birth and for different UPNs."""
        given = self._given.bits(*self._given_of(pairs))
        given = np.where(pairs.is_middle_name, np.maximum(given, _A_MIDDLE_NAME), given)
        have_middle_names = _has_any(self._ours.middle, pairs.ours) & _has_any(
            self._theirs.middle, pairs.theirs
        )
        most: Bits = (
            given
            + self._family.bits(*self._family_of(pairs))
            + self._scopes(pairs)
            + np.where(have_middle_names, _BEST_MIDDLE_NAMES, 0.0)
            + np.where(self._are_temporary(pairs), UPN_WEIGHTS[Level.TEMPORARY], 0.0)
            + _YEAR_BITS[self._years[0][pairs.ours], self._years[1][pairs.theirs]]
            + _BEST_UPN
        )
        return most

    def _given_of(self, pairs: _Pairs) -> tuple[Ints, Ints]:
        return self._ours.given.places[pairs.ours], self._theirs.given.places[pairs.theirs]

    def _family_of(self, pairs: _Pairs) -> tuple[Ints, Ints]:
        return self._ours.family.places[pairs.ours], self._theirs.family.places[pairs.theirs]

    def _upns(self, pairs: _Pairs) -> Bits:
        """What it takes away that both have permanent UPNs, and different ones."""
        ours, theirs = self._ours.upns[pairs.ours], self._theirs.upns[pairs.theirs]
        differ = (ours > BLANK) & (theirs != BLANK) & (ours != theirs)
        which = np.flatnonzero(differ & (theirs == STRANGE))
        differ[which] = self._permanent.are(pairs.theirs[which])
        return np.where(differ, UPN_WEIGHTS[Level.DIFFERS] - _BEST_UPN, 0.0)

    def _are_temporary(self, pairs: _Pairs) -> Flags:
        """Whether both may have the same temporary UPN."""
        found = self._is_temporary[pairs.ours]
        ours, theirs = self._ours.table.upns, self._theirs.table.upns
        for place in np.flatnonzero(found).tolist():
            upn, other = ours[pairs.ours[place]], theirs[pairs.theirs[place]]
            found[place] = upn.upper() == other.upper()
        return found

    def _born(self, pairs: _Pairs) -> Bits:
        ours, theirs = self._births
        places = self._ours.births.places[pairs.ours], self._theirs.births.places[pairs.theirs]
        return _BIRTH_BITS[ours.levels(theirs, *places)]

    def _scopes(self, pairs: _Pairs) -> Bits:
        homes = self._ours.homes, self._theirs.homes
        return _SCOPE_BITS[scopes_between(*homes, (pairs.ours, pairs.theirs))]


class _Permanent:
    """Which UPNs are permanent; each is looked at when it is asked for first."""

    def __init__(self, upns: Sequence[str]) -> None:
        self._upns = upns
        self._are, self._is_known = np.zeros((2, len(upns)), dtype=np.bool_)

    def are(self, places: Ints) -> Flags:
        fresh = distinct(places[np.flatnonzero(~self._is_known[places])])
        self._are[fresh] = are_permanent([self._upns[place] for place in fresh.tolist()])
        self._is_known[fresh] = True
        return self._are[places]


def _years(column: Column) -> Ints:
    """Everybody's year group as a place in _YEARS."""
    years = (YEAR_GROUPS.get(text.upper()) for text in column.values)
    return ints(map(_YEARS.index, years), len(column.values))[column.places]


def _has_any(names: Names, people: Ints) -> Flags:
    found: Flags = names.words.lengths[names.places[people]] > 0
    return found


def least_bits(score: float) -> float:
    """Return the evidence in bits from which on the engine's score reaches this one."""
    low, high = -1000.0, 1000.0
    if points(low) >= score:
        return -np.inf
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (low, middle) if points(middle) >= score else (middle, high)
    return low
