"""Compare two single names, forenames or surnames, both a–z. Knows names, but no people.

Every comparison is symmetric: the order of its two names never matters.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from rapidfuzz.distance import OSA, JaroWinkler

from matching.engine.knowledge import (
    are_related,
    canonical_forename,
    canonical_surname,
    formal_names,
)
from matching.engine.levels import DIFFERS, Finding, Level
from matching.engine.sounds import forename_sound, surname_sound

_CACHE_SIZE = 1 << 17
SHORTEST_SHORTENED = 3
LOOKS_ALIKE = 0.8
# No slip, initial or shortened name is less alike: most pairs are told apart by this at once.
LOOKS_DIFFERENT = 0.65


def compare_forenames(one: str, other: str) -> Finding:
    """Compare two forenames of a–z, neither of them empty."""
    if one == other:
        return _compare_forenames(one, other)
    if JaroWinkler.similarity(one, other) < LOOKS_DIFFERENT and not are_related(one, other):
        return DIFFERS
    return _compare_forenames(one, other) if one <= other else _compare_forenames(other, one)


def compare_surnames(one: str, other: str) -> Finding:
    """Compare two surnames of a–z, neither of them empty, each taken as a whole."""
    if one == other:
        return _compare_surnames(one, other)
    if JaroWinkler.similarity(one, other) < LOOKS_DIFFERENT:
        if canonical_surname(one) != canonical_surname(other):
            return DIFFERS
        return Finding(Level.SPELLING, *sorted((one, other)))
    return _compare_surnames(one, other) if one <= other else _compare_surnames(other, one)


@lru_cache(maxsize=_CACHE_SIZE)
def _compare_forenames(one: str, other: str) -> Finding:
    if len(one) == 1 or len(other) == 1:
        return Finding(Level.INITIAL, one, other) if one[0] == other[0] else DIFFERS
    if one == other:
        return Finding(Level.SAME, one, other)
    if canonical_forename(one) == canonical_forename(other):
        return Finding(Level.SPELLING, one, other)
    if nickname := _nickname(one, other):
        return nickname
    if _shortens(one, other):
        return Finding(Level.SHORTENED, one, other)
    return _by_letters(one, other, sound=forename_sound)


@lru_cache(maxsize=_CACHE_SIZE)
def _compare_surnames(one: str, other: str) -> Finding:
    if one == other:
        return Finding(Level.SAME, one, other)
    if canonical_surname(one) == canonical_surname(other):
        return Finding(Level.SPELLING, one, other)
    return _by_letters(one, other, sound=surname_sound)


def _nickname(one: str, other: str) -> Finding | None:
    """Find a short form of a whole name, or two short forms of one."""
    formal_one, formal_other = formal_names(one), formal_names(other)
    if canonical_forename(other) in formal_one:
        return Finding(Level.NICKNAME, one, other)
    if canonical_forename(one) in formal_other:
        return Finding(Level.NICKNAME, other, one)
    if formal_one.isdisjoint(formal_other):
        return None
    return Finding(Level.NICKNAMES, one, other)


def _shortens(one: str, other: str) -> bool:
    """Say whether the first name begins the second; sorted as they are, never the reverse.

    One letter more is a slip.
    """
    return SHORTEST_SHORTENED <= len(one) < len(other) - 1 and other.startswith(one)


def _by_letters(one: str, other: str, *, sound: Callable[[str], str]) -> Finding:
    allowed = slips_allowed(max(len(one), len(other)))
    if OSA.distance(one, other, score_cutoff=allowed) <= allowed:
        return Finding(Level.SLIP, one, other)
    if JaroWinkler.similarity(one, other) >= LOOKS_ALIKE and sound(one) == sound(other):
        return Finding(Level.SOUND, one, other)
    return DIFFERS


def slips_allowed(length: int) -> int:
    """How many letters may be mistyped in a name so long: none in three letters, two in nine."""
    return (length >= 4) + (length >= 9)
