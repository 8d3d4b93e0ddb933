"""Put a comparison into words for school staff: per field same, close (why), differs or missing.

It words names, but never a date of birth or a UPN: pages mask those.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from matching.engine.levels import Comparison, Finding, Level
from matching.engine.model import FieldReason, Person
from matching.engine.normalise import ascii_letters

_FIELDS = ("forename", "surname", "date_of_birth", "upn", "middle_names", "year_group", "mis_id")
#: Told only where it agrees: nobody is shown the ids that schools' systems give.
_TOLD_IF_SAME = frozenset({"mis_id"})
_FIELDS_OF = {"student": frozenset(_FIELDS), "staff": frozenset(_FIELDS) - {"upn", "year_group"}}
_SEPARATORS = re.compile(r"[\s\-–,./]+")

#: Level → what a reader is told of it; {left} and {right} are the two names.
WHY: Mapping[Level, str] = {
    Level.SPELLING: "{left} and {right} are spellings of one name",
    Level.NICKNAME: "{left} is short for {right}",
    Level.NICKNAMES: "{left} and {right} can be short for one name",
    Level.SHORTENED: "{left} may be short for {right}",
    Level.MIDDLE: "{left} is the forename in one and a middle name in the other",
    Level.PART: "{left} is part of the other’s longer name",
    Level.PARTICLE: "the same but for a small word such as van or al",
    Level.FORMER: "{left} is a former surname",
    Level.EXCHANGED: "forename and surname are swapped",
    Level.SLIP: "{left} and {right} differ by a letter or two",
    Level.SOUND: "{left} and {right} sound alike",
    Level.INITIAL: "one has only an initial",
    Level.KNOWN_AS: "the same legal forename, but known as {left} and {right}",
    Level.SOME: "some of the middle names agree",
    Level.DAY_AND_MONTH: "day and month swapped",
    Level.DIGIT: "one digit differs",
    Level.DAY_ONLY: "only the day differs",
    Level.MONTH_ONLY: "only the month differs",
    Level.YEAR_ONLY: "only the year differs",
    Level.NEXT_YEAR: "one year apart",
    Level.FORMER_UPN: "the UPN of one is a former UPN of the other",
    Level.TEMPORARY: "the same temporary UPN, which alone proves nothing",
    Level.SAME: "",
    Level.DIFFERS: "",
    Level.MISSING: "",
}


def explain(comparison: Comparison, *, people: tuple[Person, Person]) -> tuple[FieldReason, ...]:
    """Return the reasons that two people's comparison gives, a field each, in a fixed order."""
    kind = people[0].kind
    forename, surname, birth, upn, middle_names, year_group, mis_id = comparison
    others = (birth, upn, middle_names, year_group, mis_id)
    levels = (forename.level, surname.level, *others)
    if not (_names_names(forename) or _names_names(surname)):
        return _plain_reasons(kind, levels)
    found: tuple[Finding | Level, ...] = comparison
    return tuple(
        _reason(field, each, people)
        for field, each, level in zip(_FIELDS, found, levels, strict=True)
        if _is_told(field, level, kind)
    )


def _is_told(field: str, level: Level, kind: str) -> bool:
    return field in _FIELDS_OF[kind] and (field not in _TOLD_IF_SAME or level is Level.SAME)


def _names_names(found: Finding) -> bool:
    return bool(found.left and WHY[found.level])


@lru_cache(maxsize=4096)
def _plain_reasons(kind: str, levels: tuple[Level, ...]) -> tuple[FieldReason, ...]:
    """Return reasons of which none needs names, as most people's: the same objects each time."""
    return tuple(
        _plain_reason(field, level)
        for field, level in zip(_FIELDS, levels, strict=True)
        if _is_told(field, level, kind)
    )


def levels_of(reasons: Iterable[Mapping[str, str]]) -> Iterator[tuple[str, Level]]:
    """Yield the field and level of reasons as they are stored: field, agreement, perhaps why.

    What no level is worded like today is left out.
    """
    for reason in reasons:
        why = reason.get("why", "")
        for level, words in _WORDED.items():
            if level.agreement == reason["agreement"] and words.fullmatch(why):
                yield reason["field"], level


_WORDED: Mapping[Level, re.Pattern[str]] = {
    level: re.compile(re.sub(r"\\{(left|right)\\}", ".+", re.escape(words)))
    for level, words in WHY.items()
}


def _reason(field: str, found: Finding | Level, people: tuple[Person, Person]) -> FieldReason:
    if isinstance(found, Level):
        return _plain_reason(field, found)
    if not _names_names(found):
        return _plain_reason(field, found.level)
    names = {"left": _as_written(found.left, people), "right": _as_written(found.right, people)}
    return FieldReason(field, found.level.agreement, WHY[found.level].format(**names))


@lru_cache(maxsize=256)
def _plain_reason(field: str, level: Level) -> FieldReason:
    """Return the reason that needs no names, the same object each time."""
    return FieldReason(field, level.agreement, WHY[level])


def _as_written(name: str, people: tuple[Person, Person]) -> str:
    """Return a normalised name as one of the people writes it."""
    for person in people:
        for text in (
            person.legal_forename,
            person.preferred_forename,
            person.legal_surname,
            person.preferred_surname,
            person.former_surname,
            person.middle_names,
        ):
            for written in (text.strip(), *_SEPARATORS.split(text)):
                if ascii_letters(written) == name:
                    return written
    return name.capitalize()
