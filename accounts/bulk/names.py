"""The entries by which accounts are found by name: noted by who changes a name, made later.

A night only notes the accounts, with one statement: making an entry costs as much as a tenth of
creating its account.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from accounts.bulk.rows import recordset
from accounts.bulk.statements import fetch, run
from accounts.name_words import marks_of, spelled

#: How a statement that changes accounts notes some of them itself: NOTE SELECT … ONCE.
NOTE = "INSERT INTO accounts_unreadname (account_id)"
ONCE = "ON CONFLICT DO NOTHING"
_LEAVE = f"{NOTE} SELECT unnest(%s::bigint[]) {ONCE}"
_UNREAD = "SELECT account_id FROM accounts_unreadname ORDER BY account_id LIMIT %s"
_FORGET = "DELETE FROM accounts_unreadname WHERE account_id = ANY(%s::bigint[])"
_NAMES = (
    *("legal_forename", "legal_surname", "preferred_forename", "preferred_surname"),
    *("middle_names", "former_surname"),
)
#: Whoever changes a name holds the account before noting it: that one is left for the next time, so
#: that nobody ever waits here for a night.
_READ = f"""
SELECT u.id, u.kind, u.username, u.local_authority_id, ARRAY(
    SELECT DISTINCT s.local_authority_id FROM accounts_schoolassociation a
    JOIN accounts_school s ON s.id = a.school_id WHERE a.account_id = u.id),
    {", ".join(f"u.{name}" for name in _NAMES)}
FROM accounts_usoaccount u WHERE u.id = ANY(%s::bigint[]) ORDER BY u.id FOR NO KEY UPDATE OF u
SKIP LOCKED
"""  # noqa: S608 - the names are those of our own fields
_KEEP = """
INSERT INTO accounts_nameentry (account_id, spelling, marks)
SELECT v0, v1, v2 FROM json_to_recordset(%s::json) AS v(v0 bigint, v1 text, v2 int[])
ON CONFLICT (account_id) DO UPDATE SET spelling = EXCLUDED.spelling, marks = EXCLUDED.marks
WHERE (accounts_nameentry.spelling, accounts_nameentry.marks)
    IS DISTINCT FROM (EXCLUDED.spelling, EXCLUDED.marks)
"""


def leave_unread(account_ids: Sequence[int]) -> None:
    """Note accounts whose names, or whose local authorities, are new. One statement."""
    if account_ids:
        run(_LEAVE, [sorted(account_ids)])


def read_some(*, most: int) -> int:
    """Make the entries of so many of the noted accounts; returns of how many. Four statements.

    In one transaction, which must be short.
    """
    unread = [pk for (pk,) in fetch(_UNREAD, [most])]
    rows = fetch(_READ, [unread]) if unread else []
    if rows:
        run(_KEEP, [recordset([_entry(*row) for row in rows])])
        run(_FORGET, [[row[0] for row in rows]])
    return len(rows)


def _entry(
    pk: int, kind: str, username: str, home_id: int, others: Sequence[int], *names: str
) -> tuple[Any, ...]:
    spelling = spelled(names, username=username)
    return pk, spelling, marks_of(spelling, kind=kind, authorities={home_id, *others})
