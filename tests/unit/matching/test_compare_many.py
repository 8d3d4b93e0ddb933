"""The first look at many pairs: it only ever says what the engine's comparison says."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.engine.compare_many import (
    Collections,
    Names,
    forename_knowledge,
    surname_knowledge,
)
from matching.engine.compare_names import compare_forenames, compare_surnames
from matching.engine.levels import Level
from matching.engine.sounds import forename_sound, surname_sound

_LETTERS = st.text("abeilmnort", min_size=1, max_size=9)
_NAMES = st.one_of(
    st.sampled_from(["robert", "bob", "rob", "mohammed", "md", "macdonald", "mcdonald", "ella"]),
    _LETTERS,
)


def _variants(name: str) -> list[str]:
    """A name, and what comes of it by a slip, by shortening or by writing it as it sounds."""
    found = (name, name[1:], name[:-1], name[:3], name[1::-1] + name[2:], name + "e", name + "la")
    return [*filter(None, found)]


@given(st.lists(_NAMES, min_size=1, max_size=4))
def test_names_that_look_different_do_differ(few: list[str]) -> None:
    names = [variant for name in few for variant in _variants(name)]
    places = np.repeat(np.arange(len(names)), len(names))
    others = np.tile(np.arange(len(names)), len(names))
    for knowledge, sound, compare in (
        (forename_knowledge, forename_sound, compare_forenames),
        (surname_knowledge, surname_sound, compare_surnames),
    ):
        known = Names(names, knowledge=knowledge, sound=sound)
        for one, other, differ in zip(
            places.tolist(), others.tolist(), known.differ(known, places, others), strict=True
        ):
            if differ:
                assert compare(names[one], names[other]).level is Level.DIFFERS


def test_most_that_differ_are_found() -> None:
    ours, theirs = (
        Names(names, knowledge=forename_knowledge, sound=forename_sound)
        for names in (["olivia", "bob", "martina"], ["zed", "marianne"])
    )
    first, others = np.arange(3), np.array([0, 0, 1])
    assert ours.differ(theirs, first, others).tolist() == [True, True, True]


@pytest.mark.parametrize(
    ("one", "other"),
    [("j", "james"), ("toluwani", "tolu"), ("olivia", "olvia"), ("shaun", "sean"), ("bob", "rob")],
)
def test_what_is_alike_is_left_to_the_comparison(one: str, other: str) -> None:
    names = Names([one, other], knowledge=forename_knowledge, sound=forename_sound)
    assert names.differ(names, np.array([0]), np.array([1])).tolist() == [False]


def test_names_with_a_letter_three_times_are_not_told_apart_by_it() -> None:
    names = Names(["aaaab", "aaaac"], knowledge=surname_knowledge, sound=surname_sound)
    assert names.differ(names, np.array([0]), np.array([1])).tolist() == [False]


def test_what_has_a_text_in_common_may_share_one() -> None:
    some = Collections([["a", "b"], ["b"], []])
    pairs = np.array([0, 0, 2, 2]), np.array([1, 0, 1, 2])
    assert some.may_share(some, *pairs).tolist() == [True, True, False, False]


def test_hardly_anything_else_may_share_one() -> None:
    ones, others = Collections([[f"a{n}"] for n in range(99)]), Collections([["b"]])
    places = np.arange(99)
    assert ones.may_share(others, places, np.zeros_like(places)).sum() < 9
