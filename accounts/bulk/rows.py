"""COPY into and UPDATE … FROM unnest on one model's table; knows no particular model.

Each function is one round trip whatever the number of rows. They skip ``save()`` and read
nothing back: the callers know what they write.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import Field, JSONField, Model
from psycopg.types.json import Jsonb

#: Separates the parts of an array on its way through unnest (no text of ours contains it).
SEPARATOR = "\x1f"


def next_ids(model: type[Model], *, number: int) -> list[int]:
    """Reserve ``number`` primary keys of ``model``, ascending."""
    if not number:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, number],
        )
        return sorted(row[0] for row in cursor.fetchall())


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
    """Insert ``rows`` (values in the order of ``fields``) with one COPY.

    Raises Django's database errors: by itself, COPY would raise those of the driver.
    """
    if not rows:
        return
    json_at = [at for at, name in enumerate(fields) if isinstance(_field(model, name), JSONField)]
    with (
        connection.cursor() as cursor,
        connection.wrap_database_errors,
        cursor.copy(copy_statement(model, tuple(fields))) as copy,
    ):
        for row in rows:
            copy.write_row(_with_json(row, json_at) if json_at else row)


def _with_json(row: Sequence[Any], json_at: Iterable[int]) -> list[Any]:
    values = list(row)
    for at in json_at:
        if values[at] is not None:
            values[at] = Jsonb(values[at])
    return values


@lru_cache(maxsize=200)
def _update_statement(model: type[Model], fields: tuple[str, ...]) -> str:
    table = model._meta.db_table
    types, sets, names = ["bigint[]"], [], ["id"]
    for name in fields:
        field = _field(model, name)
        value = f'v."{field.column}"'
        if isinstance(field, ArrayField):
            types.append("text[]")
            value = f"CASE {value} WHEN '' THEN '{{}}' ELSE string_to_array({value}, E'\\x1f') END"
        else:
            types.append(f"{field.db_type(connection)}[]")
        names.append(f'"{field.column}"')
        sets.append(f'"{field.column}" = {value}')
    arrays = ", ".join(f"%s::{each}" for each in types)
    return (  # the names are those of our own models
        f'UPDATE "{table}" AS t SET {", ".join(sets)} '  # noqa: S608
        f"FROM unnest({arrays}) AS v({', '.join(names)}) WHERE t.id = v.id"
    )


def update_rows(model: type[Model], fields: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Update rows of ``model``: each row is (id, value, …) in the order of ``fields``.

    An ArrayField's value is a list of texts. JSON fields are not supported (none needs it).
    """
    if not rows:
        return
    columns: list[list[Any]] = [list(column) for column in zip(*rows, strict=True)]
    for at, name in enumerate(fields, start=1):
        if isinstance(_field(model, name), ArrayField):
            columns[at] = [SEPARATOR.join(value) for value in columns[at]]
    with connection.cursor() as cursor:
        cursor.execute(_update_statement(model, tuple(fields)), columns)
