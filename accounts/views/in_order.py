"""Rows of a list that are put in order by their ids alone, and read where they are looked at.

What is shown of a row (where it stands now, what it is linked to) is then looked up for a page of
rows instead of for everybody that a list has. It knows no particular list.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet


class InOrder:
    """The rows of an ordered ``queryset``: length and order in one query, each slice in one more.

    For lists that somebody leafs through, of some thousands of rows at most.
    """

    def __init__(self, queryset: QuerySet[Any]) -> None:
        self._rows = queryset
        self._ids: list[Any] = list(queryset.values_list("pk", flat=True))

    def __len__(self) -> int:
        return len(self._ids)

    def __iter__(self) -> Iterator[Any]:
        return iter(self[:])

    def __getitem__(self, place: slice) -> list[Any]:
        """The rows from one place to another; those that have gone meanwhile are left out."""
        ids = self._ids[place]
        if not ids:
            return []
        found = {each.pk: each for each in self._rows.order_by().filter(pk__in=ids)}
        return [found[each] for each in ids if each in found]

    def count(self) -> int:
        """How many there are."""
        return len(self._ids)
