"""Compare two people field by field: a record and an account, in either order.

It finds levels of agreement and the names that led to them. It weighs and decides nothing.
"""

from __future__ import annotations

from collections.abc import Callable

from matching.engine.block import is_part
from matching.engine.compare_births import compare_births
from matching.engine.compare_names import compare_forenames, compare_surnames
from matching.engine.knowledge import is_particle
from matching.engine.levels import MISSING, SAME, Comparison, Finding, Level
from matching.engine.normalise import Profile
from matching.engine.weigh import FORENAME_WEIGHTS, SURNAME_WEIGHTS

_YEARS_APART = {0: Level.SAME, 1: Level.NEXT_YEAR}


def compare(one: Profile, other: Profile) -> Comparison:
    """Compare two people of one kind."""
    forename, surname = compare_given(one, other), compare_family(one, other)
    if Level.SAME not in (forename.level, surname.level) and _exchanged(one, other):
        forename = surname = Finding(Level.EXCHANGED)
    return Comparison(
        forename=forename,
        surname=surname,
        date_of_birth=compare_births(one.birth, other.birth),
        upn=_compare_upns(one.upn, other.upn),
        middle_names=_compare_middle_names(one.middle_names, other.middle_names),
        year_group=_compare_years(one.year, other.year),
    )


def compare_given(one: Profile, other: Profile) -> Finding:
    """Compare forenames: the best of legal with legal, legal with preferred, and so on."""
    if not one.forenames or not other.forenames:
        return MISSING
    best = _best(one.forenames, other.forenames, compare_forenames)
    if best.level is Level.SAME:
        return _known_as(one, other) or SAME
    for finding in (_middle_name(one, other), _forename_part(one, other)):
        if finding and FORENAME_WEIGHTS[finding.level] > FORENAME_WEIGHTS[best.level]:
            best = finding
    return best


def compare_family(one: Profile, other: Profile) -> Finding:
    """Compare surnames: the best of legal, preferred, former, and parts of double-barrelled."""
    if not one.surnames or not other.surnames:
        return MISSING
    best = _best(one.surnames, other.surnames, compare_surnames)
    if best.level is Level.SAME:
        return SAME
    for finding in (_former_surname(one, other), _surname_part(one, other)):
        if finding and SURNAME_WEIGHTS[finding.level] > SURNAME_WEIGHTS[best.level]:
            best = finding
    return best


def _best(
    ones: tuple[str, ...], others: tuple[str, ...], compare_two: Callable[[str, str], Finding]
) -> Finding:
    if len(ones) == len(others) == 1:
        return compare_two(ones[0], others[0])
    weights = FORENAME_WEIGHTS if compare_two is compare_forenames else SURNAME_WEIGHTS
    found = (compare_two(name, another) for name in ones for another in others)
    return max(found, key=lambda finding: (weights[finding.level], finding))


def _known_as(one: Profile, other: Profile) -> Finding | None:
    """Tell apart, say, two brothers whose legal forename is Mohammed and who use another."""
    if not one.known_as or not other.known_as:
        return None
    if compare_forenames(one.known_as, other.known_as).level is not Level.DIFFERS:
        return None
    names = sorted((one.known_as, other.known_as))
    return Finding(Level.KNOWN_AS, *names)


def _middle_name(one: Profile, other: Profile) -> Finding | None:
    """Find a forename of the one among the middle names of the other."""
    shared = {*one.forenames} & {*other.middle_names} | {*other.forenames} & {*one.middle_names}
    return Finding(Level.MIDDLE, min(shared)) if shared else None


def _forename_part(one: Profile, other: Profile) -> Finding | None:
    """Find a forename of the one among the words of the other's forename."""
    shared = _words_of(one) & {*other.forenames} | _words_of(other) & {*one.forenames}
    return Finding(Level.PART, min(shared)) if shared else None


def _words_of(person: Profile) -> set[str]:
    return {word for word in person.forename_words if len(word) > 1}


def _former_surname(one: Profile, other: Profile) -> Finding | None:
    ever_one = {*one.surnames, one.former_surname}
    ever_other = {*other.surnames, other.former_surname}
    shared = (ever_one & ever_other) - {""}
    return Finding(Level.FORMER, min(shared)) if shared else None


def _surname_part(one: Profile, other: Profile) -> Finding | None:
    """Find one surname within the other: without its small words, or as a part of a double one."""
    cores_one, cores_other = _cores(one), _cores(other)
    if shared := cores_one & cores_other:
        return Finding(Level.PARTICLE, min(shared))
    shared = _parts(one) & {*other.surnames} | _parts(other) & {*one.surnames}
    return Finding(Level.PART, min(shared)) if shared else None


def _cores(person: Profile) -> set[str]:
    return {
        "".join(word for word in words if not is_particle(word)) for words in person.surname_words
    } - {""}


def _parts(person: Profile) -> set[str]:
    double = (words for words in person.surname_words if len(words) > 1)
    return {word for words in double for word in words if is_part(word)}


def _exchanged(one: Profile, other: Profile) -> bool:
    """Say whether forename and surname stand in each other's place."""
    return bool({*one.forenames} & {*other.surnames}) and bool({*one.surnames} & {*other.forenames})


def _compare_upns(one: str, other: str) -> Level:
    if not one or not other:
        return Level.MISSING
    return Level.SAME if one == other else Level.DIFFERS


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
