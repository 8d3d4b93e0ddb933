"""Many pairs of dates at once: each is compared as the engine compares two."""

from __future__ import annotations

from datetime import date

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from matching.engine.compare_births import Birth, compare_births
from matching.engine.compare_births_many import LEVELS, Births

_DATES = st.one_of(
    st.dates(date(2009, 1, 1), date(2012, 12, 31)),
    st.dates(date(1900, 1, 2)),
    st.sampled_from([date(2012, 3, 14), date(2021, 3, 14), date(2012, 12, 11), date(2012, 11, 12)]),
).map(lambda day: (day.year, day.month, day.day))
_BIRTHS = st.one_of(st.none(), _DATES, _DATES)


@st.composite
def _births(draw: st.DrawFn) -> list[Birth | None]:
    """Strategy: dates, many of which have parts in common."""
    found = draw(st.lists(_BIRTHS, min_size=1, max_size=5))
    parts = [part for birth in found if birth for part in birth[1:] if part <= 12]
    mixed = st.tuples(st.just(2012), st.sampled_from(parts or [1]), st.sampled_from(parts or [1]))
    return [*found, *draw(st.lists(mixed, max_size=4))]


@given(_births(), _births())
def test_levels_are_those_of_one_comparison(
    ours: list[Birth | None], theirs: list[Birth | None]
) -> None:
    places = np.repeat(np.arange(len(ours)), len(theirs))
    others = np.tile(np.arange(len(theirs)), len(ours))
    codes = Births(ours).levels(Births(theirs), places, others)
    assert [LEVELS[code] for code in codes.tolist()] == [
        compare_births(ours[one], theirs[other])
        for one, other in zip(places.tolist(), others.tolist(), strict=True)
    ]


def test_no_dates_and_no_pairs_are_no_fault() -> None:
    none = np.array([], dtype=np.int64)
    assert Births([]).levels(Births([(2012, 3, 14)]), none, none).tolist() == []
