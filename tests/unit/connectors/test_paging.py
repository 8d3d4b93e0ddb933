"""A list in pages is read to its end or not at all."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any, cast

import pytest

from autoupdate.connectors.http import Answer, VendorClient
from autoupdate.connectors.paging import (
    CursorEnvelope,
    CursorPage,
    Envelope,
    Item,
    Page,
    follow,
    plain,
    row_of,
    walk,
)
from autoupdate.connectors.pulling import Access, Progress, Session
from autoupdate.connectors.trouble import VendorTrouble

ENVELOPE = Envelope(items="data", number="meta.page", num_pages="meta.last", total="meta.total")


def session(told: list[Progress] | None = None) -> Session:
    access = Access(endpoint="", reference="", dfe_number="", secrets={}, partner={})
    return Session(
        client=cast(VendorClient, None),
        access=access,
        today=date(2026, 11, 20),
        telling=(told if told is not None else []).append,
    )


def pages(*lists: Sequence[int], total: int | None = None) -> list[Page]:
    """Pages with items of these ids."""
    total = sum(map(len, lists)) if total is None else total
    return [
        Page(
            items=[{"id": each} for each in ids],
            number=number,
            num_pages=len(lists),
            total=total,
            host="mis.example",
        )
        for number, ids in enumerate(lists, 1)
    ]


def read(given: Sequence[Page], *, told: list[Progress] | None = None) -> list[int]:
    items = walk(
        lambda number: given[min(number, len(given)) - 1],
        session=session(told),
        resource="students",
        key=lambda item: cast(int, item["id"]),
    )
    return [item["id"] for item in items]


def trouble(given: Sequence[Page]) -> str:
    with pytest.raises(VendorTrouble) as met:
        read(given)
    assert met.value.details == {"host": "mis.example", "resource": "students"}
    return met.value.code


def other(page: Page, **changed: Any) -> Page:
    return Page(
        **{
            "items": page.items,
            "number": page.number,
            "num_pages": page.num_pages,
            "total": page.total,
            "host": page.host,
            **changed,
        }
    )


def test_all_pages_are_read_in_order() -> None:
    told: list[Progress] = []
    assert read(pages([1, 2], [3, 4], [5]), told=told) == [1, 2, 3, 4, 5]
    assert (told[-1].num_pages, told[-1].num_people, told[-1].num_expected) == (3, 5, 5)


def test_an_empty_list_is_one_page_or_none() -> None:
    assert read(pages([])) == []
    assert read([other(pages([])[0], num_pages=0)]) == []


def test_two_with_one_key_on_a_page_are_the_schools_affair() -> None:
    assert read(pages([1, 1], [2])) == [1, 1, 2]


def test_the_same_page_for_ever_is_noticed() -> None:
    first = pages([1, 2], [3, 4])[0]
    assert trouble([first, first]) == "page_repeated"


def test_the_same_people_under_another_number_are_noticed() -> None:
    first, second = pages([1, 2], [3, 4])
    assert trouble([first, other(second, items=first.items)]) == "page_repeated"


def test_a_list_that_moves_while_it_is_read_is_noticed() -> None:
    """Somebody came in front: everybody moves down by one, and one is seen twice."""
    first, second = pages([1, 2], [2, 3], total=4)
    assert trouble([first, second]) == "page_repeated"


@pytest.mark.parametrize("changed", [{"total": 3}, {"total": 5}, {"num_pages": 3}])
def test_a_total_that_changes_is_noticed(changed: dict[str, int]) -> None:
    first, second = pages([1, 2], [3, 4])
    assert trouble([first, other(second, **changed)]) == "total_changed"


@pytest.mark.parametrize(
    "given",
    [
        pages([1, 2], [3], total=4),
        pages([1, 2], [3, 4], total=3),
        pages([1, 2], [], [3], total=3),
        pages([1], total=0),
        pages([], total=1),
    ],
    ids=["too few", "too many", "a gap", "nobody said", "nobody came"],
)
def test_a_list_that_is_not_as_long_as_it_says_is_noticed(given: list[Page]) -> None:
    assert trouble(given) == "total_changed"


def test_more_pages_than_people_are_not_asked_for() -> None:
    page = other(pages([1])[0], num_pages=10**9)
    assert trouble([page]) == "total_changed"


def at_cursors(*lists: Sequence[int], total: int | None = None) -> dict[str, CursorPage]:
    """Cursor → the page there."""
    cursors = ["", *(f"c{number}" for number in range(1, len(lists)))]
    return {
        cursor: CursorPage(
            items=[{"id": each} for each in ids],
            following=following,
            total=sum(map(len, lists)) if total is None else total,
            host="mis.example",
        )
        for cursor, following, ids in zip(cursors, [*cursors[1:], ""], lists, strict=True)
    }


def followed(given: dict[str, CursorPage], *, told: list[Progress] | None = None) -> list[int]:
    items = follow(
        given.__getitem__,
        session=session(told),
        resource="students",
        key=lambda item: cast(int, item["id"]),
    )
    return [item["id"] for item in items]


def test_cursors_are_followed_to_the_end() -> None:
    told: list[Progress] = []
    assert followed(at_cursors([1, 2], [3, 3], [5]), told=told) == [1, 2, 3, 3, 5]
    assert (told[-1].num_pages, told[-1].num_people, told[-1].num_expected) == (3, 5, 5)
    assert followed(at_cursors([])) == []


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (at_cursors([1, 2], [2, 3]), "page_repeated"),
        ({"": at_cursors([1], [2])[""], "c1": at_cursors([1], [2])[""]}, "page_repeated"),
        ({**at_cursors([1], [2], [3]), "c1": at_cursors([1], [2])["c1"]}, "total_changed"),
        (at_cursors([1, 2], [3], total=4), "total_changed"),
        (at_cursors([1, 2], [3], total=2), "total_changed"),
        (at_cursors([1], [], [2]), "total_changed"),
    ],
    ids=["moved", "for ever", "another total", "too few", "too many", "a gap"],
)
def test_a_list_at_cursors_that_is_not_whole_is_noticed(
    given: dict[str, CursorPage], code: str
) -> None:
    with pytest.raises(VendorTrouble) as met:
        followed(given)
    assert (met.value.code, met.value.details["resource"]) == (code, "students")


def test_an_envelope_with_a_cursor_is_opened() -> None:
    envelope = CursorEnvelope(items="results", following="next", total="count")
    body = {"results": [{"id": 1}], "next": "abc", "count": 2}
    page = envelope.open(answer(body), resource="students")
    assert (page.items, page.following, page.total) == ([{"id": 1}], "abc", 2)
    last = envelope.open(answer({**body, "next": None}), resource="students")
    assert last.following == ""
    wrongs: list[dict[str, Any]] = [{"results": {}}, {"next": 7}, {"count": "2"}]
    for wrong in wrongs:
        with pytest.raises(VendorTrouble) as met:
            envelope.open(answer({**body, **wrong}), resource="students")
        assert met.value.code == "answer_unusable"


def answer(body: Any) -> Answer:
    return Answer(status=200, headers={}, body=json.dumps(body).encode(), host="mis.example")


def test_an_envelope_is_opened() -> None:
    body = {"data": [{"id": 1}], "meta": {"page": 1, "last": 1, "total": 1}}
    page = ENVELOPE.open(answer(body), resource="students")
    assert (page.items, page.number, page.num_pages, page.total) == ([{"id": 1}], 1, 1, 1)


@pytest.mark.parametrize(
    "body",
    [
        [],
        {},
        "text",
        None,
        {"data": {}, "meta": {"page": 1, "last": 1, "total": 1}},
        {"data": [1], "meta": {"page": 1, "last": 1, "total": 1}},
        {"data": [], "meta": {"page": "1", "last": 1, "total": 1}},
        {"data": [], "meta": {"page": True, "last": 1, "total": 1}},
        {"data": [], "meta": {"page": 1, "last": 1, "total": -1}},
        {"data": [], "meta": {"page": 1, "last": 1}},
        {"data": [], "meta": [1, 1, 1]},
    ],
)
def test_another_shape_is_unusable(body: Any) -> None:
    with pytest.raises(VendorTrouble) as met:
        ENVELOPE.open(answer(body), resource="students")
    assert met.value.code == "answer_unusable"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (" ", ""),
        ("  Ada ", "Ada"),
        (7, "7"),
        (7.0, "7"),
        (7.5, "7.5"),
        (True, "yes"),
        ([""], ""),
        (["a", None, " ", "b"], "a; b"),
        ({"id": 1}, ""),
    ],
)
def test_values_are_said_as_an_export_says_them(value: Any, text: str) -> None:
    assert plain(value) == text


def test_what_an_item_does_not_have_is_not_blank_but_unknown() -> None:
    item: Item = {"forename": None, "surname": "Okonkwo", "secret": "x"}
    properties = {"Forename": "forename", "Surname": "surname", "House": "house"}
    assert row_of(item, properties=properties) == {"Forename": "", "Surname": "Okonkwo"}
