"""Two people, field by field: every way in which one person may be written twice."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given

from matching.engine import Person
from matching.engine.compare import compare, compare_fully
from matching.engine.levels import Comparison, Level
from matching.engine.normalise import profile
from tests.unit.matching.people import UPNS, people, student


def compared(one: Person, other: Person) -> Comparison:
    found = compare(profile(one), profile(other))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ({"forename": "Robert"}, {"forename": "ROBERT"}, Level.SAME),
        ({"forename": "Anne-Marie"}, {"forename": "Annemarie"}, Level.SAME),
        ({"forename": "Anne-Marie"}, {"forename": "Marie"}, Level.PART),
        ({"forename": "Robert"}, {"forename": "X", "preferred_forename": "Robert"}, Level.SAME),
        ({"forename": "Bob"}, {"forename": "Robert"}, Level.NICKNAME),
        ({"forename": "James"}, {"forename": "Robert", "middle_names": "James"}, Level.MIDDLE),
        (
            {"forename": "James", "preferred_forename": "Bob"},
            {"forename": "Robert", "middle_names": "James"},
            Level.NICKNAME,
        ),
        ({"forename": "Zed", "middle_names": "Al"}, {"forename": "Quentin"}, Level.DIFFERS),
        ({"forename": ""}, {"forename": "Robert"}, Level.MISSING),
        (
            {"forename": "Mohammed", "preferred_forename": "Ali"},
            {"forename": "Mohammed", "preferred_forename": "Hassan"},
            Level.KNOWN_AS,
        ),
        (
            {"forename": "Robert", "preferred_forename": "Bob"},
            {"forename": "Robert", "preferred_forename": "Rob"},
            Level.SAME,
        ),
        (
            {"forename": "Robert", "preferred_forename": "Bob"},
            {"forename": "Robert"},
            Level.SAME,
        ),
    ],
)
def test_forenames(one: dict[str, Any], other: dict[str, Any], level: Level) -> None:
    assert compared(student(**one), student(**other)).forename.level is level


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ({"surname": "O'Neill"}, {"surname": "ONEILL"}, Level.SAME),
        ({"surname": "Okafor"}, {"surname": "X", "preferred_surname": "Okafor"}, Level.SAME),
        ({"surname": "Eze"}, {"surname": "Okafor", "former_surname": "Eze"}, Level.FORMER),
        (
            {"surname": "Adu", "former_surname": "Eze"},
            {"surname": "Okafor", "former_surname": "Eze"},
            Level.FORMER,
        ),
        ({"surname": "Smith-Jones"}, {"surname": "Jones"}, Level.PART),
        ({"surname": "van den Berg"}, {"surname": "Berg"}, Level.PARTICLE),
        ({"surname": "Al Hassani"}, {"surname": "El Hassani"}, Level.PARTICLE),
        ({"surname": "Smith-Jones"}, {"surname": "Quux"}, Level.DIFFERS),
        ({"surname": ""}, {"surname": "Okafor"}, Level.MISSING),
        ({"surname": "Chowdhury"}, {"surname": "Choudhury"}, Level.SPELLING),
    ],
)
def test_surnames(one: dict[str, Any], other: dict[str, Any], level: Level) -> None:
    assert compared(student(**one), student(**other)).surname.level is level


def test_swapped_forename_and_surname() -> None:
    found = compared(
        student(forename="Okafor", surname="Zuri"), student(forename="Zuri", surname="Okafor")
    )
    assert (found.forename.level, found.surname.level) == (Level.EXCHANGED, Level.EXCHANGED)
    half = compare(
        profile(student(forename="Okafor", surname="Zuri")),
        profile(student(forename="Quentin", surname="Okafor")),
    )
    assert half is None


@pytest.mark.parametrize(
    ("swapped", "level"),
    [
        ({"forename": "Okafor", "surname": "Olvia"}, Level.EXCHANGED),
        ({"forename": "Okafro", "surname": "Olivia"}, Level.EXCHANGED),
        ({"forename": "Okafor", "surname": "Quentin"}, Level.DIFFERS),
        ({"forename": "Okafro", "surname": "Olvia"}, Level.DIFFERS),
    ],
)
def test_of_two_exchanged_names_one_may_be_mistyped(swapped: dict[str, Any], level: Level) -> None:
    olivia = profile(student(forename="Olivia", surname="Okafor"))
    other = profile(student(**swapped))
    assert compare_fully(olivia, other).forename.level is level
    assert compare_fully(other, olivia) == compare_fully(olivia, other)
    assert (compare(olivia, other) is None) == (level is Level.DIFFERS)
    another_day = profile(student(**swapped, date_of_birth=date(2001, 9, 9)))
    assert compare_fully(olivia, another_day).forename.level is Level.DIFFERS


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ("", "Grace", Level.MISSING),
        ("Grace May", "Grace-May", Level.SAME),
        ("Grace May", "May", Level.SOME),
        ("G", "Grace", Level.SOME),
        ("Grace", "Zuri", Level.DIFFERS),
    ],
)
def test_middle_names(one: str, other: str, level: Level) -> None:
    found = compared(student(middle_names=one), student(middle_names=other))
    assert found.middle_names is level


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ("7", "7", Level.SAME),
        ("R", "1", Level.NEXT_YEAR),
        ("7", "11", Level.DIFFERS),
        ("", "11", Level.MISSING),
    ],
)
def test_year_groups(one: str, other: str, level: Level) -> None:
    assert compared(student(year_group=one), student(year_group=other)).year_group is level


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        (UPNS[0], UPNS[0], Level.SAME),
        (UPNS[0], UPNS[1], Level.DIFFERS),
        (UPNS[0], "", Level.MISSING),
        ("A801200005001", "A801200005001", Level.MISSING),
    ],
)
def test_upns(one: str, other: str, level: Level) -> None:
    assert compared(student(upn=one), student(upn=other)).upn is level


@pytest.mark.parametrize(
    "other",
    [
        student(forename="Zebedee", surname="Quux"),
        student(forename="Zebedee", date_of_birth=date(2001, 9, 9)),
        student(forename="Zebedee", date_of_birth=date(2013, 3, 14)),
        student(surname="Quux", date_of_birth=date(2001, 9, 9)),
    ],
)
def test_two_that_cannot_be_one_person(other: Person) -> None:
    assert compare(profile(student()), profile(other)) is None


def test_a_upn_makes_anybody_worth_comparing() -> None:
    other = student(forename="Zed", surname="Quux", date_of_birth=date(2001, 9, 9), upn=UPNS[0])
    found = compared(student(upn=UPNS[0]), other)
    assert found.contradicts_upn


@pytest.mark.parametrize(
    ("other", "contradicts"),
    [
        (student(), False),
        (student(forename="Zebedee"), False),
        (student(surname="Quux"), False),
        (student(forename="Zebedee", surname="Quux"), False),
        (student(date_of_birth=date(2001, 9, 9)), False),
        (student(surname="Quux", date_of_birth=date(2001, 9, 9)), False),
        (student(forename="Zebedee", date_of_birth=date(2001, 9, 9)), True),
        (student(forename="Zebedee", surname="Quux", date_of_birth=None), True),
        (student(forename="", surname="Quux", date_of_birth=None), True),
        (student(forename="", surname="", date_of_birth=None), False),
    ],
)
def test_what_contradicts_a_upn(other: Person, contradicts: bool) -> None:
    found = compare(
        profile(student(upn=UPNS[0])), profile(Person(**{**_fields(other), "upn": UPNS[0]}))
    )
    assert found is not None
    assert found.contradicts_upn is contradicts


def _fields(person: Person) -> dict[str, Any]:
    return {name: getattr(person, name) for name in Person.__dataclass_fields__}


def test_exact_needs_all_three_and_no_hint_of_two_people() -> None:
    assert compared(student(), student()).is_exact
    assert not compared(student(), student(date_of_birth=None)).is_exact
    assert not compared(student(forename="J"), student(forename="J")).is_exact
    assert not compared(student(), student(surname="Okafro")).is_exact
    two = compared(student(middle_names="Grace"), student(middle_names="Zuri"))
    assert not two.is_exact


@given(people(), people())
def test_comparing_is_symmetric(one: Person, other: Person) -> None:
    left, right = profile(one), profile(other)
    assert compare(left, right) == compare(right, left)


@given(people(), people())
def test_compared_to_the_end_is_the_same_where_they_may_be_one_person(
    one: Person, other: Person
) -> None:
    found = compare(profile(one), profile(other))
    whole = compare_fully(profile(one), profile(other))
    assert found in (None, whole)
    assert compare_fully(profile(other), profile(one)) == whole


def test_swapped_names_are_found_to_the_end_too() -> None:
    one, other = student(forename="Zuri", surname="Adu"), student(forename="Adu", surname="Zuri")
    whole = compare_fully(profile(one), profile(other))
    assert whole == compared(one, other)
    assert whole.forename.level is Level.EXCHANGED
