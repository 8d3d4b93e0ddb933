"""Names as the search reads them: plain words, and small numbers by which an index finds them.

Pure: it knows neither the database nor what is searched.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

from anyascii import anyascii

#: More of a name than this adds nothing but work.
LONGEST: Final = 200
#: More words of a question than this narrow nothing down.
MOST_WORDS: Final = 8
#: A shorter word is looked for at the beginning of a name, not within.
PART: Final = 3
#: Kind → its mark, beyond the largest that three letters make.
KIND_MARKS: Final = {"staff": 20_000, "student": 20_001}

_WORD = re.compile("[a-z]+")
_WORD_OR_NUMBER = re.compile("[a-z0-9.]*[a-z0-9]")
_NOT_ASCII = re.compile("[^a-z0-9]+")
_APOSTROPHES = frozenset("'’‘`´")
_EDGE = 0


def words_of(text: str) -> tuple[str, ...]:
    """The words of a name in a–z: ``Anne-Marie O’Neill`` has anne, marie and oneill."""
    return tuple(_WORD.findall(_plain(text)))


def asked_words(text: str) -> tuple[str, ...]:
    """The words of a question, which may also be a username or part of one: ``jsmith2.301``."""
    found = _WORD_OR_NUMBER.findall(_plain(text, keep="."))
    return tuple(each.lstrip(".") for each in found[:MOST_WORDS])


def _plain(text: str, *, keep: str = "") -> str:
    return "".join(_fold(each) if each not in keep else each for each in text[:LONGEST]).lower()


@lru_cache(maxsize=1 << 14)
def _fold(character: str) -> str:
    """One character as the a–z or digit it reads as: "" within a word, " " between words."""
    if character.isascii() and character.isalnum():
        return character
    category = unicodedata.category(character)
    if category[0] in "LN":
        return _NOT_ASCII.sub("", anyascii(character).lower())
    if category[0] == "M" or category == "Cf" or character in _APOSTROPHES:
        return ""
    return " "


def spelled(names: Iterable[str], *, username: str) -> str:
    """All words of somebody's names and the username, each once, between spaces.

    A name of several words also stands as one: whoever types ``annemarie`` finds Anne-Marie.
    """
    words: dict[str, None] = {}
    for name in names:
        parts = words_of(name)
        words.update(dict.fromkeys(parts))
        if len(parts) > 1:
            words["".join(parts)] = None
    words[username] = None
    return f" {' '.join(words)} "


def marks_of(spelling: str, *, kind: str, authorities: Iterable[int]) -> list[int]:
    """The marks to keep with a spelling: its letters by threes, the kind, and where it is known.

    ``authorities`` are ids of local authorities; their marks are below zero.
    """
    marks = {KIND_MARKS[kind], *(authority_mark(each) for each in authorities)}
    for word in spelling.split():
        marks.update(_marks_of_word(_letters(word)))
    return sorted(marks)


def authority_mark(authority_id: int) -> int:
    """The mark of a local authority."""
    return -authority_id


@lru_cache(maxsize=1 << 14)
def _marks_of_word(word: str) -> tuple[int, ...]:
    codes = [ord(letter) - 96 for letter in word]
    if not codes:
        return ()
    padded = [_EDGE, _EDGE, *codes, _EDGE]
    return tuple(_mark(*padded[at : at + 3]) for at in range(len(padded) - 2))


def _mark(first: int, second: int, third: int) -> int:
    return (first * 27 + second) * 27 + third


def asked_marks(words: Sequence[str]) -> list[int]:
    """The marks that whoever has all the words must have; [] where they say too little.

    A word of one or two letters by itself must be a whole name: half of London has an a.
    Beside a longer one, or with a number, it is the beginning of a name or a username.
    """
    letters = [_letters(each) for each in words]
    is_narrow = any(len(each) >= PART for each in letters)
    return sorted(
        {
            mark
            for word, each in zip(words, letters, strict=True)
            for mark in _asked(each, is_part=is_narrow or word != each)
        }
    )


def _letters(word: str) -> str:
    """A word without the number and authority that end a username."""
    return word.partition(".")[0].rstrip("0123456789")


def _asked(word: str, *, is_part: bool) -> tuple[int, ...]:
    marks = _marks_of_word(word)
    if len(word) >= PART:
        return marks[2:-1]
    # The mark of a first letter alone is everybody's: it is asked only where nothing else is known.
    return marks[len(word) - 1 : len(word)] if is_part else marks[1:]


def patterns(words: Sequence[str], *, whole_if_short: bool) -> list[str]:
    """The LIKE patterns that a spelling must fit, one a word. No word has a character of LIKE's.

    ``whole_if_short``: words of one or two letters must be whole names if there are no others.
    """
    is_short = all(len(each) < PART for each in words)
    ending = " %" if whole_if_short and is_short else "%"
    return [f"%{each}%" if len(each) >= PART else f"% {each}{ending}" for each in words]
