"""Turn names as people type them into plain a–z, and a person into what the engine compares.

Accents, case, apostrophes, hyphens, spaces and alphabets stop mattering here. This module
compares nothing and knows no name in particular.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from anyascii import anyascii

from matching.engine.knowledge import is_particle
from matching.engine.model import Person
from matching.engine.upn import is_permanent, is_temporary

#: More of a name than this adds nothing but work.
LONGEST_NAME = 200
_CACHE_SIZE = 1 << 16
_SHORTEST_PART = 3
_WORD = re.compile("[a-z]+")
_NOT_LETTER = re.compile("[^a-z]+")
_APOSTROPHES = frozenset("'’‘`´")
# The tables of other alphabets are opened once, here, and not by the first person whose name has an
# accent: what opens them takes as long as a hundred people do.
anyascii("é")
_NO_APOSTROPHES = {ord(sign): None for sign in _APOSTROPHES}
# Spreadsheets and old systems write "no date" as one of the days around their day 0.
_FIRST_BELIEVABLE_BIRTH = date(1900, 1, 2)
YEAR_GROUPS = {"N1": -2, "N2": -1, "R": 0} | {str(year): year for year in range(1, 15)}


def ascii_letters(text: str) -> str:
    """Return a name as nothing but a–z ("Łukasz" → "lukasz"), or "" when nothing can be read."""
    return read_name(text).letters


class Name(NamedTuple):
    """One name as typed, read: all its letters, its words, and two ways to see a surname.

    ``core`` is the name without small words such as van, or "" where that changes nothing.
    ``parts`` are the words of a double-barrelled name that can stand for the whole of it.
    """

    letters: str
    words: tuple[str, ...]
    core: str
    parts: tuple[str, ...]


@lru_cache(maxsize=_CACHE_SIZE)
def read_name(text: str) -> Name:
    """Read a name: "Anne-Marie O’Neill" has the words anne, marie and oneill."""
    words = _words(text[:LONGEST_NAME])
    letters = "".join(words)
    if len(words) < 2:
        return Name(letters, words, "", ())
    main = tuple(word for word in words if not is_particle(word))
    core = "".join(main)
    parts = tuple(word for word in main if len(word) >= _SHORTEST_PART)
    return Name(letters, words, core if core != letters else "", parts)


def _words(text: str) -> tuple[str, ...]:
    if not text.isascii():  # in most names no letter has to be looked up
        text = "".join(map(_fold, text))
    text = text.lower()
    return (text,) if text.isalpha() else (*_WORD.findall(text.translate(_NO_APOSTROPHES)),)


def fold(name: str) -> str:
    """A name without case, accents and punctuation, also where no letter can be written in a–z."""
    return ascii_letters(name) or name.casefold()


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


class Profile(NamedTuple):
    """A person as the engine compares them (a NamedTuple: a big run makes 150,000).

    ``forenames`` and ``surnames`` are a–z without spaces, the legal name first, then the preferred
    one if it differs; ``known_as`` is the preferred forename where it differs from the legal one,
    else "". ``forename_words`` is () for a forename of one word. Cores and parts as in Name.
    ``birth`` is (year, month, day) or None, ``upn`` a valid permanent one or "", ``year`` a number
    or None. What follows stands in no blocking key; the UPNs there are valid ones.
    """

    forenames: tuple[str, ...] = ()
    surnames: tuple[str, ...] = ()
    known_as: str = ""
    forename_words: tuple[str, ...] = ()
    middle_names: tuple[str, ...] = ()
    surname_cores: tuple[str, ...] = ()
    surname_parts: tuple[str, ...] = ()
    former_surname: str = ""
    birth: tuple[int, int, int] | None = None
    upn: str = ""
    year: int | None = None
    former_upns: tuple[str, ...] = ()
    temporary_upns: tuple[str, ...] = ()
    mis_ids: tuple[str, ...] = ()


def profile(person: Person) -> Profile:
    """Normalise a person once, for all the comparisons that follow."""
    forenames, known_as, words = given_names(person.legal_forename, person.preferred_forename)
    surnames, cores, parts, former = family_names(
        person.legal_surname, person.preferred_surname, person.former_surname
    )
    upn = permanent_upn(person)
    has_others = person.former_upns or (person.upn and not upn)
    before, temporary = _other_upns(person, upn) if has_others else ((), ())
    middle_names, year_group = person.middle_names, person.year_group
    return Profile(
        forenames,
        surnames,
        known_as,
        words,
        read_name(middle_names).words if middle_names else (),
        cores,
        parts,
        former,
        birth_of(person.date_of_birth),
        upn,
        YEAR_GROUPS.get(year_group.strip().upper()) if year_group else None,
        before,
        temporary,
        person.mis_ids,
    )


@lru_cache(maxsize=_CACHE_SIZE)
def given_names(legal: str, preferred: str) -> tuple[tuple[str, ...], str, tuple[str, ...]]:
    """Return a profile's ``forenames``, ``known_as`` and ``forename_words``."""
    letters, words, _core, _parts = read_name(legal)
    words = words if len(words) > 1 else ()
    if not preferred:  # so it is with most people
        return (letters,) if letters else (), "", words
    other = ascii_letters(preferred)
    return _distinct(letters, other), other if other != letters else "", words


@lru_cache(maxsize=_CACHE_SIZE)
def family_names(
    legal: str, preferred: str, former: str
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], str]:
    """Return a profile's ``surnames``, ``surname_cores``, ``surname_parts`` and
    ``former_surname``.
    """
    letters, _words, core, parts = read_name(legal)
    if not preferred and not former:
        return (letters,) if letters else (), (core,) if core else (), parts, ""
    other = read_name(preferred)
    before = ascii_letters(former)
    return (
        _distinct(letters, other.letters),
        _distinct(core, other.core),
        parts + other.parts,
        "" if before in (letters, other.letters) else before,
    )


def birth_of(born: date | None) -> tuple[int, int, int] | None:
    """Return a date of birth as (year, month, day), or None where it is not to be believed."""
    return (born.year, born.month, born.day) if born and born >= _FIRST_BELIEVABLE_BIRTH else None


def permanent_upn(person: Person) -> str:
    """Return a student's UPN if it is valid and permanent, else "". Staff have none that counts."""
    return permanent(person.upn) if person.upn and person.kind == "student" else ""


def _other_upns(person: Person, upn: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return a student's former permanent UPNs, and their temporary ones, former or not."""
    if person.kind != "student":
        return (), ()
    texts = [text.strip().upper() for text in (person.upn, *person.former_upns)]
    return (
        tuple(text for text in texts if text != upn and permanent(text)),
        tuple(text for text in texts if is_temporary(text)),
    )


@lru_cache(maxsize=2048)  # a new pupil's is asked for when they are looked for, and compared
def permanent(text: str) -> str:
    """Return a UPN as it is written properly if it is valid and permanent, else ""."""
    text = text.strip().upper()
    return text if is_permanent(text) else ""


def _distinct(first: str, second: str) -> tuple[str, ...]:
    if not second or second == first:
        return (first,) if first else ()
    return (first, second) if first else (second,)
