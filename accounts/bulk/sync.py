"""Making a table's rows equal what is wanted: insert, update and delete only the differences."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from accounts.bulk.rows import copy_rows, update_rows

Key = tuple[Any, ...]
Values = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Synced:
    """How many rows were added, changed and removed."""

    num_added: int
    num_changed: int
    num_removed: int


def sync(
    rows: QuerySet[Any],
    wanted: Mapping[Key, Values],
    *,
    key: Sequence[str],
    values: Sequence[str],
    fixed: Mapping[str, Any] | None = None,
    unknown: Collection[str] = (),
) -> Synced:
    """Make ``rows`` equal ``wanted`` (key → values) with at most four statements.

    ``fixed`` are columns that every new row has in common. ``unknown`` names value fields whose
    column did not come: what is kept in them stays.
    """
    names = ("pk", *key, *values)
    kept = {
        row[1 : 1 + len(key)]: (row[0], row[1 + len(key) :]) for row in rows.values_list(*names)
    }
    gone = [pk for at, (pk, _) in kept.items() if at not in wanted]
    stays = frozenset(at for at, name in enumerate(values) if name in unknown)
    changed = []
    for at, (pk, old) in kept.items():
        if at in wanted:
            new = _merged(wanted[at], old, stays)
            if new != old:
                changed.append((pk, *new))
    added = [(*at, *new) for at, new in wanted.items() if at not in kept]
    if gone:
        rows.model._default_manager.filter(pk__in=gone).delete()
    update_rows(rows.model, values, changed)
    extra = fixed or {}
    copy_rows(rows.model, (*key, *values, *extra), [(*row, *extra.values()) for row in added])
    return Synced(len(added), len(changed), len(gone))


def _merged(new: Values, old: Values, stays: Collection[int]) -> Values:
    if not stays:
        return new
    return tuple(o if at in stays else n for at, (n, o) in enumerate(zip(new, old, strict=True)))
