"""Contacts put together from their rows: one contact, all their ways to be reached, all ties.

Pure: no database, no Celery.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from autoupdate.records import ContactRecord


@dataclass(frozen=True, slots=True)
class Tie:
    """What a contact is to one student."""

    mis_student_id: str
    relationship: str
    priority: int | None
    has_parental_responsibility: bool | None


@dataclass(frozen=True, slots=True)
class Family:
    """One contact with every e-mail and telephone number any row gave, and their students."""

    title: str
    forename: str
    surname: str
    emails: tuple[str, ...]
    mobiles: tuple[str, ...]
    phones: tuple[str, ...]
    ties: tuple[Tie, ...]


def families_of(records: Iterable[ContactRecord]) -> dict[str, Family]:
    """MIS contact id → the contact. The first row names them; later rows add to the rest."""
    rows: dict[str, list[ContactRecord]] = {}
    for record in records:
        rows.setdefault(record.mis_contact_id, []).append(record)
    return {mis_id: _family(each) for mis_id, each in rows.items()}


def _family(rows: list[ContactRecord]) -> Family:
    first = rows[0]
    ties = {
        each.mis_student_id: Tie(
            each.mis_student_id,
            each.relationship,
            each.priority,
            each.has_parental_responsibility,
        )
        for each in reversed(rows)
    }
    return Family(
        title=first.title,
        forename=first.forename,
        surname=first.surname,
        emails=_distinct(each.emails for each in rows),
        mobiles=_distinct(each.mobiles for each in rows),
        phones=_distinct(each.phones for each in rows),
        ties=tuple(reversed(ties.values())),
    )


def _distinct(lists: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for values in lists for value in values))
