"""Blocking keys: whatever way a person is written twice, a key is left in common."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given

from matching.engine import Person, blocking_keys, keys_version, upn_key
from matching.engine.block import Index
from tests.unit.matching.people import BORN, UPNS, people, people_of_any_text, staff, student

ROBERT = student(forename="Robert", surname="Smith", upn=UPNS[0])


@pytest.mark.parametrize(
    "other",
    [
        student(forename="Zebedee", surname="Quux"),
        student(forename="Zebedee", surname="Quux", date_of_birth=None, upn=UPNS[0]),
        student(forename="Zebedee", surname="Smyth", date_of_birth=date(2012, 3, 1)),
        student(forename="Zebedee", surname="Smyth", date_of_birth=date(2012, 9, 14)),
        student(forename="Zebedee", surname="Smyth", date_of_birth=date(1999, 3, 14)),
        student(forename="Robbert", surname="Quux", date_of_birth=date(2012, 3, 1)),
        student(forename="Robert", surname="Smith", date_of_birth=None),
        student(forename="Bob", surname="Smith", date_of_birth=None),
        student(forename="X", preferred_forename="Rob", surname="Smyth", date_of_birth=None),
        student(forename="James", middle_names="Robert", surname="Smith", date_of_birth=None),
        student(forename="Robert John", surname="Smith", date_of_birth=None),
        student(forename="Robert", surname="Jones-Smith", date_of_birth=None),
        student(forename="Robert", surname="Smith Jones", date_of_birth=None),
        student(forename="Robert", surname="Jones", former_surname="Smith", date_of_birth=None),
        student(forename="Robert", surname="X", preferred_surname="Smith", date_of_birth=None),
        student(forename="Smith", surname="Robert", date_of_birth=None),
    ],
)
def test_a_key_is_left_in_common(other: Person) -> None:
    assert blocking_keys(ROBERT) & blocking_keys(other)


def test_swapped_day_and_month_meet() -> None:
    one = student(forename="A", surname="B", date_of_birth=date(2012, 3, 4))
    other = student(forename="C", surname="D", date_of_birth=date(2012, 4, 3))
    assert blocking_keys(one) & blocking_keys(other) == {"dp20120304"}


def test_one_name_is_a_key_of_its_own() -> None:
    one = student(forename="", surname="Suharto", date_of_birth=None)
    other = student(forename="Suharto", surname="", date_of_birth=None)
    assert blocking_keys(one)
    assert blocking_keys(other)
    assert blocking_keys(student(forename="", surname="", date_of_birth=None)) == frozenset()


def test_kinds_never_meet() -> None:
    teacher = staff(forename="Robert", surname="Smith", date_of_birth=BORN, upn=UPNS[0])
    assert not blocking_keys(ROBERT) & blocking_keys(teacher)


@given(people(), people())
def test_no_two_kinds_share_a_key(one: Person, other: Person) -> None:
    if one.kind != other.kind:
        assert not blocking_keys(one) & blocking_keys(other)


@given(people_of_any_text(60))
def test_keys_are_short_texts_for_any_unicode(person: Person) -> None:
    for key in blocking_keys(person):
        assert 2 < len(key) <= 40
        assert key.isascii()


def test_a_upn_has_its_own_key() -> None:
    assert upn_key(UPNS[0]) in blocking_keys(ROBERT)
    assert upn_key(UPNS[0]) == f"u:{UPNS[0]}"


def test_the_version_names_recipe_and_tables() -> None:
    recipe, _, digest = keys_version().partition("-")
    assert recipe.isdigit()
    assert digest


def test_the_index_finds_each_place_once() -> None:
    index = Index([["a", "b"], ["b"], ["c"]])
    assert index.find(["a", "b"]) == {0, 1}
    assert index.find(["x"]) == set()
