"""Compare two people field by field: a record and an account, in either order.

It finds levels of agreement and the names that led to them. It weighs and decides nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import product

from matching.engine.compare_births import compare_births
from matching.engine.compare_ids import compare_mis_ids, compare_upns
from matching.engine.compare_names import compare_forenames, compare_surnames
from matching.engine.levels import MISSING, Comparison, Finding, Level
from matching.engine.normalise import Profile
from matching.engine.weigh import FORENAME_WEIGHTS, SURNAME_WEIGHTS

_BIRTH_MAY_BE_SAME = (Level.SAME, Level.MISSING, Level.DAY_AND_MONTH)
_YEARS_APART = {0: Level.SAME, 1: Level.NEXT_YEAR}


def compare(one: Profile, other: Profile) -> Comparison | None:
    """Compare two people of one kind; None where they cannot be one person.

    They cannot where both names differ, or one name and any part of the date of birth, and no UPN
    agrees. Most pairs that share a blocking key are of that sort: it is found out early.
    """
    upn = compare_upns(one, other)
    birth = compare_births(one.birth, other.birth)
    forename = compare_given(one, other)
    num_differing = (birth not in _BIRTH_MAY_BE_SAME) + (forename.level is Level.DIFFERS)
    if num_differing == 2 and upn is not Level.SAME:
        return None
    surname = compare_family(one, other)
    if Level.SAME not in (forename.level, surname.level) and _exchanged(one, other, birth):
        forename = surname = Finding(Level.EXCHANGED)
    elif num_differing and surname.level is Level.DIFFERS and upn is not Level.SAME:
        return None
    return _comparison(one, other, forename=forename, surname=surname, birth=birth, upn=upn)


def compare_fully(one: Profile, other: Profile) -> Comparison:
    """Compare two people of one kind to the end, also where they cannot be one person.

    For measuring: where ``compare`` gives a comparison, this is the same.
    """
    forename, surname = compare_given(one, other), compare_family(one, other)
    birth, upn = compare_births(one.birth, other.birth), compare_upns(one, other)
    if Level.SAME not in (forename.level, surname.level) and _exchanged(one, other, birth):
        forename = surname = Finding(Level.EXCHANGED)
    return _comparison(one, other, forename=forename, surname=surname, birth=birth, upn=upn)


def _comparison(
    one: Profile, other: Profile, *, forename: Finding, surname: Finding, birth: Level, upn: Level
) -> Comparison:
    return Comparison(
        forename,
        surname,
        birth,
        upn,
        _compare_middle_names(one.middle_names, other.middle_names),
        _compare_years(one.year, other.year),
        compare_mis_ids(one.mis_ids, other.mis_ids),
    )


def compare_given(one: Profile, other: Profile) -> Finding:
    """Compare forenames: the best of legal with legal, legal with preferred, and so on."""
    if not one.forenames or not other.forenames:
        return MISSING
    best = _best(one.forenames, other.forenames, compare_forenames, FORENAME_WEIGHTS)
    if best.level is Level.SAME:
        return _known_as(one, other) or best
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
    if best.level is Level.SAME or not (_has_more_surnames(one) or _has_more_surnames(other)):
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
    """Tell apart, say, two brothers whose legal forename is Mohammed and who use another."""
    if not one.known_as or not other.known_as:
        return None
    if compare_forenames(one.known_as, other.known_as).level is not Level.DIFFERS:
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


def _exchanged(one: Profile, other: Profile, birth: Level) -> bool:
    """Say whether forename and surname have changed places, one of them mistyped perhaps."""
    here = any(name in other.surnames for name in one.forenames)
    there = any(name in other.forenames for name in one.surnames)
    if here and there:
        return True
    if here == there or birth not in _BIRTH_MAY_BE_SAME:
        return False
    pairs = (
        product(one.surnames, other.forenames) if here else product(one.forenames, other.surnames)
    )
    return any(compare_surnames(name, another).level is Level.SLIP for name, another in pairs)


def _compare_middle_names(one: tuple[str, ...], other: tuple[str, ...]) -> Level:
    if not one or not other:
        return Level.MISSING
    if "".join(one) == "".join(other):
        return Level.SAME
    levels = {compare_forenames(name, another).level for name in one for another in other}
    return Level.DIFFERS if levels == {Level.DIFFERS} else Level.SOME


def _compare_years(one: int | None, other: int | None) -> Level:
    if one is None or other is None:
        return Level.MISSING
    return _YEARS_APART.get(abs(one - other), Level.DIFFERS)
