"""Weights: every level that can occur has one, and they keep their order."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from matching.engine import Scope
from matching.engine.compare import compare
from matching.engine.levels import Level
from matching.engine.model import Agreement
from matching.engine.normalise import profile
from matching.engine.weigh import (
    BIRTH_WEIGHTS,
    FORENAME_WEIGHTS,
    MIDDLE_NAME_WEIGHTS,
    SCOPE_WEIGHTS,
    SURNAME_WEIGHTS,
    UPN_WEIGHTS,
    YEAR_GROUP_WEIGHTS,
    points,
    weigh,
)
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


def test_a_weight_is_the_sum_of_its_parts() -> None:
    found = compare(profile(student()), profile(student()))
    assert found is not None
    assert weigh(found, scope=Scope.SCHOOL) == -10.0 + 8.0 + 7.5 + 11.0


def test_points_run_from_0_to_100() -> None:
    assert points(0) == 50.0
    assert points(8) == 80.0
    assert 0 <= points(-60) < points(-8) < points(60) <= 100
