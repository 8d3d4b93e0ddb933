"""ScholarPack's lists: counted first, and found out when they move while they are read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import pytest

from autoupdate.connectors.scholarpack.connector import SCHOLARPACK
from autoupdate.connectors.scholarpack.puller import ScholarPackPuller
from autoupdate.connectors.trouble import VendorTrouble
from tests.unit.connectors.fetched.playing import TODAY, Playing, answer, rows, session


def pupils(number: int) -> list[dict[str, Any]]:
    return [{"student_id": place, "forename": "A", "surname": "B"} for place in range(number)]


class Lists:
    """A ScholarPack of one list; ``before`` is called before each page is made."""

    def __init__(
        self,
        items: list[dict[str, Any]],
        *,
        before: Callable[[Lists, Mapping[str, str]], Any] = lambda lists, params: None,
    ) -> None:
        self.items, self.before = items, before

    def __call__(self, call: Mapping[str, Any]) -> Any:
        params = call["params"]
        special = self.before(self, params)
        if special is not None:
            return special
        number, size = int(params["page"]), int(params["per_page"])
        pages = max(1, -(-len(self.items) // size))
        if number > pages:
            return answer({"detail": "Not found."}, status=404)
        return {
            "page": number,
            "pages": pages,
            "has_next": number < pages,
            "data": self.items[(number - 1) * size : number * size],
        }


def read(lists: Lists, **more: Any) -> list[str]:
    puller = ScholarPackPuller(session(Playing(lists), **more), per_page=10)
    return [row["student_id"] for row in rows(puller, SCHOLARPACK, "students")]


def trouble_of(lists: Lists) -> str:
    with pytest.raises(VendorTrouble) as met:
        read(lists)
    return met.value.code


@pytest.mark.parametrize("number", [1, 9, 10, 11, 20, 35])
def test_a_list_is_read_to_its_end(number: int) -> None:
    assert read(Lists(pupils(number))) == [str(place) for place in range(number)]


@pytest.mark.parametrize("number", [20, 21, 25, 30])
@pytest.mark.parametrize("place", [0, 9])
def test_somebody_removed_while_the_list_is_read(number: int, place: int) -> None:
    def remove_one(lists: Lists, params: Mapping[str, str]) -> None:
        if params["page"] == "2" and len(lists.items) == number:
            del lists.items[place]

    assert trouble_of(Lists(pupils(number), before=remove_one)) == "total_changed"


def test_a_page_that_is_gone() -> None:
    def empty(lists: Lists, params: Mapping[str, str]) -> None:
        if params["page"] == "2":
            lists.items.clear()

    assert trouble_of(Lists(pupils(15), before=empty)) == "total_changed"


def test_a_page_that_comes_twice() -> None:
    def first(lists: Lists, params: Mapping[str, str]) -> Any:
        if params["page"] == "2":
            return {"page": 2, "pages": 3, "has_next": True, "data": lists.items[:10]}
        return None

    assert trouble_of(Lists(pupils(25), before=first)) == "page_repeated"
    assert (
        trouble_of(
            Lists(
                pupils(25),
                before=lambda lists, params: (
                    {"page": 1, "pages": 3, "has_next": True, "data": lists.items[10:20]}
                    if params["page"] == "2"
                    else None
                ),
            )
        )
        == "page_repeated"
    )


def test_a_list_that_says_too_early_that_it_is_over() -> None:
    def over(lists: Lists, params: Mapping[str, str]) -> Any:
        if params["per_page"] == "10":
            return {"page": 1, "pages": 3, "has_next": False, "data": lists.items[:10]}
        return None

    assert trouble_of(Lists(pupils(25), before=over)) == "total_changed"


@pytest.mark.parametrize(
    "told",
    [
        [],
        {},
        {"page": "1", "pages": 1, "data": []},
        {"page": 1, "pages": None, "data": []},
        {"page": 1, "pages": 1, "data": {}},
        {"page": 1, "pages": 1, "data": ["text"]},
    ],
)
def test_answers_in_no_known_shape(told: Any) -> None:
    assert trouble_of(Lists([], before=lambda lists, params: told)) == "answer_unusable"


def test_nobody_is_not_believed() -> None:
    assert trouble_of(Lists([])) == "nobody"


@pytest.mark.parametrize(
    ("today", "asked"),
    [
        (TODAY, "2026-11-20"),  # Friday
        (date(2026, 11, 21), "2026-11-20"),
        (date(2026, 11, 22), "2026-11-20"),
        (date(2026, 11, 23), "2026-11-23"),
    ],
)
def test_marks_are_of_the_last_school_day(today: date, asked: str) -> None:
    client = Playing(Lists([]))
    puller = ScholarPackPuller(session(client, today=today))
    assert rows(puller, SCHOLARPACK, "attendance") == []  # a holiday
    params = client.asked[0]["params"]
    assert (params["date_from"], params["date_to"]) == (asked, asked)
    puller.check(SCHOLARPACK.sub_report("attendance"), wanted=())


def test_what_is_no_list_of_people_gives_no_rows() -> None:
    odd: list[dict[str, Any]] = [
        {"student_id": 1, "contacts": None},
        {"student_id": 2, "contacts": ["text"]},
    ]
    puller = ScholarPackPuller(session(Playing(Lists(odd))))
    with pytest.raises(VendorTrouble) as met:
        rows(puller, SCHOLARPACK, "contacts")
    assert met.value.code == "nobody"
    staff = Lists([{"group_id": 1, "name": "1A", "staff": ["text"], "students": 5}])
    for code in ("reg_tutors", "reg_students"):
        with pytest.raises(VendorTrouble):
            rows(ScholarPackPuller(session(Playing(staff))), SCHOLARPACK, code)


def test_a_property_that_does_not_come_is_unknown_and_not_blank() -> None:
    puller = ScholarPackPuller(session(Playing(Lists(pupils(1)))))
    (row,) = rows(puller, SCHOLARPACK, "students")
    assert row == {
        "student_id": "0",
        "forename": "A",
        "surname": "B",
        "legal_surname": "B",  # the surname stands in for it
    }
