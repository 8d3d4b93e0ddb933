"""Unique Pupil Numbers: valid or not, permanent or temporary, by the DfE's check letter.

The rule is the DfE's, from the Common Basic Data Set. Knows nothing of people.
"""

from __future__ import annotations

import re
from operator import mul

ALPHABET = "ABCDEFGHJKLMNPQRTUVWXYZ"  # no I, O or S: too like 1, 0 and 5
_SHAPE = re.compile(rf"[{ALPHABET}][0-9]{{11}}[0-9{ALPHABET}]", re.ASCII)
#: Byte → its value in the sum: a digit counts itself, a letter its place in the alphabet.
_VALUES = bytes(
    ALPHABET.find(chr(byte)) if chr(byte) in ALPHABET else byte - 48 if 48 <= byte < 58 else 0
    for byte in range(256)
)
PLACES = range(2, 14)  # what each of the 12 characters counts


def check_letter(body12: str) -> str:
    """Return the check letter for the 12 characters that follow it.

    ``body12`` is 12 digits, or 11 digits and a letter (a temporary UPN). Raises ValueError for
    anything else.
    """
    if not _SHAPE.fullmatch("A" + body12):
        raise ValueError("The part after a UPN’s check letter is 12 digits, or 11 and a letter.")
    return ALPHABET[_sum(body12) % 23]


def _sum(body12: str) -> int:
    return sum(map(mul, body12.encode().translate(_VALUES), PLACES))


def is_valid(upn: str) -> bool:
    """Say whether this is a UPN, permanent or temporary, with the right check letter."""
    # Every pupil of every school passes through here each night: the sum is not a call.
    return (
        _SHAPE.fullmatch(upn) is not None
        and upn[0] == ALPHABET[sum(map(mul, upn.encode().translate(_VALUES)[1:], PLACES)) % 23]
    )


def is_permanent(upn: str) -> bool:
    """Say whether this is a valid UPN of the permanent form (a temporary one ends in a letter)."""
    return upn[-1:].isdigit() and is_valid(upn)


def is_temporary(upn: str) -> bool:
    """Say whether this is a valid UPN of the temporary form, which ends in a letter.

    A school gives it out itself until it knows the permanent one.
    """
    return upn[-1:].isalpha() and is_valid(upn)
