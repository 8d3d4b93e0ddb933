"""Two single names: each kind of closeness, and what must stay apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.engine.compare_names import compare_forenames, compare_surnames
from matching.engine.levels import Level

names = st.text("abcehilmnorstvw", min_size=1, max_size=12)


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ("robert", "robert", Level.SAME),
        ("mohammed", "muhammad", Level.SPELLING),
        ("md", "mohammed", Level.SPELLING),
        ("bob", "robert", Level.NICKNAME),
        ("kath", "katherine", Level.NICKNAME),
        ("rob", "bobby", Level.NICKNAMES),
        ("tolu", "toluwani", Level.SHORTENED),
        ("shanelle", "shanele", Level.SLIP),
        ("alexandria", "alaxandira", Level.SLIP),
        ("jermayne", "jermain", Level.SOUND),
        ("j", "james", Level.INITIAL),
        ("j", "j", Level.INITIAL),
        ("j", "robert", Level.DIFFERS),
        ("emma", "ella", Level.DIFFERS),
        ("ali", "adi", Level.DIFFERS),
        ("oliver", "olivia", Level.DIFFERS),
        ("mohammedali", "mohammedhassan", Level.DIFFERS),
        ("jo", "jolyon", Level.DIFFERS),
    ],
)
def test_forenames(one: str, other: str, level: Level) -> None:
    assert compare_forenames(one, other).level is level


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ("okafor", "okafor", Level.SAME),
        ("chowdhury", "choudhary", Level.SPELLING),
        ("macallister", "mcallister", Level.SPELLING),
        ("huq", "haque", Level.SPELLING),
        ("okafor", "okafro", Level.SLIP),
        ("begum", "bibi", Level.DIFFERS),
        ("bickerstaff", "bickersteth", Level.DIFFERS),
        ("featherstonehaugh", "fetherstonhow", Level.SOUND),
        ("khan", "kaur", Level.DIFFERS),
        ("li", "lo", Level.DIFFERS),
    ],
)
def test_surnames(one: str, other: str, level: Level) -> None:
    assert compare_surnames(one, other).level is level


def test_spellings_that_look_nothing_alike_are_known_all_the_same() -> None:
    assert compare_forenames("md", "muhammad").level is Level.SPELLING
    assert compare_surnames("md", "mahamed").level is Level.SPELLING


def test_the_short_name_comes_first() -> None:
    assert compare_forenames("robert", "bob")[1:] == ("bob", "robert")
    assert compare_forenames("alexander", "sandy")[1:] == ("sandy", "alexander")
    assert compare_forenames("zuzanna", "zuz")[1:] == ("zuz", "zuzanna")


@given(names, names)
def test_the_order_of_two_names_never_matters(one: str, other: str) -> None:
    assert compare_forenames(one, other) == compare_forenames(other, one)
    assert compare_surnames(one, other) == compare_surnames(other, one)


@given(names)
def test_a_name_is_the_same_as_itself(name: str) -> None:
    assert compare_surnames(name, name).level is Level.SAME
    expected = Level.SAME if len(name) > 1 else Level.INITIAL
    assert compare_forenames(name, name).level is expected


@given(st.text("abcdefgh", min_size=4, max_size=14), st.data())
def test_one_wrong_letter_is_never_more_than_a_slip_away(name: str, data: st.DataObject) -> None:
    """The quick look that tells most names apart must not tell these apart."""
    place = data.draw(st.integers(0, len(name) - 1))
    wrong = name[:place] + "z" + name[place + 1 :]
    assert compare_surnames(name, wrong).level is not Level.DIFFERS
    assert compare_forenames(name, wrong).level is not Level.DIFFERS


@given(st.text("abcdefgh", min_size=3, max_size=30), st.integers(1, 30))
def test_the_beginning_of_a_name_is_always_recognised(name: str, length: int) -> None:
    start = name[:length]
    if len(start) != 2:
        assert compare_forenames(start, name).level is not Level.DIFFERS
