"""How common names are: bounded, the same in any order, and no account's business."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from matching.engine import Person
from matching.engine.frequencies import LISTED, MOST_ADDED, MOST_TAKEN, NameFrequencies
from matching.engine.normalise import profile
from tests.unit.matching.people import account, only, student


def counted(people: Iterable[Person]) -> NameFrequencies:
    return NameFrequencies.of(map(profile, people))


QUUXES = [student(str(number), surname="Quux") for number in range(5000)]


def test_listed_names_are_common_and_others_rare() -> None:
    assert LISTED.bits("surname", "smith") < 0 < LISTED.bits("surname", "quux") <= MOST_ADDED
    assert LISTED.bits("forename", "oliver") < LISTED.bits("forename", "xiphoid") <= MOST_ADDED


def test_a_name_that_everybody_here_has_is_common() -> None:
    assert counted(QUUXES).bits("surname", "quux") == MOST_TAKEN
    assert counted(QUUXES[:1]).bits("surname", "quux") == pytest.approx(
        LISTED.bits("surname", "quux"), abs=0.01
    )


def test_spellings_are_one_name() -> None:
    spelt = [student(str(number), forename="Mohammed") for number in range(500)]
    found = counted(spelt)
    assert found.bits("forename", "muhammad") == found.bits("forename", "mohammed")


def test_of_two_names_the_commoner_counts_in_either_order() -> None:
    smith = LISTED.bits("surname", "smith")
    assert LISTED.bits("surname", "quux", "smith") == LISTED.bits("surname", "smith", "quux")
    assert LISTED.bits("surname", "quux", "smith") == smith


def test_the_order_of_people_changes_nothing() -> None:
    people = [*QUUXES[:50], student(forename="Zuri", surname="Adu", preferred_surname="Quux")]
    one, other = counted(people), counted(reversed(people))
    assert one.bits("surname", "quux") == other.bits("surname", "quux")


def test_the_accounts_count_for_nothing() -> None:
    record = student(surname="Quux")
    near = account(record, date_of_birth=None)
    others = [account(one, f"other{one.key}", kind="staff") for one in QUUXES[:50]]
    assert only(record, near, *others) == only(record, near)
