"""COPY into and UPDATE … FROM a list of rows on one model's table; knows no particular model.

Each function is one round trip whatever the number of rows. They skip ``save()`` and read
nothing back: the callers know what they write.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import Field, JSONField, Model

from accounts.bulk.statements import array, fetch, is_unawaited, run

#: So many rows are inserted by a prepared statement; COPY is quicker for more, but never prepared.
FEW = 100

_NEXT_IDS = """
SELECT nextval(ids.of) FROM (
    SELECT pg_get_serial_sequence(%s, 'id')::regclass AS of OFFSET 0
) AS ids, generate_series(1, %s::bigint)
"""


def next_ids(model: type[Model], *, number: int) -> list[int]:
    """Reserve ``number`` primary keys of ``model``, ascending."""
    if not number:
        return []
    return sorted(row[0] for row in fetch(_NEXT_IDS, [model._meta.db_table, number]))


def _field(model: type[Model], name: str) -> Field[Any, Any]:
    found = model._meta.get_field(name)
    if not isinstance(found, Field):
        raise TypeError(f"{name} is no column of {model.__name__}")
    return found


def _columns(model: type[Model], fields: Sequence[str]) -> str:
    return ", ".join(f'"{_field(model, name).column}"' for name in fields)


@lru_cache(maxsize=200)
def copy_statement(model: type[Model], fields: tuple[str, ...]) -> str:
    """The COPY statement for these fields of a model."""
    return f'COPY "{model._meta.db_table}" ({_columns(model, fields)}) FROM STDIN'


def copy_rows(model: type[Model], fields: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Insert ``rows`` (values in the order of ``fields``): with one COPY, unless they are few
    or statements are not waited for.

    Raises Django's database errors: by itself, COPY would raise those of the driver.
    """
    if not rows:
        return
    names = tuple(fields)
    if len(rows) <= FEW or is_unawaited():
        run(_insert_statement(model, names), [recordset(rows)])
        return
    with (
        connection.cursor() as cursor,
        connection.wrap_database_errors,
        cursor.copy(copy_statement(model, names)) as copy,
    ):
        for row in _written(model, names, rows):
            copy.write_row(row)


@lru_cache(maxsize=200)
def _insert_statement(model: type[Model], fields: tuple[str, ...]) -> str:
    values = ", ".join(f"v{at}" for at in range(len(fields)))
    return (  # the names are those of our own models
        f'INSERT INTO "{model._meta.db_table}" ({_columns(model, fields)}) '  # noqa: S608
        f"SELECT {values} FROM {given_rows(model, fields)}"
    )


def _written(
    model: type[Model], fields: tuple[str, ...], rows: Iterable[Sequence[Any]]
) -> Iterable[Sequence[Any]]:
    """The rows with lists and JSON as the texts that COPY takes: the driver is slower at it."""
    texts = _texts(model, fields)
    if not texts:
        return rows
    return (_with_texts(row, texts) for row in rows)


def _with_texts(row: Sequence[Any], texts: Iterable[tuple[int, Callable[[Any], str]]]) -> list[Any]:
    values = list(row)
    for at, text_of in texts:
        if values[at] is not None:
            values[at] = text_of(values[at])
    return values


@lru_cache(maxsize=200)
def _texts(
    model: type[Model], fields: tuple[str, ...]
) -> tuple[tuple[int, Callable[[Any], str]], ...]:
    """Where among ``fields`` a list or JSON is, and how it becomes a text."""
    kinds = [type(_field(model, name)) for name in fields]
    writers: dict[Any, Callable[[Any], str]] = {ArrayField: array, JSONField: as_json}
    return tuple((at, writers[kind]) for at, kind in enumerate(kinds) if kind in writers)


@lru_cache(maxsize=200)
def _update_statement(model: type[Model], fields: tuple[str, ...]) -> str:
    sets = ", ".join(
        f'"{_field(model, name).column}" = v{at}' for at, name in enumerate(fields, start=1)
    )
    return (  # the names are those of our own models
        f'UPDATE "{model._meta.db_table}" AS t SET {sets} '  # noqa: S608
        f"FROM {given_rows(model, ('id', *fields))} WHERE t.id = v0"
    )


def given_rows(model: type[Model], fields: Sequence[str]) -> str:
    """SQL that reads a ``recordset`` of rows of these fields: a table v of columns v0, v1 …"""
    types = [_field(model, name).rel_db_type(connection) for name in fields]
    columns = ", ".join(f"v{at} {each}" for at, each in enumerate(types))
    return f"json_to_recordset(%s::json) AS v({columns})"


def update_rows(model: type[Model], fields: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Update rows of ``model``: each row is (id, value, …) in the order of ``fields``.

    An ArrayField's value is a list of texts. JSON fields are not supported (none needs it).
    """
    if rows:
        run(_update_statement(model, tuple(fields)), [recordset(rows)])


def recordset(rows: Iterable[Sequence[Any]]) -> str:
    """Rows as JSON for ``json_to_recordset``: their values are v0, v1 and so on."""
    return as_json([dict(zip(_names(len(row)), row, strict=True)) for row in rows])


@lru_cache(maxsize=200)
def _names(number: int) -> tuple[str, ...]:
    return tuple(f"v{at}" for at in range(number))


def as_json(value: Any) -> str:
    """Any value of ours as JSON; dates and times in ISO form."""
    if not value and type(value) in _EMPTY:  # most people of a first night have nothing to tell
        return _EMPTY[type(value)]
    return _ENCODER.encode(value)


def _in_iso_form(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in JSON")


_EMPTY: dict[type, str] = {dict: "{}", list: "[]"}
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_in_iso_form)
