"""Parts of many dates of birth are numbers that are equal where the texts of ``block`` are."""

from __future__ import annotations

from datetime import date
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from matching.engine.block import parts_of_birth
from matching.engine.block_many import parts_of_births

_DATES = st.one_of(
    st.dates(date(2009, 1, 1), date(2012, 12, 31)),
    st.dates(date(1900, 1, 2), date(9999, 12, 31)),
).map(lambda born: (born.year, born.month, born.day))


@given(st.lists(_DATES, max_size=6))
def test_numbers_are_equal_where_texts_are(births: list[tuple[int, int, int]]) -> None:
    swapped = [(year, day, month) for year, month, day in births if day <= 12]
    births = births + swapped
    texts = [(whole, *parts) for whole, parts in map(parts_of_birth, births)]
    numbers = parts_of_births(births).tolist()
    one_by_one = [
        pair for of_each in zip(numbers, texts, strict=True) for pair in zip(*of_each, strict=True)
    ]
    for (number, text), (another, another_text) in combinations(one_by_one, 2):
        assert (number == another) == (text == another_text)
    assert all(number > 0 for number, _ in one_by_one)


def test_no_date_has_no_parts() -> None:
    assert parts_of_births([None, (2012, 3, 14)])[0].tolist() == [0, 0, 0, 0]
    assert parts_of_births([]).shape == (0, 4)
