"""How a normalised name sounds, as a short code: names that sound alike share it.

The canonical spelling is sounded, so that Md and Mohammed, or Thomson and Thompson, agree too.
"""

from __future__ import annotations

from functools import lru_cache

from jellyfish import metaphone

from matching.engine.knowledge import canonical_forename, canonical_surname, formal_names

_CACHE_SIZE = 1 << 16
_LONGEST = 12  # keeps a blocking key of two sounds within 40 characters


@lru_cache(maxsize=_CACHE_SIZE)
def forename_sound(name: str) -> str:
    """Return the sound of a forename of a–z; "" only for ""."""
    return _sound(canonical_forename(name))


@lru_cache(maxsize=_CACHE_SIZE)
def surname_sound(name: str) -> str:
    """Return the sound of a surname of a–z; "" only for ""."""
    return _sound(canonical_surname(name))


@lru_cache(maxsize=_CACHE_SIZE)
def formal_sounds(name: str) -> frozenset[str]:
    """Return the sounds of the forenames that this one is short for."""
    return frozenset(map(forename_sound, formal_names(name)))


def _sound(name: str) -> str:
    # A few names are silent to Metaphone ("h", "wh"): they stand for themselves.
    return metaphone(name)[:_LONGEST] or name[:_LONGEST]
