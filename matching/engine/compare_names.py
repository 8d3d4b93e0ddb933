"""Compare two single names, forenames or surnames, both a–z. Knows names, but no people.

Every comparison is symmetric: the order of its two names never matters.
"""

from __future__ import annotations

from functools import lru_cache

from rapidfuzz.distance import OSA, JaroWinkler

from matching.engine.knowledge import canonical_forename, canonical_surname, formal_names
from matching.engine.levels import DIFFERS, SAME, Finding, Level
from matching.engine.sounds import forename_sound, surname_sound

_CACHE_SIZE = 1 << 17
_SHORTEST_SHORTENED = 3
_LOOKS_ALIKE = 0.8
# How many letters may be mistyped in a name of at least so many letters.
_SLIPS_ALLOWED = ((9, 2), (4, 1))


def compare_forenames(one: str, other: str) -> Finding:
    """Compare two forenames of a–z, neither of them empty."""
    return _compare_forenames(one, other) if one <= other else _compare_forenames(other, one)


def compare_surnames(one: str, other: str) -> Finding:
    """Compare two surnames of a–z, neither of them empty, each taken as a whole."""
    return _compare_surnames(one, other) if one <= other else _compare_surnames(other, one)


@lru_cache(maxsize=_CACHE_SIZE)
def _compare_forenames(one: str, other: str) -> Finding:
    if len(one) == 1 or len(other) == 1:
        return Finding(Level.INITIAL, one, other) if one[0] == other[0] else DIFFERS
    if one == other:
        return SAME
    first, second = canonical_forename(one), canonical_forename(other)
    if first == second:
        return Finding(Level.SPELLING, one, other)
    if nickname := _nickname(one, first, other, second):
        return nickname
    short, long = sorted((one, other), key=len)
    if len(short) >= _SHORTEST_SHORTENED and long.startswith(short):
        return Finding(Level.SHORTENED, short, long)
    return _by_letters(one, other, sounds=(forename_sound(one), forename_sound(other)))


@lru_cache(maxsize=_CACHE_SIZE)
def _compare_surnames(one: str, other: str) -> Finding:
    if one == other:
        return SAME
    if canonical_surname(one) == canonical_surname(other):
        return Finding(Level.SPELLING, one, other)
    return _by_letters(one, other, sounds=(surname_sound(one), surname_sound(other)))


def _nickname(one: str, first: str, other: str, second: str) -> Finding | None:
    """Find a short form of a whole name, or two short forms of one."""
    formal_one = formal_names(one) | formal_names(first)
    formal_other = formal_names(other) | formal_names(second)
    if second in formal_one:
        return Finding(Level.NICKNAME, one, other)
    if first in formal_other:
        return Finding(Level.NICKNAME, other, one)
    return Finding(Level.NICKNAMES, one, other) if formal_one & formal_other else None


def _by_letters(one: str, other: str, *, sounds: tuple[str, str]) -> Finding:
    longer = max(len(one), len(other))
    allowed = next((slips for length, slips in _SLIPS_ALLOWED if longer >= length), 0)
    if OSA.distance(one, other, score_cutoff=allowed) <= allowed:
        return Finding(Level.SLIP, one, other)
    if sounds[0] == sounds[1] and JaroWinkler.similarity(one, other) >= _LOOKS_ALIKE:
        return Finding(Level.SOUND, one, other)
    return DIFFERS
