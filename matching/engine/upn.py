"""Unique Pupil Numbers: valid or not, permanent or temporary, by the DfE's check letter.

The rule is the DfE's, from the Common Basic Data Set. Knows nothing of people.
"""

from __future__ import annotations

import re

ALPHABET = "ABCDEFGHJKLMNPQRTUVWXYZ"  # no I, O or S: too like 1, 0 and 5
_SHAPE = re.compile(rf"[{ALPHABET}][0-9]{{11}}[0-9{ALPHABET}]")
_VALUES = {character: value for value, character in enumerate(ALPHABET)} | {
    str(digit): digit for digit in range(10)
}


def check_letter(body12: str) -> str:
    """Return the check letter for the 12 characters that follow it.

    ``body12`` is 12 digits, or 11 digits and a letter (a temporary UPN). Raises ValueError for
    anything else.
    """
    if not _SHAPE.fullmatch("A" + body12):
        raise ValueError("The part after a UPN's check letter is 12 digits, or 11 and a letter.")
    total = sum(place * _VALUES[character] for place, character in enumerate(body12, start=2))
    return ALPHABET[total % 23]


def is_valid(upn: str) -> bool:
    """Say whether this is a UPN, permanent or temporary, with the right check letter."""
    return bool(_SHAPE.fullmatch(upn)) and upn[0] == check_letter(upn[1:])


def is_permanent(upn: str) -> bool:
    """Say whether this is a valid UPN of the permanent form (a temporary one ends in a letter)."""
    return upn[-1:].isdigit() and is_valid(upn)
