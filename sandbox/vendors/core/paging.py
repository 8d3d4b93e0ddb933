"""One page of a list, with the faults that pages have. Knows no vendor's envelope."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sandbox.vendors.core.messages import Request

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[T]):
    """``number`` counts from 1; ``pages`` is 0 when there is nothing."""

    items: Sequence[T]
    number: int
    size: int
    pages: int
    total: int


def page_of(request: Request, items: Sequence[T], *, number: int, size: int) -> Page[T]:
    """That page of the items, as far as no fault of the request says otherwise."""
    if request.fault("empty_list"):
        items = items[:0]
    if moving := request.fault("moving_total"):
        items = items[moving.num_struck - 1 :]
    first = 0 if request.fault("repeat_page") else (number - 1) * size
    return Page(
        items=items[first : first + size],
        number=number,
        size=size,
        pages=-(-len(items) // size),
        total=len(items),
    )


def whole_number(text: str, *, otherwise: int, most: int = 2**31) -> int:
    """The number in a parameter, from 1 to ``most``. Raises ValueError for what is none."""
    if not text:
        return otherwise
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return min(number, most)


def only(row: dict[str, Any], names: Sequence[str]) -> dict[str, Any]:
    """The row with those values alone."""
    return {name: row[name] for name in names}
