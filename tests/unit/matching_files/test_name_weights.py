"""The most that two combinations of names can weigh: never less than the engine's weight."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.engine.frequencies import NameFrequencies
from matching.engine.levels import Level
from matching.engine.model import Person
from matching.engine.normalise import profile
from matching.engine.weigh import FORENAME_WEIGHTS
from matching.files.columns.name_fields import FORENAMES, SURNAMES, Field
from matching.files.columns.weights import NameWeights
from tests.unit.matching.people import people, people_of_any_text

_PEOPLE = st.lists(st.one_of(people(middle_names=st.just("")), people_of_any_text(6)), max_size=5)


@pytest.mark.parametrize("field", [FORENAMES, SURNAMES])
@given(_PEOPLE, _PEOPLE)
def test_names_weigh_no_less_by_the_column(
    field: Field, some: list[Person], others: list[Person]
) -> None:
    ours, theirs = (
        [profile(one)._replace(middle_names=()) for one in each] for each in (some, others)
    )
    names = NameFrequencies.of(ours)
    table = NameWeights(ours, theirs, field=field, names=names)
    ones, places = np.divmod(np.arange(len(ours) * len(theirs)), max(1, len(theirs)))
    differ = table.differ(ones, places).tolist()
    most = table.bits(ones, places).tolist()
    for one, other, differs, bits in zip(ones.tolist(), places.tolist(), differ, most, strict=True):
        found = field.whole(ours[one], theirs[other])
        share = field.by_name.get(found.level, 0.0)
        weight = field.weights[found.level]
        if share:
            weight += share * names.bits(field.name, found.left, found.right)
        assert bits >= weight
        assert found.level is Level.DIFFERS or not differs
    assert table.bits(ones, places).tolist() == most  # as they were found before


def test_most_names_that_differ_are_known_to() -> None:
    ours, theirs = (
        [profile(Person(key="", kind="student", legal_forename=name)) for name in names]
        for names in (["Olivia", "Bob"], ["Zed", "Robert", ""])
    )
    table = NameWeights(ours, theirs, field=FORENAMES, names=NameFrequencies.of(ours))
    pairs = np.array([0, 0, 1, 1]), np.array([0, 1, 1, 2])
    assert table.differ(*pairs).tolist() == [True, True, False, False]
    bits = table.bits(*pairs).tolist()
    assert bits[0] == bits[1] == FORENAME_WEIGHTS[Level.DIFFERS] < min(bits[2:])
