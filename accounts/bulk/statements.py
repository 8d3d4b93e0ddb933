"""Statements that are run for one school after another: planned once for each connection.

They know no table. The planner takes as long over most statements of a night as the database
then takes to run them, so each is prepared; who uses this calls ``plan_for_indexes`` first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connection
from django.db.backends.utils import CursorWrapper
from psycopg.pq import PipelineStatus

Rows = list[tuple[Any, ...]]

#: A plan that is kept must not have been made for the few rows there were when it was made: a
#: table that grows tonight would be read from end to end by every school.
_PLAN_FOR_INDEXES = "; ".join(
    (
        "SET LOCAL plan_cache_mode = force_generic_plan",
        "SET LOCAL enable_seqscan = off",
        "SET LOCAL enable_hashjoin = off",
        "SET LOCAL enable_mergejoin = off",
        "SET LOCAL enable_material = off",
    )
)
#: Foreign keys that wait for the commit wait row by row in a list. Looked at by the statement that
#: writes them they take less time, and in a pipeline their turn while the next rows are prepared.
_CHECK_AT_ONCE = "SET CONSTRAINTS ALL IMMEDIATE"


def plan_for_indexes() -> None:
    """Until the transaction ends, plan for the indexes, whatever the planner believes of sizes.

    What a foreign key refers to must be there from now on before the row that refers to it.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"{_PLAN_FOR_INDEXES}; {_CHECK_AT_ONCE}")


def fetch(statement: str, values: Sequence[Any] = ()) -> Rows:
    """Run the statement and return all rows that it gives."""
    return list(_executed(statement, values).fetchall())


def run(statement: str, values: Sequence[Any] = ()) -> None:
    """Run a statement that gives no rows."""
    _executed(statement, values)


@contextmanager
def unawaited() -> Iterator[None]:
    """Inside, ``run`` does not wait for the database; ``fetch`` does, and so does the end.

    What a statement breaks is raised by a later one, or by the end. No COPY may be run inside.
    """
    connection.ensure_connection()
    driver: Any = connection.connection
    with connection.wrap_database_errors, driver.pipeline():
        yield


def is_unawaited() -> bool:
    """Whether statements are not waited for now."""
    driver: Any = connection.connection
    return bool(driver.info.pipeline_status != PipelineStatus.OFF)


@contextmanager
def asked(statement: str, values: Sequence[Any] = ()) -> Iterator[Callable[[], Rows]]:
    """Let the database work on the statement inside, until what this gives is called for its rows.

    Other statements may be run meanwhile, but no COPY; they have to wait for this one.
    """
    with unawaited():
        yield _executed(statement, values).fetchall


def array(values: Iterable[int | str]) -> str:
    """The literal of a PostgreSQL array of these numbers or texts."""
    elements = list(values)
    if elements and isinstance(elements[0], str):
        texts = '","'.join(map(str, elements))
        # Thousands of keys at once: nearly always there is nothing in them to be escaped.
        if "\\" not in texts and texts.count('"') == 2 * (len(elements) - 1):
            return '{"' + texts + '"}'
    return "{" + ",".join(map(_element, elements)) + "}"


def _element(value: int | str) -> str:
    if isinstance(value, int):
        return str(value)
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _given(value: Any) -> Any:
    """The value so that the statement stays the same one: numbers have a type for each size."""
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return str(value)
    return array(value) if isinstance(value, list | tuple | set | frozenset) else value


def _executed(statement: str, values: Sequence[Any]) -> CursorWrapper:
    """The cursor of a statement whose values the server fills in; only such can be prepared."""
    connection.ensure_connection()
    cursor: Any = psycopg.Cursor(connection.connection)
    wrap = connection.make_debug_cursor if connection.queries_logged else connection.make_cursor
    wrapped = wrap(cursor)
    wrapped.execute(statement, [_given(value) for value in values])
    return wrapped
