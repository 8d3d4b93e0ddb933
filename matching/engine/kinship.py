"""Tell the same person written differently from a twin, brother, sister or namesake.

Relatives share a surname, twins a date of birth, and their forenames may be near each other: there
a score, which takes fields for independent, says too much. It weighs nothing and decides nothing.
"""

from __future__ import annotations

import re

from matching.engine.knowledge import is_known_forename
from matching.engine.levels import Comparison, Finding, Level

#: Forenames that no two children of a family have: there is knowledge that they are one name.
_ONE_NAME = frozenset({Level.SAME, Level.NICKNAME, Level.MIDDLE, Level.PART, Level.EXCHANGED})
_MISTYPED = frozenset({Level.SLIP, Level.SOUND})
#: Forenames that may be a twin's, unless the middle names are the same too.
_NEAR = _MISTYPED | {Level.SPELLING, Level.NICKNAMES, Level.SHORTENED, Level.INITIAL}
_MISTYPED_BIRTH = frozenset({Level.MISSING, Level.DIGIT})
_NO_SURNAME = frozenset({Level.DIFFERS, Level.MISSING})

#: Letters that languages write for one sound, then what is hardly heard, then repeated letters.
_SOUNDS = (
    (re.compile("ph|v"), "f"),
    (re.compile("x"), "ks"),
    (re.compile("ck|[cq]"), "k"),
    (re.compile("z"), "s"),
    (re.compile("(?<=.)g?h"), ""),
    (re.compile("(?<=[^aeiouy])e$"), ""),
    (re.compile("^[eiy]+(?=[^aeiouy])"), "i"),
    (re.compile("^[ou]+(?=[^aeiouy])"), "u"),
    (re.compile("(?<=.)[aeiouy]+"), "a"),
    (re.compile(r"(.)\1+"), r"\1"),
)


def is_no_relative(comparison: Comparison) -> bool:
    """Whether what is alike here can hardly come from two people of one family, or of one name.

    The date of birth must be the same, or its day and month swapped under the same names. The
    middle names may tell twins apart, or tell that a forename near another is the same child's.
    """
    forename, surname = comparison.forename, comparison.surname
    if comparison.date_of_birth is Level.DAY_AND_MONTH:
        return forename.level is surname.level is Level.SAME and not _two_middle_names(comparison)
    if comparison.date_of_birth is not Level.SAME or surname.level in _NO_SURNAME:
        return False
    # A forename among the other's middle names leaves those unlike by itself.
    return forename.level is Level.MIDDLE or (
        not _two_middle_names(comparison) and _is_one_forename(comparison)
    )


def is_no_namesake(comparison: Comparison) -> bool:
    """Whether all is the same but for a new surname, or a date of birth that is missing or has one
    digit wrong. Only rare names make that enough, and only within one year group of one school.
    """
    forename, surname, birth = comparison.forename, comparison.surname, comparison.date_of_birth
    if forename.level is not Level.SAME or comparison.year_group is not Level.SAME:
        return False
    if _two_middle_names(comparison):
        return False
    if surname.level is Level.SAME:
        return birth in _MISTYPED_BIRTH
    return birth is Level.SAME and surname.level is Level.DIFFERS


def _is_one_forename(comparison: Comparison) -> bool:
    forename = comparison.forename
    if forename.level in _ONE_NAME:
        return True
    if comparison.middle_names is Level.SAME:
        return forename.level in _NEAR
    if forename.level is Level.SPELLING:
        return is_one_sound(forename.left, forename.right)
    return forename.level in _MISTYPED and _is_slip(forename)


def _is_slip(forename: Finding) -> bool:
    """Of Olvia and Olivia one is no name: a slip. Jayden and Kayden, Zaynah and Zaynab may be two.

    Where neither is known, or it cannot be told which is, the names must at least sound as one.
    """
    left, right = is_known_forename(forename.left), is_known_forename(forename.right)
    if left and right:
        return False
    return left or right or is_one_sound(forename.left, forename.right)


def is_one_sound(one: str, other: str) -> bool:
    """Say whether two forenames of a–z are heard as one, so that no twins have them.

    Mohammed and Muhammad are; Olivia and Oliwia are spellings of one name, but not heard as one.
    """
    return _heard(one) == _heard(other)


def _heard(name: str) -> str:
    for pattern, sound in _SOUNDS:
        name = pattern.sub(sound, name)
    return name


def _two_middle_names(comparison: Comparison) -> bool:
    return comparison.middle_names is Level.DIFFERS
