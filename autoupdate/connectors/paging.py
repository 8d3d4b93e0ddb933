"""Lists that come in pages with a total, by number or by cursor: to their end, or not at all.

A page that comes twice, a total that changes and a list that ends early mean that people may be
missing; then the whole list counts for nothing. No knowledge of any one MIS.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from autoupdate.connectors.base import ReportField, SubReport
from autoupdate.connectors.http import Answer
from autoupdate.connectors.pulling import Row, Session, text_of
from autoupdate.connectors.trouble import VendorTrouble

#: One thing in a vendor's list, as JSON has it.
Item = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of a list, and what the vendor says of the whole list on it."""

    items: Sequence[Item]
    number: int
    num_pages: int
    total: int
    host: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """Where a vendor's page has what: names of properties, ``meta.page`` for nested ones."""

    items: str
    number: str
    num_pages: str
    total: str

    def open(self, answer: Answer, *, resource: str) -> Page:
        """The page. Raises VendorTrouble: not_data, answer_unusable."""
        body = answer.json()
        items = _at(body, self.items)
        numbers = [_at(body, path) for path in (self.number, self.num_pages, self.total)]
        if not _is_list(items) or not all(_is_count(each) for each in numbers):
            raise unusable(answer, resource=resource)
        number, num_pages, total = numbers
        return Page(items=items, number=number, num_pages=num_pages, total=total, host=answer.host)


@dataclass(frozen=True, slots=True, kw_only=True)
class CursorPage:
    """One page of a list that goes on at a cursor; ``following`` "": it is the last one."""

    items: Sequence[Item]
    following: str
    total: int
    host: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CursorEnvelope:
    """Where a page that names the cursor of the next one has what, as in ``Envelope``."""

    items: str
    following: str
    total: str

    def open(self, answer: Answer, *, resource: str) -> CursorPage:
        """The page. Raises VendorTrouble: not_data, answer_unusable."""
        body = answer.json()
        items, following = _at(body, self.items), _at(body, self.following)
        total = _at(body, self.total)
        if not (_is_list(items) and _is_count(total) and isinstance(following, str | None)):
            raise unusable(answer, resource=resource)
        return CursorPage(items=items, following=following or "", total=total, host=answer.host)


def unusable(answer: Answer, *, resource: str) -> VendorTrouble:
    """The trouble of an answer that is not in the documented shape."""
    return VendorTrouble(
        "answer_unusable", host=answer.host, status=str(answer.status), resource=resource
    )


def walk(
    ask: Callable[[int], Page],
    *,
    session: Session,
    resource: str,
    key: Callable[[Item], Hashable],
) -> Iterator[Item]:
    """All items of the list, page by page.

    ``ask`` gets the page of a number, from 1; ``key`` tells items apart. Raises VendorTrouble:
    page_repeated, total_changed.
    """
    first = page = ask(1)
    seen: set[Hashable] = set()
    num_items = 0
    for asked in count(1):
        _check(page, first=first, asked=asked, resource=resource)
        _check_new(page, seen=seen, key=key, resource=resource)
        num_items += len(page.items)
        session.turn_page(len(page.items), num_expected=first.total)
        yield from page.items
        if asked >= first.num_pages:
            break
        page = ask(asked + 1)
    if num_items != first.total:
        raise VendorTrouble("total_changed", host=first.host, resource=resource)


def follow(
    ask: Callable[[str], CursorPage],
    *,
    session: Session,
    resource: str,
    key: Callable[[Item], Hashable],
) -> Iterator[Item]:
    """All items of a list whose pages each name the next one, page by page.

    ``ask`` gets the page at a cursor, "" for the first; ``key`` tells items apart. Raises
    VendorTrouble: page_repeated, total_changed.
    """
    first = page = ask("")
    seen: set[Hashable] = set()
    num_items = 0
    while True:
        _check_new(page, seen=seen, key=key, resource=resource)
        num_items += len(page.items)
        is_short = not page.items and page.following
        if page.total != first.total or is_short or num_items > first.total:
            raise VendorTrouble("total_changed", host=page.host, resource=resource)
        session.turn_page(len(page.items), num_expected=first.total)
        yield from page.items
        if not page.following:
            break
        page = ask(page.following)
    if num_items != first.total:
        raise VendorTrouble("total_changed", host=first.host, resource=resource)


def _check_new(
    page: Page | CursorPage,
    *,
    seen: set[Hashable],
    key: Callable[[Item], Hashable],
    resource: str,
) -> None:
    """Add the page's items to those seen. Raises VendorTrouble where one was seen before."""
    on_page = {key(item) for item in page.items}
    if not seen.isdisjoint(on_page):
        raise VendorTrouble("page_repeated", host=page.host, resource=resource)
    seen |= on_page


def _check(page: Page, *, first: Page, asked: int, resource: str) -> None:
    details = {"host": page.host, "resource": resource}
    if page.number != asked:
        raise VendorTrouble("page_repeated", **details)
    # Also a list that says it has more pages than people: it would be asked for without end.
    is_more = page.num_pages > max(1, page.total)
    is_short = not page.items and page.number < page.num_pages
    if (page.total, page.num_pages) != (first.total, first.num_pages) or is_more or is_short:
        raise VendorTrouble("total_changed", **details)


def fields_of(sub_report: SubReport, *, wanted: Collection[str]) -> list[ReportField]:
    """The fields that are fetched: the wanted ones, and those without which nothing works."""
    return [each for each in sub_report.fields if each.is_mandatory or each.code in wanted]


def property_of(caption: str) -> str:
    """``Known Name`` → ``known_name``: the property of a caption, where vendors name alike."""
    return caption.lower().replace(" ", "_")


def error_of(answer: Answer) -> str:
    """What an answer calls its error, or "": a proxy before the vendor may send a web page."""
    try:
        body = answer.json()
    except VendorTrouble:
        return ""
    return plain(body.get("error")) if isinstance(body, dict) else ""


def plain(value: Any) -> str:
    """A JSON value as an export would say it; of a list, what is in it; of an object, nothing."""
    if isinstance(value, list):
        return "; ".join(filter(None, map(plain, value)))
    if isinstance(value, Mapping):
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return text_of(value).strip()


def row_of(item: Item, *, properties: Mapping[str, str]) -> Row:
    """The row of an item: caption → text. ``properties`` is caption → property.

    What the item does not have at all is unknown, and absent from the row.
    """
    return {caption: plain(item[name]) for caption, name in properties.items() if name in item}


def _at(body: Any, path: str) -> Any:
    for name in path.split("."):
        body = body.get(name) if isinstance(body, dict) else None
    return body


def _is_list(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, dict) for each in value)


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0
