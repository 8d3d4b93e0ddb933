"""Arbor's lists, page by page, with what Arbor refuses by name left out and told.

Which lists make a report it must not know.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from autoupdate.connectors.arbor.areas import not_permitted
from autoupdate.connectors.arbor.query import Ask, Item, items_of, refusals, text_of_query
from autoupdate.connectors.pulling import Session
from autoupdate.connectors.trouble import VendorTrouble

#: Arbor's own page size, used where none is asked for.
PAGE_SIZE = 3000
#: A page of so many items, or of a multiple, may be one that Arbor made shorter than we asked for.
_ROUND = 100


class Graph:
    """The lists of one school. ``page_size`` is asked for; ``most_pages`` (None: all) stops early.

    ``num_items`` (entity → number) is what has come so far.
    """

    def __init__(
        self, session: Session, *, page_size: int = PAGE_SIZE, most_pages: int | None = None
    ) -> None:
        self.session = session
        self.page_size = page_size
        self.num_items: Counter[str] = Counter()
        self._most_pages = most_pages
        self._refused: set[tuple[str, str]] = set()  # entity and property: asked for once

    def open(self, ask: Ask) -> Listing:
        """The list, with its first page read. Raises VendorTrouble: permission_missing, …"""
        words = ask.words
        while True:
            lost = [each for each in words if (ask.entity, each) in self._refused]
            if any(map(ask.needs, lost)):
                raise not_permitted(ask, lost)
            asked = tuple(each for each in words if each not in lost)
            first = self.page(ask, asked, size=self.page_size, number=0)
            if isinstance(first, list):
                self.session.refused.update(ask.named(each) for each in lost if words[each])
                return Listing(self, ask=ask, asked=asked, first=first)
            self._refused |= {(ask.entity, each) for each in first}

    def open_if_permitted(self, ask: Ask, *, label: str) -> Listing | None:
        """The same of a list that gives one field, ``label``: None, and told, if it is refused."""
        try:
            return self.open(ask)
        except VendorTrouble as trouble:
            if trouble.code != "permission_missing":
                raise
            self.session.refused.add(f"{label} ({ask.entity})")
            return None

    def goes_on(self, page: list[Item], *, number: int) -> bool:
        """Whether there may be a page after this one."""
        is_short = not page or (len(page) < self.page_size and len(page) % _ROUND != 0)
        return not is_short and number + 1 != self._most_pages

    def page(
        self, ask: Ask, asked: tuple[str, ...], *, size: int, number: int
    ) -> list[Item] | frozenset[str]:
        """One page; or which of the properties asked for are refused."""
        access = self.session.access
        auth = access.secret("username"), access.secret("password")
        if not access.endpoint:
            raise VendorTrouble("endpoint_missing")
        answer = self.session.client.post(
            f"{access.endpoint.rstrip('/')}/graphql/query",
            resource=ask.entity,
            payload={"query": text_of_query(ask, asked, size=size, number=number)},
            auth=auth,
        )
        told = answer.json()
        found = refusals(told, ask.entity, asked) or items_of(told, ask.entity, asked)
        if found is None:
            raise VendorTrouble(
                "answer_unusable", host=answer.host, status=str(answer.status), resource=ask.entity
            )
        return found


class Listing:
    """A list under way, to be gone through once; ``properties`` are those that come.

    Arbor gives no total, so a list that moved while it was read shows in two ways: an item comes
    twice, or what was the last of one page is no longer just before the next. Then somebody may be
    missing, and VendorTrouble is raised.
    """

    def __init__(
        self, graph: Graph, *, ask: Ask, asked: tuple[str, ...], first: list[Item]
    ) -> None:
        self.properties = frozenset(asked)
        self._graph = graph
        self._ask = ask
        self._asked = asked
        self._first = first

    def __iter__(self) -> Iterator[Item]:
        page, number, last, seen = self._first, 0, "", set[str]()
        while True:
            num_before = len(seen)
            seen.update(str(item["id"]) for item in page)
            if len(seen) < num_before + len(page):
                raise self._trouble("page_repeated")
            if number:
                self._check_place(last, place=num_before - 1)
            self._take_in(page)
            yield from page
            if not self._graph.goes_on(page, number=number):
                return
            number, last = number + 1, str(page[-1]["id"])
            page = self._page(number)

    def _take_in(self, page: list[Item]) -> None:
        self._graph.num_items[self._ask.entity] += len(page)
        self._graph.session.turn_page(len(page) if self._ask.is_counted else 0)

    def _page(self, number: int) -> list[Item]:
        size = self._graph.page_size
        found = self._graph.page(self._ask, self._asked, size=size, number=number)
        if isinstance(found, list):
            return found
        if any(map(self._ask.needs, found)):
            raise not_permitted(self._ask, found)
        # Withdrawn between two pages: half of the people would have the property, half would not.
        raise self._trouble("total_changed")

    def _check_place(self, item_id: str, *, place: int) -> None:
        """Raise VendorTrouble unless that item is still at that place of the list."""
        found = self._graph.page(self._ask, ("id",), size=1, number=place)
        if not isinstance(found, list) or [str(each["id"]) for each in found] != [item_id]:
            raise self._trouble("total_changed")

    def _trouble(self, code: str) -> VendorTrouble:
        return VendorTrouble(code, host="Arbor", resource=self._ask.entity)
