"""Weigh a comparison: how much each agreement speaks for or against one person.

After Fellegi and Sunter (1969): a weight is log2(how often the level is seen among pairs that are
one person ÷ how often among pairs that are not), so weights add up, and a missing value weighs 0.
The numbers are first estimates for English and Welsh schools, to be learned from decisions later.
"""

from __future__ import annotations

from collections.abc import Mapping

from matching.engine.levels import Comparison, Level
from matching.engine.model import Scope

FORENAME_WEIGHTS: Mapping[Level, float] = {
    Level.SAME: 8.0,
    Level.SPELLING: 7.0,
    Level.NICKNAME: 6.5,
    Level.NICKNAMES: 6.0,
    Level.EXCHANGED: 6.0,
    Level.SHORTENED: 5.0,
    Level.MIDDLE: 5.0,
    Level.PART: 5.5,
    Level.KNOWN_AS: 4.5,
    Level.SLIP: 3.5,
    Level.SOUND: 3.5,
    Level.INITIAL: 2.0,
    Level.MISSING: 0.0,
    Level.DIFFERS: -6.5,
}
SURNAME_WEIGHTS: Mapping[Level, float] = {
    Level.SAME: 7.5,
    Level.FORMER: 7.0,
    Level.PARTICLE: 6.5,
    Level.SPELLING: 6.5,
    Level.EXCHANGED: 6.0,
    Level.PART: 6.0,
    Level.SLIP: 6.0,
    Level.SOUND: 5.0,
    Level.MISSING: 0.0,
    Level.DIFFERS: -5.5,
}
BIRTH_WEIGHTS: Mapping[Level, float] = {
    Level.SAME: 11.0,
    Level.DAY_AND_MONTH: 4.5,
    Level.DIGIT: 1.0,
    Level.DAY_ONLY: 0.0,
    Level.MONTH_ONLY: 0.0,
    Level.YEAR_ONLY: 0.0,
    Level.MISSING: 0.0,
    Level.DIFFERS: -8.5,
}
UPN_WEIGHTS: Mapping[Level, float] = {
    Level.SAME: 20.0,
    Level.MISSING: 0.0,
    Level.DIFFERS: -7.0,
}
MIDDLE_NAME_WEIGHTS: Mapping[Level, float] = {
    Level.SAME: 4.0,
    Level.SOME: 2.0,
    Level.MISSING: 0.0,
    Level.DIFFERS: -2.0,
}
YEAR_GROUP_WEIGHTS: Mapping[Level, float] = {
    Level.SAME: 1.0,
    Level.NEXT_YEAR: 0.0,
    Level.MISSING: 0.0,
    Level.DIFFERS: -2.0,
}
#: How unlikely a match is before anything is compared: one in so many (a power of 2) accounts.
SCOPE_WEIGHTS: Mapping[Scope, float] = {
    Scope.SCHOOL: -10.0,
    Scope.RECENT: -12.0,
    Scope.LOCAL: -14.0,
    Scope.ELSEWHERE: -21.0,
}
_BITS_A_STEP = 4.0  # so that scores spread: 0 bits is 50 points, 8 bits are 80, 16 are 94


def weigh(comparison: Comparison, *, scope: Scope) -> float:
    """Return the evidence that two people are one, in bits: above 0, rather yes than no."""
    forename, surname, birth, upn, middle_names, year_group = comparison
    return (
        SCOPE_WEIGHTS[scope]
        + FORENAME_WEIGHTS[forename.level]
        + SURNAME_WEIGHTS[surname.level]
        + BIRTH_WEIGHTS[birth]
        + UPN_WEIGHTS[upn]
        + MIDDLE_NAME_WEIGHTS[middle_names]
        + YEAR_GROUP_WEIGHTS[year_group]
    )


def points(bits: float) -> float:
    """Turn evidence in bits into a score of 0..100, where 50 is as likely as not."""
    return round(float(100.0 / (1.0 + 2.0 ** (-bits / _BITS_A_STEP))), 2)
