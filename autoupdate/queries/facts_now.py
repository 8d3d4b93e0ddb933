"""The facts of the schools in sight as they are now: one statement, put together and planned once.

It says what ``trouble.with_facts`` says of each school. It knows no page.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from types import SimpleNamespace
from typing import Any, Final

from accounts.bulk import statements
from accounts.models import School
from autoupdate.queries.trouble import FACTS, TROUBLES, with_facts

#: Attribute → where it is found from a school.
_NAMES: Final = {
    **{each: each for each in (*FACTS, *TROUBLES)},
    "authority_code": "local_authority__code",
    "authority_name": "local_authority__name",
}
#: Stands for now in the statement that is kept.
_SOME_DAY: Final = datetime(2000, 1, 1, tzinfo=UTC)
#: A school that is gone since the list was made.
NOTHING_KNOWN: Final = SimpleNamespace(
    **{**dict.fromkeys(_NAMES), "authority_code": "–", "authority_name": "–"}
)


def facts_of(school_ids: Collection[int], *, now: datetime) -> Mapping[int, Any]:
    """School id → its FACTS, the flags of TROUBLES and its authority, as attributes. One query."""
    sql, values = _statement()
    given = [now + each if isinstance(each, timedelta) else each for each in values]
    rows = statements.fetch(sql, [*given, list(school_ids)])
    return {row[0]: SimpleNamespace(**dict(zip(_NAMES, row[1:], strict=True))) for row in rows}


@lru_cache(maxsize=1)
def _statement() -> tuple[str, tuple[Any, ...]]:
    """The statement and its values, with moments as the time from now to them."""
    known = with_facts(School.objects.order_by(), now=_SOME_DAY)
    sql, values = known.values_list("pk", *_NAMES.values()).query.sql_with_params()
    told = f"SELECT * FROM ({sql}) known WHERE pk = ANY(%s)"  # noqa: S608 - of our own making
    return told, tuple(each - _SOME_DAY if isinstance(each, datetime) else each for each in values)
