"""An unchanged school costs nothing: no row is written, and no query is asked per person."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from pytest_django import Settings

from accounts.bulk import rows as bulk_rows
from accounts.models import School, SchoolMis
from autoupdate.models import Outcome
from tests.factories import accept_reports
from tests.integration.night.conftest import Nights
from tests.integration.night.exports import send_staff, send_students
from tests.integration.night.handmade import hand_made
from tests.integration.night.people import Row, codes, crowd, row

#: Everything that says who is who; its rows and when each was last written.
TABLES = (
    *("accounts_usoaccount", "accounts_schoolassociation", "accounts_usernamestem"),
    *("matching_misperson", "matching_link", "matching_candidate", "autoupdate_hold"),
)
PUZZLES = (
    row("1", "Bob Ashdown"),
    row("2", "No Birthday", ""),
    row("3", "Not Started", starts="01/09/2027"),
    row("4", "Left Already", leaves="01/09/2026"),
)


def written() -> dict[str, list[tuple[Any, ...]]]:
    """Table → (id, transaction that last wrote the row, place of the row) of every row."""
    with connection.cursor() as cursor:
        found = {}
        for table in TABLES:
            cursor.execute(f"SELECT id, xmin::text, ctid::text FROM {table} ORDER BY id")
            found[table] = cursor.fetchall()
        return found


def test_a_second_night_with_the_same_export_writes_nothing(
    school_mis: SchoolMis, night: Nights
) -> None:
    hand_made(school_mis.school, "Rob Ashdown")
    people = (*crowd(30), *PUZZLES)
    send_students(school_mis, *people)
    night()
    before = written()
    assert all(before[table] for table in TABLES[:-1])
    send_students(school_mis, *people)
    [run] = night()
    assert written() == before
    assert run.counts["student"]["unchanged"] == 30


def test_the_unchanged_have_no_outcome_and_everybody_else_has_one(
    school_mis: SchoolMis, night: Nights
) -> None:
    hand_made(school_mis.school, "Rob Ashdown")
    people = (*crowd(30), *PUZZLES)
    send_students(school_mis, *people)
    night()
    send_students(school_mis, *people)
    [run] = night()
    assert codes(run) == {
        "1": "requires_matching",
        "2": "no_date_of_birth",
        "3": "not_started",
        "4": "leaving_date_passed",
    }


def test_only_the_one_who_changed_is_written(school_mis: SchoolMis, night: Nights) -> None:
    people = crowd(30)
    send_students(school_mis, *people)
    night()
    before = written()
    send_students(school_mis, {**people[0], "email": "new@school.example"}, *people[1:])
    night()
    after = written()
    changed = {
        table: sum(old != new for old, new in zip(before[table], after[table], strict=True))
        for table in TABLES
    }
    assert changed == dict.fromkeys(TABLES, 0) | {
        "accounts_usoaccount": 1,
        "matching_misperson": 1,
    }


@contextmanager
def statements(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Every statement, and every COPY, in their order."""
    said: list[str] = []
    copy = bulk_rows.copy_statement

    def execute(run: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        said.append(sql)
        return run(sql, params, many, context)

    def copied(*args: Any) -> str:
        said.append(copy(*args))
        return said[-1]

    with monkeypatch.context() as patches, connection.execute_wrapper(execute):
        patches.setattr(bulk_rows, "copy_statement", copied)
        yield said


def _eventful(number: int, step: str) -> list[Row]:
    """A school in which people join, change, leave and return, in proportion to its size."""
    people = crowd(number)
    tenth = number // 10
    changed = [{**each, "email": f"{each['id']}@s.example"} for each in people[:tenth]]
    return {
        "first": people[tenth:],
        "second": [*changed, *people[tenth : 9 * tenth]],
        "third": people,
    }[step]


@pytest.mark.parametrize("step", ["first", "second", "third"])
def test_the_number_of_queries_does_not_grow_with_the_school(
    step: str,
    school_mis: SchoolMis,
    neighbour: SchoolMis,
    night: Nights,
    monkeypatch: pytest.MonkeyPatch,
    settings: Settings,
) -> None:
    settings.BRAKE_NUMBER = 1000
    steps = ("first", "second", "third")
    for earlier in steps[: steps.index(step)]:
        send_students(school_mis, *_eventful(30, earlier))
        send_students(neighbour, *(_elsewhere(each) for each in _eventful(300, earlier)))
        night()
    counts = []
    for school, number in ((school_mis, 30), (neighbour, 300)):
        people = _eventful(number, step)
        send_students(school, *(people if number == 30 else map(_elsewhere, people)))
        with statements(monkeypatch) as said:
            [run] = night()
        assert Outcome.objects.filter(run=run).count() >= number // 10
        counts.append(len(said))
    assert counts[0] == counts[1] < 70


def _elsewhere(each: Row) -> Row:
    """The same sort of person with another name, so that the two schools share nobody."""
    return {**each, "forename": f"{each['surname']}a", "surname": f"{each['forename']}ova"}


def test_the_number_of_queries_does_not_grow_with_those_to_be_asked_about(
    school_mis: SchoolMis, neighbour: SchoolMis, night: Nights, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts = []
    for school, number in ((school_mis, 3), (neighbour, 30)):
        nicknamed = _nicknamed(school.school, number)
        send_students(school, *nicknamed)
        with statements(monkeypatch) as said:
            [run] = night()
        assert set(codes(run).values()) == {"requires_matching"}
        counts.append(len(said))
    assert counts[0] == counts[1]


def _nicknamed(school: School, number: int) -> list[Row]:
    """People whom an account made by hand resembles, one each."""
    people = [
        {**each, "forename": "Bob", "surname": each["surname"]}
        for each in crowd(number, first=school.pk * 1000)
    ]
    for each in people:
        day, month, year = each["dob"].split("/")
        hand_made(school, f"Rob {each['surname']}", born=f"{year}-{month}-{day}")
    return people


def test_school_life_asks_no_query_per_person(
    school_mis: SchoolMis, neighbour: SchoolMis, night: Nights, monkeypatch: pytest.MonkeyPatch
) -> None:
    accept_reports(school_mis, "staff_future")
    accept_reports(neighbour, "staff_future")
    counts = []
    for school, number in ((school_mis, 5), (neighbour, 50)):
        people = [
            {**each, "dob": f"01/02/19{60 + at % 30}"}
            for at, each in enumerate(crowd(number, first=school.pk * 1000))
        ]
        send_staff(school, *people[: number // 2])
        send_staff(school, *people[number // 2 :], sub_report="staff_future")
        with statements(monkeypatch) as said:
            night()
        counts.append(len(said))
    assert counts[0] == counts[1]
