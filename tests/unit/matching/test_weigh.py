"""Weights: every level that can occur has one, and they keep their order."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from matching.engine import Person, Scope
from matching.engine.compare import compare
from matching.engine.frequencies import LISTED, MOST_TAKEN, NameFrequencies
from matching.engine.knowledge import rows
from matching.engine.levels import Comparison, Level
from matching.engine.model import Agreement
from matching.engine.normalise import profile
from matching.engine.weigh import (
    BIRTH_WEIGHTS,
    FORENAME_BY_NAME,
    FORENAME_WEIGHTS,
    MIDDLE_NAME_WEIGHTS,
    SURNAME_BY_NAME,
    SURNAME_WEIGHTS,
    UPN_WEIGHTS,
    YEAR_GROUP_WEIGHTS,
    points,
    weigh,
)
from matching.engine.weights import SCOPE_WEIGHTS
from tests.unit.matching.people import student

TABLES = [
    FORENAME_WEIGHTS,
    SURNAME_WEIGHTS,
    BIRTH_WEIGHTS,
    UPN_WEIGHTS,
    MIDDLE_NAME_WEIGHTS,
    YEAR_GROUP_WEIGHTS,
]


def test_every_level_is_weighed_somewhere() -> None:
    assert {level for table in TABLES for level in table} == set(Level)
    assert set(SCOPE_WEIGHTS) == set(Scope)


@pytest.mark.parametrize("table", TABLES)
def test_same_weighs_most_and_differs_least(table: Mapping[Level, float]) -> None:
    assert max(table.values()) == table[Level.SAME]
    assert min(table.values()) == table[Level.DIFFERS] < 0


@pytest.mark.parametrize("table", TABLES)
def test_missing_weighs_nothing_and_close_never_less(table: Mapping[Level, float]) -> None:
    assert table[Level.MISSING] == 0
    assert all(weight >= 0 for level, weight in table.items() if level.agreement is Agreement.CLOSE)


@pytest.mark.parametrize(
    ("weights", "shares"),
    [(FORENAME_WEIGHTS, FORENAME_BY_NAME), (SURNAME_WEIGHTS, SURNAME_BY_NAME)],
)
def test_the_commonest_name_still_agrees(
    weights: Mapping[Level, float], shares: Mapping[Level, float]
) -> None:
    assert all(weights[level] + share * MOST_TAKEN >= 0 for level, share in shares.items())


def test_the_table_is_complete_and_says_where_it_comes_from() -> None:
    lines = list(rows("weights"))
    assert {line[0] for line in lines} == {*Comparison._fields, "scope"}
    assert len({tuple(line[:2]) for line in lines}) == len(lines)
    for *_, by_name, source, on in lines:
        assert 0 <= float(by_name) <= 1
        assert source
        assert date.fromisoformat(on) >= date(2026, 11, 25)


def test_a_weight_is_the_sum_of_its_parts() -> None:
    assert weighed(student(), student()) == pytest.approx(
        SCOPE_WEIGHTS[Scope.SCHOOL]
        + FORENAME_WEIGHTS[Level.SAME]
        + LISTED.bits("forename", "olivia")
        + SURNAME_WEIGHTS[Level.SAME]
        + LISTED.bits("surname", "okafor")
        + BIRTH_WEIGHTS[Level.SAME]
    )


def weighed(one: Person, other: Person, names: NameFrequencies = LISTED) -> float:
    found = compare(profile(one), profile(other))
    assert found is not None
    return weigh(found, scope=Scope.SCHOOL, names=names)


def test_a_rare_name_says_more_than_a_common_one() -> None:
    smith, rare = student(surname="Smith"), student(surname="Okonkwo-Smythe")
    assert weighed(smith, smith) < weighed(rare, rare)
    near_smith, near_rare = student(surname="Smitth"), student(surname="Okonkwo-Smyhte")
    assert weighed(smith, near_smith) < weighed(rare, near_rare)


def test_a_missing_name_has_no_rarity() -> None:
    blank = student(surname="")
    assert weighed(blank, student(surname="Smith")) == weighed(blank, student(surname="Quux"))


def test_points_run_from_0_to_100() -> None:
    assert points(0) == 50.0
    assert points(8) == 80.0
    assert 0 <= points(-60) < points(-8) < points(60) <= 100
