"""Texts as people typed them → texts that can be compared: trimmed, single-spaced, composed.

Knows nothing of rows, fields or any MIS.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import Any

#: What schools enter where a person has no such name. Compared in lower case.
NO_SUCH_NAME = frozenset({"-", "--", "–", "—", ".", "..", "n/a", "na", "none", "nil", "null"})
#: Of those, what says outright that the person has only one name (the others may be neglect).
ONE_NAME_ONLY = frozenset({"-", "--", "–", "—", ".", ".."})
LONGEST_NAME = 100
#: Schools have the same names and dates again and again: a worker remembers so many of each.
REMEMBERED = 1 << 15
_EMAIL = re.compile(r"[^@\s<>()\[\],;:\"]+@[^@\s<>()\[\],;:\"]+\.[^@\s<>()\[\],;:\".]{2,}")
_SEPARATORS = re.compile(r"[;,\s]+")
#: Invisible characters that are no control characters: soft hyphen, zero-width ones, directions.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")


def clean(text: str) -> str:
    """The text trimmed, single-spaced, in Unicode NFC, without control or invisible characters."""
    if text.isascii() and text.isprintable():
        if text[:1] != " " and text[-1:] != " " and "  " not in text:
            return text
        return " ".join(text.split())
    text = _INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    return " ".join("".join(map(_visible, text)).split())


def _visible(character: str) -> str:
    if character.isprintable():
        return character
    is_space = character in "\t\n\r" or unicodedata.category(character).startswith("Z")
    return " " if is_space else ""


#: A value and the code of what is wrong with it, or "".
Judged = tuple[str, str]


@lru_cache(maxsize=REMEMBERED)
def legal_name(text: str) -> Judged:
    """A legal name as far as it can be kept, and what bars an account; blank is no fault here."""
    name = clean(text)
    if name.casefold() in NO_SUCH_NAME:
        return "", ("one_name_only" if name in ONE_NAME_ONLY else "")
    if len(name) > LONGEST_NAME:
        return name[:LONGEST_NAME].rstrip(), "name_too_long"
    if name and not any(map(str.isalpha, name)):
        return name, "name_without_letters"
    return name, ""


@lru_cache(maxsize=REMEMBERED)
def other_name(text: str) -> Judged:
    """A preferred, middle or former name; "" and a code when it cannot be one."""
    name = clean(text)
    if name.casefold() in NO_SUCH_NAME:
        return "", ""
    if len(name) > LONGEST_NAME or (name and not any(map(str.isalpha, name))):
        return "", "other_name_unusable"
    return name, ""


def email_address(text: str) -> Judged:
    """The first address of the text."""
    cleaned = clean(text)
    if not cleaned:
        return "", ""
    first = _SEPARATORS.split(cleaned, maxsplit=1)[0]
    if len(first) > 254 or not _EMAIL.fullmatch(first):
        return "", "email_invalid"
    return first, ""


def short_text(limit: int) -> Callable[[str], Judged]:
    """A function that keeps texts up to the limit, and gives "" and a code for longer ones."""

    def judge(text: str) -> Judged:
        value = clean(text)
        return (value, "") if len(value) <= limit else ("", "value_too_long")

    return judge


def shown(value: Any) -> str:
    """A value as a problem may quote it: cleaned and at most 100 characters."""
    text = clean(str(value))
    return text if len(text) <= 100 else text[:99] + "…"
