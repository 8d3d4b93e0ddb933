"""The floor: what merely moving a school's rows into PostgreSQL and comparing them costs.

The same rows, in the same process: one COPY into an unlogged table and one SQL comparison a
school. It decides nothing, so no night can be faster.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from django.db import connection, transaction

from autoupdate.processing.facts import values_of
from autoupdate.records import PERSON_FIELDS, PersonRecord

_COLUMNS = ", ".join(("school_mis_id", "kind", "mis_id", *PERSON_FIELDS))
_CREATE = f"""
CREATE UNLOGGED TABLE benchmark_floor AS
SELECT {_COLUMNS} FROM matching_misperson WITH NO DATA
"""  # noqa: S608 - the names are those of our own fields
_SAME = " AND ".join(f"p.{name} IS NOT DISTINCT FROM f.{name}" for name in PERSON_FIELDS)
_COMPARE = f"""
SELECT count(*) FILTER (WHERE p.id IS NULL), count(*) FILTER (WHERE NOT ({_SAME}))
FROM benchmark_floor f LEFT JOIN matching_misperson p
  ON p.school_mis_id = f.school_mis_id AND p.kind = f.kind AND p.mis_id = f.mis_id
WHERE f.school_mis_id = %s
"""  # noqa: S608 - the names are those of our own fields


def people_per_second(schools: Sequence[tuple[int, Sequence[PersonRecord]]]) -> float:
    """Measure the floor over (school MIS id, records) of each school."""
    with connection.cursor() as cursor:
        cursor.execute(_CREATE)
    prepared = [(pk, [_row(pk, each) for each in records]) for pk, records in schools]
    started = time.perf_counter()
    for pk, rows in prepared:
        _one_school(pk, rows)
    seconds = time.perf_counter() - started
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE benchmark_floor")
    return sum(len(rows) for _, rows in prepared) / seconds


def _row(pk: int, record: PersonRecord) -> tuple[Any, ...]:
    return (pk, record.kind.value, record.mis_id, *values_of(record))


def _one_school(pk: int, rows: Sequence[tuple[Any, ...]]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        with cursor.copy(f"COPY benchmark_floor ({_COLUMNS}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute(_COMPARE, [pk])
        cursor.fetchone()
