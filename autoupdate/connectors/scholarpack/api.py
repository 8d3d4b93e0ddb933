"""ScholarPack's lists, page by page, each complete or a VendorTrouble.

The envelope has no total, so the list is counted first, as pages of one: somebody who moves to a
page that was read already would otherwise be missing from a list that looks whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from autoupdate.connectors.http import Answer
from autoupdate.connectors.oauth import Bearer
from autoupdate.connectors.pulling import Session
from autoupdate.connectors.scholarpack.approval import renewal_of
from autoupdate.connectors.trouble import VendorTrouble

#: The most that ScholarPack gives.
PER_PAGE = 100

Item = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Page:
    """One page: its number and how many there are, and what is on it."""

    number: int
    num_pages: int
    has_next: bool
    items: list[Item]


class Api:
    """The lists of one school. ``per_page`` is asked for; at most 100 come."""

    def __init__(self, session: Session, *, per_page: int = PER_PAGE) -> None:
        self._session = session
        self._per_page = per_page
        self._bearer = Bearer(session.access, renew=renewal_of(session))

    def count(self, resource: str, *, filters: Mapping[str, str]) -> int:
        """How many items a list has."""
        first = self._page(resource, 1, per_page=1, filters=filters)
        return first.num_pages if first.items else 0

    def items(
        self, resource: str, *, key: Sequence[str], filters: Mapping[str, str]
    ) -> Iterator[Item]:
        """All items of a list; no two have the same values of ``key``.

        Raises VendorTrouble: page_repeated, total_changed, …
        """
        num_expected = self.count(resource, filters=filters)
        seen: set[tuple[str, ...]] = set()
        num_pages, num_items, number = 0, 0, 1
        while num_items < num_expected:
            page = self._page(resource, number, per_page=self._per_page, filters=filters)
            num_pages, num_items = num_pages or page.num_pages, num_items + len(page.items)
            seen.update(tuple(str(item.get(name)) for name in key) for item in page.items)
            if page.number != number or len(seen) < num_items:
                raise _trouble("page_repeated", resource)
            if page.num_pages != num_pages:
                raise _trouble("total_changed", resource)
            self._session.turn_page(len(page.items), num_expected=num_expected)
            yield from page.items
            if not page.has_next:
                break
            number += 1
        if num_items != num_expected:
            raise _trouble("total_changed", resource)

    def _page(
        self, resource: str, number: int, *, per_page: int, filters: Mapping[str, str]
    ) -> _Page:
        answer = self._bearer.get(
            self._session.client,
            f"{self._session.access.of_partner('url').rstrip('/')}/api/v1/{resource}/",
            resource=resource,
            params={"page": str(number), "per_page": str(per_page), **filters},
            expected={404} if number > 1 else (),
        )
        if answer.status == 404:  # there was such a page a moment ago
            raise _trouble("total_changed", resource)
        return _page_of(answer, resource)


def _page_of(answer: Answer, resource: str) -> _Page:
    """The envelope. Raises VendorTrouble: not_data, answer_unusable."""
    told = answer.json()
    told = told if isinstance(told, dict) else {}
    number, num_pages, items = told.get("page"), told.get("pages"), told.get("data")
    if (
        not isinstance(number, int)
        or not isinstance(num_pages, int)
        or not isinstance(items, list)
        or not all(isinstance(each, dict) for each in items)
    ):
        raise VendorTrouble(
            "answer_unusable", host=answer.host, status=str(answer.status), resource=resource
        )
    return _Page(number, num_pages, bool(told.get("has_next")), items)


def _trouble(code: str, resource: str) -> VendorTrouble:
    return VendorTrouble(code, host="ScholarPack", resource=resource)
