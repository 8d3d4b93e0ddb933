"""Compare two dates of birth, with the ways in which people mistype them. Symmetric."""

from __future__ import annotations

from rapidfuzz.distance import OSA

from matching.engine.levels import Level

Birth = tuple[int, int, int]  # year, month, day

#: Which of year, month and day agree, where two of them do → what to call it.
_ALL_BUT_ONE = {
    (True, True, False): Level.DAY_ONLY,
    (True, False, True): Level.MONTH_ONLY,
    (False, True, True): Level.YEAR_ONLY,
}


def compare_births(one: Birth | None, other: Birth | None) -> Level:
    """Compare two dates of birth; None is an unknown one."""
    if one is None or other is None:
        return Level.MISSING
    if one == other:
        return Level.SAME
    year, month, day = one[0] == other[0], one[1] == other[1], one[2] == other[2]
    if year and one[1] == other[2] and one[2] == other[1]:
        return Level.DAY_AND_MONTH
    all_but_one = _ALL_BUT_ONE.get((year, month, day))
    if all_but_one and _is_one_digit(one, other):
        return Level.DIGIT
    return all_but_one or Level.DIFFERS


def may_be_same(one: Birth | None, other: Birth | None) -> bool:
    """Whether two dates of birth are the same but for an exchanged day and month, as far as both
    are known: a quick look before they are compared.
    """
    if one is None or other is None or one == other:
        return True
    return one[0] == other[0] and one[1] == other[2] and one[2] == other[1]


def _is_one_digit(one: Birth, other: Birth) -> bool:
    """Say whether one digit was mistyped, or two neighbouring digits changed places."""
    return OSA.distance(_digits(one), _digits(other), score_cutoff=1) <= 1


def _digits(birth: Birth) -> str:
    return f"{birth[2]:02}{birth[1]:02}{birth[0]:04}"
