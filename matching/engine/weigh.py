"""Weigh a comparison: how much each agreement speaks for or against one person.

After Fellegi and Sunter (1969): a weight is log2(how often the level is seen among pairs that are
one person ÷ how often among pairs that are not), so weights add up, and a missing value weighs 0.
The numbers are in ``data/weights.csv``; a rare name adds to its field's, a common one takes away.
"""

from __future__ import annotations

from collections.abc import Mapping

from matching.engine.frequencies import LISTED, NameFrequencies
from matching.engine.levels import Comparison, Finding, Level
from matching.engine.model import Scope
from matching.engine.weights import SCOPE_WEIGHTS, WEIGHTS


def _bits(field: str) -> Mapping[Level, float]:
    return {level: weight.bits for level, weight in WEIGHTS[field].items()}


def _by_name(field: str) -> Mapping[Level, float]:
    return {level: weight.by_name for level, weight in WEIGHTS[field].items() if weight.by_name}


FORENAME_WEIGHTS = _bits("forename")
SURNAME_WEIGHTS = _bits("surname")
BIRTH_WEIGHTS = _bits("date_of_birth")
UPN_WEIGHTS = _bits("upn")
MIDDLE_NAME_WEIGHTS = _bits("middle_names")
YEAR_GROUP_WEIGHTS = _bits("year_group")
MIS_ID_WEIGHTS = _bits("mis_id")
#: Level → the share of the name's rarity that counts; levels that are not here have none.
FORENAME_BY_NAME = _by_name("forename")
SURNAME_BY_NAME = _by_name("surname")
_BITS_A_STEP = 4.0  # so that scores spread: 0 bits is 50 points, 8 bits are 80, 16 are 94


def weigh(comparison: Comparison, *, scope: Scope, names: NameFrequencies = LISTED) -> float:
    """Return the evidence that two people are one, in bits: above 0, rather yes than no.

    ``names`` says how common names are among the people at hand.
    """
    forename, surname, birth, upn, middle_names, year_group, mis_id = comparison
    return (
        SCOPE_WEIGHTS[scope]
        + FORENAME_WEIGHTS[forename.level]
        + SURNAME_WEIGHTS[surname.level]
        + BIRTH_WEIGHTS[birth]
        + UPN_WEIGHTS[upn]
        + MIDDLE_NAME_WEIGHTS[middle_names]
        + YEAR_GROUP_WEIGHTS[year_group]
        + MIS_ID_WEIGHTS[mis_id]
        + _rarity("forename", forename, FORENAME_BY_NAME, names)
        + _rarity("surname", surname, SURNAME_BY_NAME, names)
    )


def _rarity(
    field: str, finding: Finding, shares: Mapping[Level, float], names: NameFrequencies
) -> float:
    share = shares.get(finding.level)
    return share * names.bits(field, finding.left, finding.right) if share else 0.0


def points(bits: float) -> float:
    """Turn evidence in bits into a score of 0..100, where 50 is as likely as not."""
    return round(float(100.0 / (1.0 + 2.0 ** (-bits / _BITS_A_STEP))), 2)
