"""Checks before any decision: is this record enough for an account, is this file ours at all?

Pure: no database, no Celery.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from itertools import islice
from math import ceil
from typing import Any

from autoupdate.processing.facts import AT, ExcludedPattern, KnownPerson
from autoupdate.processing.react import Situation
from autoupdate.records import ParsedExport, PersonRecord
from matching.engine.normalise import fold

#: Below so many familiar people no judgement on "another school's file" is made.
ENOUGH_TO_JUDGE = 10
#: A file in which fewer than this share of the school's people occur is not this school's.
FAMILIAR_SHARE = 0.2

_DOB = AT["date_of_birth"]


#: Row problems after which nobody can say which of two people a record describes.
_AMBIGUOUS = frozenset({"id_shared", "rows_disagree"})


def is_ambiguous(record: PersonRecord) -> bool:
    """Whether the record may be about two people: nothing is changed on its word."""
    return record.no_account_code in _AMBIGUOUS


def lacking(record: PersonRecord) -> Situation | None:
    """Why a record is no ground for an account, or None if it is one.

    One name is enough: some people have only one.
    """
    if not (record.legal_forename or record.legal_surname):
        return Situation.WITHOUT_NAME
    if record.date_of_birth is None:
        return Situation.WITHOUT_DATE_OF_BIRTH
    return Situation.UNUSABLE if record.no_account_code else None


def is_excluded(record: PersonRecord, patterns: Iterable[ExcludedPattern]) -> bool:
    """Whether the record's name, legal or preferred, should not be in USO."""
    patterns = tuple(patterns)
    if not patterns:
        return False
    forenames = {fold(record.legal_forename), fold(record.preferred_or_legal_forename)}
    surnames = {fold(record.legal_surname), fold(record.preferred_or_legal_surname)}
    return any(
        each.kind in ("", record.kind)
        and each.forename in forenames
        and each.surname in surnames
        and each.date_of_birth in (None, record.date_of_birth)
        for each in patterns
    )


def describes_another(kept: tuple[Any, ...], given: tuple[Any, ...]) -> bool:
    """Whether two descriptions under one MIS id are of two people.

    Forename, surname and date of birth must all differ, the date being known on both sides: a
    marriage, a corrected date or a changed name alone is still the same person.
    """
    if kept[_DOB] is None or given[_DOB] is None or kept[_DOB] == given[_DOB]:
        return False
    return not (_names(kept, "forename") & _names(given, "forename")) and not (
        _names(kept, "surname") & _names(given, "surname")
    )


def _names(values: tuple[Any, ...], which: str) -> frozenset[str]:
    names = (values[AT[f"legal_{which}"]], values[AT[f"preferred_{which}"]])
    return frozenset(fold(name) for name in names if name)


def is_another_schools(export: ParsedExport[PersonRecord], known: Collection[KnownPerson]) -> bool:
    """Whether an export cannot be this school's: hardly anybody known occurs in it.

    ``known`` are the kept people of the same kind that are present. People are recognised by
    name and date of birth, so that new MIS ids alone (a new database) raise no alarm.
    """
    compared = min(len(known), len(export.records))
    if compared < ENOUGH_TO_JUDGE:
        return False
    ours = {_identity(each.values) for each in known}
    familiar = (
        record
        for record in export.records
        if (record.legal_forename, record.legal_surname, record.date_of_birth) in ours
    )
    enough = ceil(FAMILIAR_SHARE * compared)
    return sum(1 for _ in islice(familiar, enough)) < enough


def _identity(values: tuple[Any, ...]) -> tuple[str, str, date | None]:
    return values[AT["legal_forename"]], values[AT["legal_surname"]], values[_DOB]


def waits_for_start(record: PersonRecord, *, today: date, accepts_future: bool) -> bool:
    """Whether the person starts later and no Future report says to create early."""
    return record.starts_on is not None and record.starts_on > today and not accepts_future
