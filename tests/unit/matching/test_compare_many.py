"""The first look at many pairs: it only ever says what the engine's comparison says."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from matching.engine.compare_many import Names, forename_knowledge, masks, surname_knowledge
from matching.engine.compare_names import compare_forenames, compare_surnames
from matching.engine.levels import Level

_LETTERS = st.text("abeilmnort", min_size=1, max_size=9)
_NAMES = st.one_of(
    st.sampled_from(["robert", "bob", "rob", "mohammed", "md", "macdonald", "mcdonald", "ella"]),
    _LETTERS,
)


@given(st.lists(_NAMES, min_size=1, max_size=12))
def test_names_that_look_different_do_differ(names: list[str]) -> None:
    places = np.repeat(np.arange(len(names)), len(names))
    others = np.tile(np.arange(len(names)), len(names))
    for knowledge, compare in (
        (forename_knowledge, compare_forenames),
        (surname_knowledge, compare_surnames),
    ):
        known = Names(names, knowledge=knowledge)
        for one, other, differ in zip(
            places.tolist(), others.tolist(), known.differ(known, places, others), strict=True
        ):
            if differ:
                assert compare(names[one], names[other]).level is Level.DIFFERS


def test_most_that_differ_are_found() -> None:
    ours, theirs = (
        Names(names, knowledge=forename_knowledge) for names in (["olivia", "bob"], ["zed"])
    )
    first = np.arange(2)
    assert ours.differ(theirs, first, first * 0).tolist() == [True, True]


def test_names_with_a_letter_three_times_are_not_told_apart_by_it() -> None:
    names = Names(["aaaab", "aaaac"], knowledge=surname_knowledge)
    assert names.differ(names, np.array([0]), np.array([1])).tolist() == [False]


def test_masks_share_a_bit_where_anything_is_shared() -> None:
    one, other, nothing = masks([["a", "b"], ["b"], []])
    assert one & other
    assert not nothing & other
