"""Makes Unique Pupil Numbers by the DfE's rule, so that pretend pupils have valid ones.

Written apart from the portal's own check on purpose: each proves the other.
"""

from __future__ import annotations

LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"  # no I, O or S


def check_letter(rest: str) -> str:
    """The letter that stands before the twelve characters ``rest``.

    Each counts its value times its place (2 to 13); the last may be a letter, which counts as its
    place in the alphabet of ``LETTERS``. Source: DfE, Common Basic Data Set, UPN.
    """
    values = (int(char) if char.isdigit() else LETTERS.index(char) for char in rest)
    return LETTERS[sum(place * value for place, value in enumerate(values, start=2)) % 23]


def permanent(la: str, establishment: str, *, year: int, serial: int) -> str:
    """A permanent UPN: ``la`` has 3 digits, ``establishment`` 4; ``serial`` is 0–999."""
    rest = f"{la}{establishment}{year % 100:02d}{serial:03d}"
    return check_letter(rest) + rest


def temporary(la: str, establishment: str, *, year: int, serial: int) -> str:
    """A temporary UPN, which ends in a letter; ``serial`` 0–2299."""
    letter, number = divmod(serial, 100)
    rest = f"{la}{establishment}{year % 100:02d}{number:02d}{LETTERS[letter]}"
    return check_letter(rest) + rest
