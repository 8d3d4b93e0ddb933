"""Compare two people field by field: a record and an account, in either order.

It finds levels of agreement and the names that led to them. It weighs and decides nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import product

from matching.engine.compare_births import compare_births, may_be_same
from matching.engine.compare_ids import compare_mis_ids, compare_upns
from matching.engine.compare_names import compare_forenames, compare_surnames
from matching.engine.levels import MISSING, Comparison, Finding, Level
from matching.engine.normalise import Profile
from matching.engine.weigh import FORENAME_WEIGHTS, SURNAME_WEIGHTS

_EXCHANGED = Finding(Level.EXCHANGED)
#: As names of this module they are found in a tenth of the time, for every pair.
_SAME, _DIFFERS = Level.SAME, Level.DIFFERS
_YEARS_APART = {0: Level.SAME, 1: Level.NEXT_YEAR}


def compare(one: Profile, other: Profile) -> Comparison | None:
    """Compare two people of one kind; None where they cannot be one person.

    They cannot where both names differ, or one name and any part of the date of birth, and no UPN
    agrees. Most pairs that share a blocking key are of that sort: it is found out early.
    """
    upn = compare_upns(one, other)
    forename = compare_given(one, other)
    is_same_upn = upn is _SAME
    is_forename_alike = forename.level is not _DIFFERS
    is_birth_alike = may_be_same(one.birth, other.birth)
    if not (is_birth_alike or is_forename_alike or is_same_upn):
        return None
    surname = compare_family(one, other)
    if _are_exchanged(one, other, forename, surname, is_birth_alike=is_birth_alike):
        forename = surname = _EXCHANGED
    elif surname.level is _DIFFERS and not ((is_birth_alike and is_forename_alike) or is_same_upn):
        return None
    return _comparison(one, other, forename, surname, upn)


def compare_fully(one: Profile, other: Profile) -> Comparison:
    """Compare two people of one kind to the end, also where they cannot be one person.

    For measuring: where ``compare`` gives a comparison, this is the same.
    """
    forename, surname = compare_given(one, other), compare_family(one, other)
    is_birth_alike = may_be_same(one.birth, other.birth)
    if _are_exchanged(one, other, forename, surname, is_birth_alike=is_birth_alike):
        forename = surname = _EXCHANGED
    return _comparison(one, other, forename, surname, compare_upns(one, other))


def _comparison(
    one: Profile, other: Profile, forename: Finding, surname: Finding, upn: Level
) -> Comparison:
    return Comparison(
        forename,
        surname,
        compare_births(one.birth, other.birth),
        upn,
        _compare_middle_names(one.middle_names, other.middle_names),
        compare_years(one.year, other.year),
        compare_mis_ids(one.mis_ids, other.mis_ids),
    )


def compare_given(one: Profile, other: Profile) -> Finding:
    """Compare forenames: the best of legal with legal, legal with preferred, and so on."""
    if not one.forenames or not other.forenames:
        return MISSING
    best = _best(one.forenames, other.forenames, compare_forenames, FORENAME_WEIGHTS)
    if best.level is _SAME:
        both_are_known_otherwise = one.known_as and other.known_as
        return (_known_as(one, other) if both_are_known_otherwise else None) or best
    if not (one.middle_names or other.middle_names or one.forename_words or other.forename_words):
        return best
    for find in (_middle_name, _forename_part):
        finding = find(one, other)
        if finding and FORENAME_WEIGHTS[finding.level] > FORENAME_WEIGHTS[best.level]:
            best = finding
    return best


def compare_family(one: Profile, other: Profile) -> Finding:
    """Compare surnames: the best of legal, preferred, former, and parts of double-barrelled."""
    if not one.surnames or not other.surnames:
        return MISSING
    best = _best(one.surnames, other.surnames, compare_surnames, SURNAME_WEIGHTS)
    if best.level is _SAME or not (_has_more_surnames(one) or _has_more_surnames(other)):
        return best
    for find in (_former_surname, _surname_core, _surname_part):
        finding = find(one, other)
        if finding and SURNAME_WEIGHTS[finding.level] > SURNAME_WEIGHTS[best.level]:
            best = finding
    return best


def _best(
    ones: tuple[str, ...],
    others: tuple[str, ...],
    compare_two: Callable[[str, str], Finding],
    weights: Mapping[Level, float],
) -> Finding:
    if len(ones) == len(others) == 1:
        return compare_two(ones[0], others[0])
    found = (compare_two(name, another) for name in ones for another in others)
    return max(found, key=lambda finding: (weights[finding.level], finding))


def _known_as(one: Profile, other: Profile) -> Finding | None:
    """Tell apart, say, two brothers whose legal forename is Mohammed and who both use another."""
    if compare_forenames(one.known_as, other.known_as).level is not _DIFFERS:
        return None
    return Finding(Level.KNOWN_AS, *sorted((one.known_as, other.known_as)))


def _middle_name(one: Profile, other: Profile) -> Finding | None:
    """Find a forename of the one among the middle names of the other."""
    shared = {*one.forenames} & {*other.middle_names} | {*other.forenames} & {*one.middle_names}
    return Finding(Level.MIDDLE, min(shared)) if shared else None


def _forename_part(one: Profile, other: Profile) -> Finding | None:
    """Find a forename of the one among the words of the other's forename."""
    shared = {*one.forename_words} & {*other.forenames} | {*other.forename_words} & {*one.forenames}
    return Finding(Level.PART, min(shared)) if shared else None


