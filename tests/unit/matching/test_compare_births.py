"""Two dates of birth, and the ways to mistype one."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.engine.compare_births import Birth, compare_births, may_be_same
from matching.engine.levels import Level

births = st.dates(date(2001, 1, 1), date(2004, 12, 31)).map(lambda d: (d.year, d.month, d.day))


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ((2012, 3, 14), (2012, 3, 14), Level.SAME),
        ((2012, 3, 4), (2012, 4, 3), Level.DAY_AND_MONTH),
        ((2012, 3, 14), (2012, 3, 15), Level.DIGIT),
        ((2012, 3, 14), (2013, 3, 14), Level.DIGIT),
        ((2012, 3, 14), (2021, 3, 14), Level.DIGIT),
        ((2012, 3, 12), (2012, 3, 21), Level.DIGIT),
        ((2012, 3, 14), (2012, 3, 29), Level.DAY_ONLY),
        ((2012, 3, 14), (2012, 12, 14), Level.MONTH_ONLY),
        ((2012, 3, 14), (1987, 3, 14), Level.YEAR_ONLY),
        ((2012, 3, 14), (2011, 4, 14), Level.DIFFERS),
        ((2012, 3, 14), None, Level.MISSING),
        (None, (2012, 3, 14), Level.MISSING),
        (None, None, Level.MISSING),
    ],
)
def test_levels(one: Birth | None, other: Birth | None, level: Level) -> None:
    assert compare_births(one, other) is level


@given(births, births)
def test_the_order_never_matters(one: Birth, other: Birth) -> None:
    assert compare_births(one, other) is compare_births(other, one)


@given(births, births)
def test_only_equal_dates_are_the_same(one: Birth, other: Birth) -> None:
    assert (compare_births(one, other) is Level.SAME) == (one == other)


@given(births | st.none(), births | st.none())
def test_a_quick_look_finds_what_may_be_the_same(one: Birth | None, other: Birth | None) -> None:
    exchanged = other and (other[0], other[2], other[1])
    for another in (other, exchanged, one):
        level = compare_births(one, another)
        alike = level in (Level.SAME, Level.MISSING, Level.DAY_AND_MONTH)
        assert may_be_same(one, another) == alike
