"""Small values of contacts, groups and marks: numbers, yes or no, telephone numbers."""

from __future__ import annotations

import re

from autoupdate.connectors.parsing.text import clean
from autoupdate.records import MAX_LENGTHS

_WHOLE = re.compile(r"\d{1,4}(?:\.0+)?", re.ASCII)
_YES = frozenset({"yes", "y", "true", "t", "1"})
_NO = frozenset({"no", "n", "false", "f", "0"})
_TELEPHONE = re.compile(r"\+?[\d ()./-]{5,}")
_MOBILE = re.compile(r"(?:\+|00)?(?:440?7|07)\d{8,9}")
#: SIMS's letters for where a telephone is, and the words other programs use.
_MOBILE_LOCATIONS = frozenset({"m", "mobile", "mob"})


def whole_number(text: str) -> tuple[int | None, str]:
    """A number from 0 to 9999, and a code when there is something else."""
    word = clean(text)
    if not word:
        return None, ""
    if not _WHOLE.fullmatch(word):
        return None, "number_unreadable"
    return int(word.partition(".")[0]), ""


def yes_or_no(text: str) -> tuple[bool | None, str]:
    """True or False, None for blank, and a code when it is neither."""
    word = clean(text).casefold()
    if not word:
        return None, ""
    if word in _YES or word in _NO:
        return word in _YES, ""
    return None, "yes_no_unreadable"


def telephone(text: str) -> tuple[str, str]:
    """A telephone number as written, and a code when the text has too little of one in it."""
    number = clean(text)
    if not number:
        return "", ""
    if len(number) > MAX_LENGTHS["phones"] or not _TELEPHONE.match(number):
        return "", "telephone_invalid"
    return number, ""


def is_mobile(number: str, *, location: str) -> bool:
    """Whether a number is a mobile one, by what the MIS says of it or by how it begins."""
    if clean(location).casefold() in _MOBILE_LOCATIONS:
        return True
    return bool(_MOBILE.fullmatch(re.sub(r"[ ()./-]", "", number)))
