"""Arbor's lists: pages, refusals, and a list that moves while it is read."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import pytest

from autoupdate.connectors.arbor.areas import AREAS
from autoupdate.connectors.arbor.attendance import first_day
from autoupdate.connectors.arbor.connector import ARBOR
from autoupdate.connectors.arbor.graphql import Graph
from autoupdate.connectors.arbor.puller import ArborPuller
from autoupdate.connectors.arbor.query import Ask, refusals, text_of_query
from autoupdate.connectors.arbor.reading import day, text
from autoupdate.connectors.trouble import VendorTrouble
from tests.unit.connectors.fetched.playing import Playing, answer, rows, session

_QUERY = re.compile(r"\{ (\w+)\(page_size: (\d+), page_num: (\d+)[^)]*\) \{ (.*) \} \}$")
ASK = Ask(entity="Staff", needed={"legalLastName": "Surname"}, optional={"title": "Title"})


def staff(number: int) -> list[dict[str, Any]]:
    return [
        {"id": str(place), "legalLastName": f"N{place}", "title": "Ms"} for place in range(number)
    ]


class Lists:
    """An Arbor with one list of staff. ``before`` is called before each page is made."""

    def __init__(
        self,
        items: list[dict[str, Any]],
        *,
        cap: int = 3000,
        before: Callable[[Lists, str], Any] = lambda lists, query: None,
    ) -> None:
        self.items, self.cap, self.before = items, cap, before
        self.num_asked = 0

    def __call__(self, call: Mapping[str, Any]) -> Any:
        self.num_asked += 1
        query = call["payload"]["query"]
        special = self.before(self, query)
        if special is not None:
            return special
        found = _QUERY.match(query)
        assert found, query
        size, number = min(int(found[2]), self.cap), int(found[3])
        return {"data": {found[1]: self.items[number * size : (number + 1) * size]}}


def read(lists: Lists, *, page_size: int = 10, ask: Ask = ASK) -> list[str]:
    graph = Graph(session(Playing(lists)), page_size=page_size)
    return [str(item["id"]) for item in graph.open(ask)]


def trouble_of(lists: Lists, **more: Any) -> VendorTrouble:
    with pytest.raises(VendorTrouble) as met:
        read(lists, **more)
    return met.value


@pytest.mark.parametrize("number", [0, 1, 9, 10, 11, 20, 35])
def test_a_list_is_read_to_its_end(number: int) -> None:
    assert read(Lists(staff(number))) == [str(place) for place in range(number)]


def test_a_page_that_arbor_makes_shorter_is_not_the_last() -> None:
    """We ask for more than it gives at a time, and it does not say so."""
    assert len(read(Lists(staff(450), cap=200), page_size=3000)) == 450


def test_a_page_that_comes_twice() -> None:
    repeated = Lists(staff(30), before=lambda lists, query: None)

    def first_always(lists: Lists, query: str) -> Any:
        return {"data": {"Staff": lists.items[:10]}} if "page_size: 10," in query else None

    repeated.before = first_always
    assert trouble_of(repeated).code == "page_repeated"


@pytest.mark.parametrize("number", [20, 25, 30])
@pytest.mark.parametrize("place", [0, 9])
def test_somebody_removed_while_the_list_is_read(number: int, place: int) -> None:
    """Whoever moved to a page that was read already would be missing."""

    def remove_one(lists: Lists, query: str) -> None:
        if "page_num: 1)" in query and len(lists.items) == number:
            del lists.items[place]

    assert trouble_of(Lists(staff(number), before=remove_one)).code == "total_changed"


def test_somebody_added_at_the_end_is_read_too() -> None:
    def add_one(lists: Lists, query: str) -> None:
        if "page_num: 1)" in query and len(lists.items) == 15:
            lists.items += [{"id": "new", "legalLastName": "New", "title": ""}]

    assert len(read(Lists(staff(15), before=add_one))) == 16


def refusal(*names: str) -> dict[str, Any]:
    return {"errors": [{"message": f"You do not have access to `{name}`."} for name in names]}


def refusing(*names: str, after: int = 0) -> Callable[[Lists, str], Any]:
    """Refuses those properties of Staff, from a certain request on."""

    def before(lists: Lists, query: str) -> Any:
        lost = [each for each in names if re.search(rf"\b{each}\b", query.partition(") {")[2])]
        told = refusal(*(f"Staff.{each}" for each in lost))
        return told if lost and lists.num_asked > after else None

    return before


def test_what_is_refused_is_asked_without_and_told() -> None:
    client = Playing(Lists(staff(12), before=refusing("title")))
    graph = Graph(session(client), page_size=10)
    listing = graph.open(ASK)
    assert listing.properties == {"id", "legalLastName"}
    assert len(list(listing)) == 12
    assert graph.session.refused == {"Title (Staff.title)"}
    graph.session.begin()
    num_asked = len(client.asked)
    list(graph.open(ASK))
    assert graph.session.refused == {"Title (Staff.title)"}  # told again, not asked again
    assert len(client.asked) - num_asked == num_asked - 1


def test_what_cannot_be_missed_is_named() -> None:
    met = trouble_of(Lists(staff(3), before=refusing("legalLastName", "title")))
    assert met.code == "permission_missing"
    assert met.details["permission"] == "Surname (Staff.legalLastName)"


def test_a_whole_area_is_named_as_arbor_calls_it() -> None:
    met = trouble_of(Lists(staff(3), before=refusing("id", "legalLastName", "title")))
    assert met.details["permission"] == "“Staff” (Staff)"


def test_a_permission_withdrawn_between_two_pages() -> None:
    """Or half of the people would lose what is kept of them."""
    assert trouble_of(Lists(staff(25), before=refusing("title", after=1))).code == "total_changed"
    met = trouble_of(Lists(staff(25), before=refusing("legalLastName", after=1)))
    assert met.code == "permission_missing"


@pytest.mark.parametrize(
    ("name", "entity", "lost"),
    [
        ("Staff.id", "StaffContract", {"staff.id"}),
        ("Subject.displayName", "AcademicUnit", {"subject.displayName"}),
        (
            "EmailAddress.displayName",
            "Staff",
            {"subject.displayName", "emailAddresses.displayName"},
        ),
        ("Staff.emailAddresses", "Staff", {"emailAddresses.displayName"}),
    ],
)
def test_refusals_inside_of_references(name: str, entity: str, lost: set[str]) -> None:
    asked = ("id", "staff.id", "subject.displayName", "emailAddresses.displayName")
    assert refusals(refusal(name), entity, asked) == frozenset(lost)


@pytest.mark.parametrize(
    "told",
    [
        [],
        {},
        {"data": None},
        {"data": {"Staff": None}},
        {"data": {"Staff": ["text"]}},
        {"data": {"Staff": [{"id": "1"}]}},
        {"data": {"Staff": [{"id": None, "legalLastName": "", "title": ""}]}},
        {"errors": [{"message": "Syntax Error: …"}]},
        {"errors": ["odd"]},
        {"errors": "odd"},
        {"errors": [{"message": "Syntax Error"}], "data": {"Staff": []}},
        refusal("Student.dateOfBirth"),
    ],
)
def test_answers_in_no_known_shape(told: Any) -> None:
    met = trouble_of(Lists([], before=lambda lists, query: told))
    assert met.code == "answer_unusable"
    assert met.details["resource"] == "Staff"


def test_a_query_is_what_arbor_reads() -> None:
    ask = Ask(
        entity="AttendanceRecord",
        needed={"student.id": "Student", "startDatetime": "Start"},
        optional={"attendanceMark.code": "Mark", "student.displayName": "Name"},
        filters={"startDatetime_after": "2026-11-16 00:00:00"},
    )
    assert text_of_query(ask, tuple(ask.words), size=3, number=2) == (
        '{ AttendanceRecord(page_size: 3, page_num: 2, startDatetime_after: "2026-11-16 00:00:00")'
        " { id student { id displayName } startDatetime attendanceMark { code } } }"
    )


def test_texts_of_items() -> None:
    item = {
        "a": None,
        "b": True,
        "c": {"d": 5},
        "e": [{"f": "home", "emailAddressType": "Home"}, {"f": "own", "emailAddressType": "Work"}],
        "g": [],
        "h": ["odd"],
        "i": "2026-13-01",
    }
    found = [text(item, name) for name in ("a", "b", "c", "c.d", "a.x", "e.f", "g.f", "h.f", "z")]
    assert found == ["", "yes", "", "5", "", "own", "", "", ""]
    assert day(item, "a") is None
    with pytest.raises(VendorTrouble) as met:
        day(item, "i")
    assert met.value.code == "answer_unusable"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"secrets": {}}, "credentials_missing"),
        ({"endpoint": ""}, "endpoint_missing"),
        ({"endpoint": "", "secrets": {}}, "credentials_missing"),
    ],
)
def test_what_is_missing_to_reach_arbor(changed: Mapping[str, Any], code: str) -> None:
    client = Playing(Lists(staff(3)))
    puller = ArborPuller(session(client, **changed))
    for act in (
        lambda: rows(puller, ARBOR, "staff"),
        lambda: puller.check(ARBOR.sub_report("staff"), wanted=()),
    ):
        with pytest.raises(VendorTrouble) as met:
            act()
        assert met.value.code == code
    assert client.asked == []


def test_another_trouble_is_not_taken_for_a_refusal() -> None:
    client = Playing(lambda call: VendorTrouble("firewall", host="x"))
    with pytest.raises(VendorTrouble) as met:
        Graph(session(client)).open_if_permitted(ASK, label="Title")
    assert met.value.code == "firewall"


def test_marks_of_no_known_time() -> None:
    def answering(call: Mapping[str, Any]) -> Any:
        if "EducationalInstitutionEnrolment" in call["payload"]["query"]:
            item: dict[str, Any] = {"entryDate": None, "leavingDate": None, "enrolmentMode": ""}
            return answer(
                {"data": {call["resource"]: [{"id": "1", "student": {"id": "5"}, **item}]}}
            )
        mark = {"student": {"id": "5"}, "attendanceMark": {"code": "/"}, "startDatetime": "noon"}
        more = {"id": "1", "isRedundant": False, "minutesLate": None}
        return {"data": {call["resource"]: [{**mark, **more}]}}

    with pytest.raises(VendorTrouble) as met:
        rows(ArborPuller(session(Playing(answering))), ARBOR, "attendance")
    assert met.value.code == "answer_unusable"


def test_of_several_marks_in_a_session_the_earliest_counts() -> None:
    """A lesson's mark stands besides the register's; a later one of the same minute replaces it."""
    marks = [("1", "11:00", "N"), ("2", "08:50", "L"), ("3", "09:50", "/"), ("4", "08:50", "/")]

    def answering(call: Mapping[str, Any]) -> Any:
        if call["resource"] == "AttendanceRecord":
            return {"data": {"AttendanceRecord": [_mark(*each) for each in marks]}}
        dates = {"entryDate": "2020-09-01", "leavingDate": None, "enrolmentMode": "C"}
        return {"data": {call["resource"]: [{"id": "1", "student": {"id": "5"}, **dates}]}}

    (row,) = rows(ArborPuller(session(Playing(answering))), ARBOR, "attendance")
    assert row["AttendanceRecord.startDatetime"] == "2026-11-20 08:50:00"
    assert (row["session"], row["AttendanceRecord.attendanceMark.code"]) == ("AM", "/")


def _mark(item_id: str, clock: str, code: str) -> dict[str, Any]:
    return {
        "id": item_id,
        "student": {"id": "5"},
        "attendanceMark": {"code": code},
        "startDatetime": f"2026-11-20 {clock}:00",
        "isRedundant": False,
        "minutesLate": None,
    }


@pytest.mark.parametrize(
    ("today", "first"),
    [
        (date(2026, 11, 20), date(2026, 11, 16)),  # Friday
        (date(2026, 11, 21), date(2026, 11, 16)),  # Saturday
        (date(2026, 11, 22), date(2026, 11, 16)),  # Sunday
        (date(2026, 11, 23), date(2026, 11, 17)),  # Monday
        (date(2026, 11, 25), date(2026, 11, 19)),  # Wednesday
    ],
)
def test_the_last_five_school_days(today: date, first: date) -> None:
    assert first_day(today) == first


def test_every_entity_that_is_asked_has_an_area() -> None:
    captions = {
        caption.partition(".")[0]
        for sub_report in ARBOR.sub_reports()
        for each in sub_report.fields
        for caption in each.captions
        if "." in caption
    }
    assert captions <= set(AREAS)
