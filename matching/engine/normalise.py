"""Turn names as people type them into plain a–z, and a person into what the engine compares.

Accents, case, apostrophes, hyphens, spaces and alphabets stop mattering here. This module
compares nothing and knows no name in particular.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from anyascii import anyascii

from matching.engine import upn
from matching.engine.model import Person

#: More of a name than this adds nothing but work.
LONGEST_NAME = 200
_CACHE_SIZE = 1 << 17
_WORD = re.compile("[a-z]+")
_NOT_LETTER = re.compile("[^a-z]+")
_APOSTROPHES = frozenset("'’‘`´")
# Spreadsheets and old systems write "no date" as one of the days around their day 0.
_FIRST_BELIEVABLE_BIRTH = date(1900, 1, 2)
YEAR_GROUPS = {"N1": -2, "N2": -1, "R": 0} | {str(year): year for year in range(1, 15)}


@lru_cache(maxsize=_CACHE_SIZE)
def words(text: str) -> tuple[str, ...]:
    """Split a name into words of a–z: "Anne-Marie O’Neill" gives ("anne", "marie", "oneill")."""
    return tuple(_WORD.findall("".join(map(_fold, text[:LONGEST_NAME])).lower()))


@lru_cache(maxsize=_CACHE_SIZE)
def ascii_letters(text: str) -> str:
    """Return a name as nothing but a–z ("Łukasz" → "lukasz"), or "" when nothing can be read."""
    return "".join(words(text))


@lru_cache(maxsize=_CACHE_SIZE)
def _fold(character: str) -> str:
    """Return one character as the a–z it reads as: "" within a word, " " between words."""
    if character.isascii() and character.isalpha():
        return character
    category = unicodedata.category(character)
    if category[0] == "L":
        return _NOT_LETTER.sub("", anyascii(character).lower())
    if category[0] == "M" or category == "Cf" or character in _APOSTROPHES:
        return ""
    return " "


@dataclass(frozen=True, slots=True)
class Profile:
    """A person as the engine compares them. Names are a–z without spaces unless called words.

    ``forenames`` and ``surnames`` hold the legal name first, then the preferred one if it differs;
    ``known_as`` is the preferred forename where it differs from the legal one, else "". ``upn`` is
    a valid permanent one or "". ``birth`` is (year, month, day) or None; ``year`` is a number or
    None.
    """

    forenames: tuple[str, ...]
    surnames: tuple[str, ...]
    known_as: str
    forename_words: tuple[str, ...]
    surname_words: tuple[tuple[str, ...], ...]
    former_surname: str
    middle_names: tuple[str, ...]
    birth: tuple[int, int, int] | None
    upn: str
    year: int | None


def profile(person: Person) -> Profile:
    """Normalise a person once, for all the comparisons that follow."""
    legal, preferred = (
        ascii_letters(person.legal_forename),
        ascii_letters(person.preferred_forename),
    )
    family = ascii_letters(person.legal_surname), ascii_letters(person.preferred_surname)
    family_words = words(person.legal_surname), words(person.preferred_surname)
    former, born = ascii_letters(person.former_surname), person.date_of_birth
    return Profile(
        forenames=_distinct(legal, preferred),
        surnames=_distinct(*family),
        known_as=preferred if preferred != legal else "",
        forename_words=words(person.legal_forename),
        surname_words=family_words if family_words[1] else family_words[:1],
        former_surname=former if former not in family else "",
        middle_names=words(person.middle_names),
        birth=(
            (born.year, born.month, born.day) if born and born >= _FIRST_BELIEVABLE_BIRTH else None
        ),
        upn=permanent_upn(person),
        year=YEAR_GROUPS.get(person.year_group.strip().upper()) if person.year_group else None,
    )


def permanent_upn(person: Person) -> str:
    """Return a student's UPN if it is valid and permanent, else "". Staff have none that counts."""
    if not person.upn or person.kind != "student":
        return ""
    text = person.upn.strip().upper()
    return text if upn.is_permanent(text) else ""


def _distinct(first: str, second: str) -> tuple[str, ...]:
    if not second or second == first:
        return (first,) if first else ()
    return (first, second) if first else (second,)