def _has_more_surnames(person: Profile) -> bool:
    return bool(person.former_surname or person.surname_parts or person.surname_cores)


def _former_surname(one: Profile, other: Profile) -> Finding | None:
    ever_one = {*one.surnames, one.former_surname}
    ever_other = {*other.surnames, other.former_surname}
    shared = (ever_one & ever_other) - {""}
    return Finding(Level.FORMER, min(shared)) if shared else None


def _surname_core(one: Profile, other: Profile) -> Finding | None:
    """Find one surname without its small words: van den Berg, Berg."""
    cores_one, cores_other = {*one.surname_cores}, {*other.surname_cores}
    shared = cores_one & {*cores_other, *other.surnames} | cores_other & {*one.surnames}
    return Finding(Level.PARTICLE, min(shared)) if shared else None


def _surname_part(one: Profile, other: Profile) -> Finding | None:
    """Find one surname as a part of the other's double-barrelled one."""
    shared = {*one.surname_parts} & {*other.surnames} | {*other.surname_parts} & {*one.surnames}
    return Finding(Level.PART, min(shared)) if shared else None


def _are_exchanged(
    one: Profile, other: Profile, forename: Finding, surname: Finding, *, is_birth_alike: bool
) -> bool:
    """Say whether forename and surname have changed places, one of them mistyped perhaps."""
    if forename.level is _SAME or surname.level is _SAME:
        return False
    here = _share_a_name(one.forenames, other.surnames)
    there = _share_a_name(one.surnames, other.forenames)
    if here and there:
        return True
    if here == there or not is_birth_alike:
        return False
    pairs = (
        product(one.surnames, other.forenames) if here else product(one.forenames, other.surnames)
    )
    return any(compare_surnames(name, another).level is Level.SLIP for name, another in pairs)


def _share_a_name(some: tuple[str, ...], others: tuple[str, ...]) -> bool:
    if len(some) == len(others) == 1:  # so are most people's
        return some == others
    return not {*some}.isdisjoint(others)


def _compare_middle_names(one: tuple[str, ...], other: tuple[str, ...]) -> Level:
    if not one or not other:
        return Level.MISSING
    if "".join(one) == "".join(other):
        return _SAME
    levels = {compare_forenames(name, another).level for name in one for another in other}
    return _DIFFERS if levels == {_DIFFERS} else Level.SOME


def compare_years(one: int | None, other: int | None) -> Level:
    """Compare two year groups; None is an unknown one."""
    if one is None or other is None:
        return Level.MISSING
    return _YEARS_APART.get(abs(one - other), _DIFFERS)
