"""Writing many MIS persons at once. Values come in the order of PERSON_FIELDS."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from accounts.bulk.rows import copy_rows, given_rows, next_ids, recordset, update_rows
from accounts.bulk.statements import run
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
class PersonChange:
    """What a kept MIS person is from now on. ``standing`` is None where it stays as it is."""

    person_id: int
    values: tuple[Any, ...]
    in_current: bool
    in_future: bool
    standing: Standing | None
    standing_code: str | None


@dataclass(frozen=True, slots=True)
class NewPerson:
    """A MIS person to insert, with where they stand from the start."""

    kind: str
    mis_id: str
    row: PersonRow
    standing: Standing
    standing_code: str


#: A UPN that gives way to another is kept as one that the person had before, once.
_FORMER_UPNS = """
    CASE WHEN t.upn IN ('', {new}) OR t.upn = ANY(t.former_upns) THEN t.former_upns
         ELSE array_append(t.former_upns, t.upn) END
"""
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


@lru_cache
def _change() -> str:
    fields = ("id", "in_current", "in_future", "standing", "standing_code", *PERSON_FIELDS)
    sets = ", ".join(f"{name} = v{at}" for at, name in enumerate(fields) if name in PERSON_FIELDS)
    former_upns = _FORMER_UPNS.format(new=f"v{fields.index('upn')}")
    return f"""
        UPDATE matching_misperson AS t SET {sets}, in_current = v1, in_future = v2,
            former_upns = {former_upns},
            absent_since = CASE WHEN NOT (v1 OR v2) THEN coalesce(absent_since, %s) END,
            standing = coalesce(v3, standing), standing_code = coalesce(v4, standing_code),
            standing_since = CASE WHEN v3 IS NULL THEN standing_since ELSE %s END
        FROM {given_rows(MisPerson, fields)} WHERE t.id = v0
    """  # noqa: S608 - the names are those of our own fields


def update_people(changes: Sequence[PersonChange], *, at: datetime) -> None:
    """Write what became of people who are kept already, in one statement."""
    if not changes:
        return
    rows = recordset(
        (
            *(each.person_id, each.in_current, each.in_future),
            *(each.standing, each.standing_code, *each.values),
        )
        for each in changes
    )
    run(_change(), [at, at, rows])


def set_standings(people: Sequence[tuple[int, Standing, str]], *, at: datetime) -> None:
    """Write (id, standing, reason code) for everybody whose standing changed."""
    update_rows(
        MisPerson, _STANDING, [(pk, standing.value, code, at) for pk, standing, code in people]
    )
