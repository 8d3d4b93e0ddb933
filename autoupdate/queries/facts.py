"""The copy of every school's facts: taken anew when it is too old for whoever looks.

Reading the facts of thousands of schools takes a moment; a list that is sorted by them need not
take it again for each person. It knows no page.
"""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from autoupdate.models import FactsCopied, FactsCopy

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
        cursor.execute(_statement())
        FactsCopied.objects.update_or_create(pk=1, defaults={"at": timezone.now()})
    return True


def _statement() -> str:
    """Writes the rows that have changed, and no others."""
    names = [str(field.column) for field in FactsCopy._meta.local_fields]
    others = [name for name in names if name != "school_id"]
    columns, news = ", ".join(names), ", ".join(f"{name} = excluded.{name}" for name in others)
    before, after = (", ".join(f"{of}.{name}" for name in others) for of in ("c", "excluded"))
    return (
        f"INSERT INTO autoupdate_factscopy AS c ({columns}) "  # noqa: S608 - our own fields
        f"SELECT {columns} FROM autoupdate_schoolfacts "
        f"ON CONFLICT (school_id) DO UPDATE SET {news} WHERE ({before}) "
        f"IS DISTINCT FROM ({after})"
    )
