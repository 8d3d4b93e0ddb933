"""Weighing by any table: the shipped one gives what ``weigh`` gives, a learned one its own bits."""

from __future__ import annotations

import pytest
from hypothesis import given

from matching.engine import Person, Scope
from matching.engine.compare import compare_fully
from matching.engine.frequencies import NameFrequencies
from matching.engine.learn import weights_in_use
from matching.engine.levels import Level
from matching.engine.normalise import profile
from matching.engine.scales import SHIPPED, Scales
from matching.engine.weigh import weigh
from matching.engine.weights import WEIGHTS
from tests.unit.matching.people import UPNS, people, student


@given(people(), people())
def test_the_shipped_table_weighs_as_the_portal_does(one: Person, other: Person) -> None:
    comparison = compare_fully(profile(one), profile(other))
    names = NameFrequencies.of([profile(one)])
    for scope in Scope:
        expected = weigh(comparison, scope=scope, names=names)
        assert SHIPPED.weigh(comparison, scope=scope, names=names) == pytest.approx(expected)


def test_what_was_learned_counts_instead() -> None:
    learned = {field: dict(levels) for field, levels in weights_in_use().items()}
    learned["surname"][Level.DIFFERS] = -2.0
    scales = Scales.of(learned)
    comparison = compare_fully(profile(student(upn=UPNS[0])), profile(student(surname="Adu")))
    before = SHIPPED.weigh(comparison, scope=Scope.SCHOOL)
    now = scales.weigh(comparison, scope=Scope.SCHOOL)
    assert now - before == pytest.approx(-2.0 - WEIGHTS["surname"][Level.DIFFERS].bits)
    assert scales.fields["surname"][Level.SAME].by_name == 1
