"""Writing many MIS persons at once. Values come in the order of PERSON_FIELDS."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.bulk.rows import copy_rows, next_ids, update_rows
from accounts.models import SchoolMis
from matching.models import MisPerson, Standing

#: The fields of a MIS person that the MIS gives (``autoupdate.records`` has the same order).
PERSON_FIELDS = (
    *("legal_forename", "legal_surname", "date_of_birth", "upn", "title", "middle_names"),
    *("preferred_forename", "preferred_surname", "former_surname", "email"),
    *("year_group", "reg_group", "job_title", "starts_on", "leaves_on"),
    *("external_id", "admission_number", "house", "staff_code"),
)


@dataclass(frozen=True, slots=True)
class PersonRow:
    """What the MIS says of one person. ``absent_since``: when they were in no export any more."""

    values: tuple[Any, ...]
    in_current: bool
    in_future: bool
    absent_since: datetime | None


@dataclass(frozen=True, slots=True)
class NewPerson:
    """A MIS person to insert, with where they stand from the start."""

    kind: str
    mis_id: str
    row: PersonRow
    standing: Standing
    standing_code: str


_PRESENCE = ("in_current", "in_future", "absent_since")
_STANDING = ("standing", "standing_code", "standing_since")


def _row(row: PersonRow) -> tuple[Any, ...]:
    return (row.in_current, row.in_future, row.absent_since, *row.values)


def insert_people(people: Sequence[NewPerson], *, school_mis: SchoolMis, at: datetime) -> list[int]:
    """Insert ``people``; returns their ids in the same order."""
    ids = next_ids(MisPerson, number=len(people))
    copy_rows(
        MisPerson,
        (
            *("id", "school_mis", "kind", "mis_id", "first_seen_at", *_STANDING),
            *(*_PRESENCE, *PERSON_FIELDS),
        ),
        [
            (
                *(pk, school_mis.pk, each.kind, each.mis_id, at),
                *(each.standing.value, each.standing_code, at, *_row(each.row)),
            )
            for pk, each in zip(ids, people, strict=True)
        ],
    )
    return ids


def update_people(people: Sequence[tuple[int, PersonRow]]) -> None:
    """Write (id, row) for everybody whose description or presence changed."""
    update_rows(MisPerson, (*_PRESENCE, *PERSON_FIELDS), [(pk, *_row(row)) for pk, row in people])


def set_standings(people: Sequence[tuple[int, Standing, str]], *, at: datetime) -> None:
    """Write (id, standing, reason code) for everybody whose standing changed."""
    update_rows(
        MisPerson, _STANDING, [(pk, standing.value, code, at) for pk, standing, code in people]
    )
