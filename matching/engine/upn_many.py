"""Find out at once, of many texts, which are permanent UPNs. Knows nothing of people."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from matching.engine.upn import ALPHABET, PLACES

_Flags = npt.NDArray[np.bool_]
_LENGTH = 13
_NONE = len(ALPHABET)  # a letter that is no check letter: no sum leaves so much
_ASCII = 128


def are_permanent(texts: Sequence[str]) -> _Flags:
    """Say of each text whether ``normalise.permanent`` finds a UPN in it."""
    stripped = [*map(str.strip, texts)]
    found: _Flags = np.fromiter(map(len, stripped), np.int64, len(stripped)) == _LENGTH
    spelt = np.array(stripped, dtype=f"U{_LENGTH}").view(np.uint32).reshape(-1, _LENGTH).T
    spelt = np.minimum(spelt, _ASCII - 1)
    sums = np.zeros(len(stripped), dtype=np.int64)
    for place, characters in zip(PLACES, spelt[1:], strict=True):
        digits = characters - ord("0")  # below "0" it is a huge number
        found &= digits <= 9
        sums += place * digits.astype(np.int64)
    found &= _CHECK_LETTERS[spelt[0]] == sums % len(ALPHABET)
    return found


def _check_letters() -> npt.NDArray[np.int64]:
    """ASCII character → its place in the alphabet, in capitals or not."""
    places = np.full(_ASCII, _NONE, dtype=np.int64)
    for place, letter in enumerate(ALPHABET):
        places[[ord(letter), ord(letter.lower())]] = place
    return places


_CHECK_LETTERS = _check_letters()
