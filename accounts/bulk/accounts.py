"""Creating, changing and unallocating many USO accounts at once, and holding them at a school."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from accounts.bulk import names, usernames
from accounts.bulk.rows import copy_rows, given_rows, next_ids, recordset, update_rows
from accounts.bulk.statements import fetch, run
from accounts.models import (
    AccountOrigin,
    AssociationEnd,
    AssociationSource,
    LatestMove,
    School,
    SchoolAssociation,
    UsoAccount,
)

DETAILS = (
    "legal_forename",
    "legal_surname",
    "date_of_birth",
    "upn",
    "title",
    "middle_names",
    "preferred_forename",
    "preferred_surname",
    "former_surname",
    "email",
)
PLACE_DETAILS = ("year_group", "reg_group", "job_title", "starts_on")


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account to create. ``details`` are the values of DETAILS in their order."""

    kind: str
    details: tuple[Any, ...]
    stem: str
    blocking_keys: Sequence[str]


@dataclass(frozen=True, slots=True)
class Place:
    """An account to hold at a school. ``details`` are the values of PLACE_DETAILS."""

    account_id: int
    details: tuple[Any, ...]


def create_accounts(
    new: Sequence[NewAccount], *, school: School, origin: AccountOrigin, at: datetime
) -> list[int]:
    """Create ``new`` in the school's local authority; returns their ids in the same order."""
    given = usernames.allocate([each.stem for each in new], local_authority=school.local_authority)
    ids = next_ids(UsoAccount, number=len(new))
    la_id = school.local_authority_id
    copy_rows(
        UsoAccount,
        (
            *("id", "kind", "username", "local_authority", "origin", "created_at"),
            *("latest_move", "latest_move_at", "blocking_keys", *DETAILS),
        ),
        [
            (
                *(pk, each.kind, name, la_id, origin.value, at),
                *(LatestMove.CREATED.value, at, each.blocking_keys, *each.details),
            )
            for pk, name, each in zip(ids, given, new, strict=True)
        ],
    )
    names.leave_unread(ids)
    return ids


_LOCK = """
SELECT u.id, a.code FROM accounts_usoaccount u
JOIN accounts_localauthority a ON a.id = u.local_authority_id
WHERE u.id = ANY(%s::bigint[]) ORDER BY u.id FOR NO KEY UPDATE OF u
"""


def lock_accounts(account_ids: Iterable[int]) -> dict[int, str]:
    """Keep these accounts to this transaction until it ends; returns their authorities' codes.

    Taken in the order of their ids, so that two nights cannot wait for each other. What is read
    after this of who holds or leads an account is as the other transaction left it.
    """
    wanted = sorted(set(account_ids))
    return dict(fetch(_LOCK, [wanted])) if wanted else {}


@lru_cache
def _change() -> str:
    fields = ("id", *DETAILS, "blocking_keys")
    sets = ", ".join(f"{name} = v{at}" for at, name in enumerate(fields) if name in DETAILS)
    return f"""
        WITH changed AS (
            UPDATE accounts_usoaccount AS t SET {sets},
                blocking_keys = coalesce(v{len(fields) - 1}, blocking_keys)
            FROM {given_rows(UsoAccount, fields)} WHERE t.id = v0
            RETURNING t.id, v{len(fields) - 1} IS NOT NULL AS is_renamed
        )
        {names.NOTE} SELECT id FROM changed WHERE is_renamed {names.ONCE}
    """  # noqa: S608 - the names are those of our own fields


def update_accounts(
    changes: Sequence[tuple[int, tuple[Any, ...], Sequence[str] | None]],
) -> None:
    """Write (id, values of DETAILS, blocking keys or None if they stay) of changed accounts.

    Names are among what the keys are made of: with new keys, the search reads the names anew.
    """
    if changes:
        rows = recordset((pk, *details, keys) for pk, details, keys in changes)
        run(_change(), [rows])


#: Who comes to another local authority is found by its people from now on.
_MOVED = f"""
WITH moved AS (
    UPDATE accounts_usoaccount SET unallocated_at = NULL, latest_move = %s, latest_move_at = %s
    WHERE id = ANY(%s::bigint[]) RETURNING id, local_authority_id
)
{names.NOTE} SELECT id FROM moved WHERE local_authority_id <> %s {names.ONCE}
"""  # noqa: S608 - both parts are constants


def start_associations(
    places: Sequence[Place],
    *,
    school: School,
    source: AssociationSource,
    at: datetime,
    moved: Iterable[int] = (),
) -> None:
    """Hold accounts at ``school`` from now on; none may have a live association there already.

    ``moved`` are those of them that existed before: their "latest move" becomes now.
    """
    copy_rows(
        SchoolAssociation,
        ("account", "school", "source", "started_at", "end_reason", *PLACE_DETAILS),
        [(place.account_id, school.pk, source.value, at, "", *place.details) for place in places],
    )
    moved_ids = sorted(moved)
    if moved_ids:
        run(_MOVED, [LatestMove.MOVED.value, at, moved_ids, school.local_authority_id])


def update_associations(changes: Sequence[tuple[int, tuple[Any, ...]]]) -> None:
    """Write (association id, values of PLACE_DETAILS); the MIS becomes the association's source."""
    update_rows(
        SchoolAssociation,
        (*PLACE_DETAILS, "source"),
        [(pk, *details, AssociationSource.MIS.value) for pk, details in changes],
    )


_END = """
UPDATE accounts_schoolassociation AS a SET ended_at = %s, end_reason = v.reason
FROM unnest(%s::bigint[], %s::text[]) AS v(id, reason)
WHERE a.id = v.id AND a.ended_at IS NULL RETURNING a.account_id
"""
_UNALLOCATE = """
UPDATE accounts_usoaccount AS u SET unallocated_at = %s
WHERE u.id = ANY(%s::bigint[]) AND u.unallocated_at IS NULL AND NOT EXISTS (
    SELECT 1 FROM accounts_schoolassociation AS a
    WHERE a.account_id = u.id AND a.ended_at IS NULL)
RETURNING u.id
"""


def end_associations(ends: Sequence[tuple[int, AssociationEnd]], *, at: datetime) -> frozenset[int]:
    """End associations (id, reason); returns the accounts that are unallocated by it."""
    if not ends:
        return frozenset()
    ended = fetch(_END, [at, [pk for pk, _ in ends], [reason.value for _, reason in ends]])
    unallocated = fetch(_UNALLOCATE, [at, sorted(row[0] for row in ended)])
    return frozenset(row[0] for row in unallocated)
