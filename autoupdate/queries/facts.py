"""The copy of every school's facts: taken anew when it is too old for whoever looks.

Reading the facts of thousands of schools takes a moment; a list that is sorted by them need not
take it again for each person. It knows no page.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import School
from autoupdate.models import FactsCopied, FactsCopy
from autoupdate.queries.trouble import with_trouble

#: So that two do not copy at once; any number that nobody else uses.
_LOCK = 4_711_015


def refresh() -> bool:
    """Copy the facts if the copy is older than ``FACTS_ARE_FRESH_FOR``; whether it was copied.

    While somebody else is copying, the copy there is will do.
    """
    known = FactsCopied.objects.first()
    fresh_for: timedelta = settings.FACTS_ARE_FRESH_FOR
    if known and timezone.now() - known.at < fresh_for:
        return False
    with transaction.atomic(), connection.cursor() as cursor:
        lock = "pg_try_advisory_xact_lock" if known else "pg_advisory_xact_lock"
        cursor.execute(f"SELECT {lock}(%s)", [_LOCK])
        if cursor.fetchone() == (False,):
            return False
        cursor.execute(*_statement(timezone.now()))
    return True


def _statement(now: datetime) -> tuple[str, tuple[Any, ...]]:
    """Writes the rows that have changed, no others, and when it was; with its parameters."""
    names = [str(field.column) for field in FactsCopy._meta.local_fields]
    others = [name for name in names if name != "school_id"]
    found, values = _facts(others, now=now)
    news = ", ".join(f"{name} = excluded.{name}" for name in others)
    before, after = (", ".join(f"{of}.{name}" for name in others) for of in ("c", "excluded"))
    statement = (
        "WITH noted AS (INSERT INTO autoupdate_factscopied (id, at) VALUES (1, %s) "  # noqa: S608
        "ON CONFLICT (id) DO UPDATE SET at = excluded.at) "
        f"INSERT INTO autoupdate_factscopy AS c (school_id, {', '.join(others)}) "
        f"SELECT id, {', '.join(others)} FROM ({found}) found "
        f"ON CONFLICT (school_id) DO UPDATE SET {news} WHERE ({before}) "
        f"IS DISTINCT FROM ({after})"
    )  # the names are those of our own fields
    return statement, (now, *values)


def _facts(names: list[str], *, now: datetime) -> tuple[str, tuple[Any, ...]]:
    """The statement that gives every school's id and its facts and flags by these names."""
    known = with_trouble(School.objects.all(), now=now)
    missing = [name for name in names if name not in known.query.annotations]
    known = known.annotate(**{name: F(f"facts__{name}") for name in missing})
    sql, values = known.values("id", *names).query.sql_with_params()
    return sql, values
