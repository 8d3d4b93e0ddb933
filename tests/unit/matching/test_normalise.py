"""Names as a–z, and people as the engine compares them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.engine import Person, ascii_letters
from matching.engine.normalise import LONGEST_NAME, permanent_upn, profile, read_name
from tests.unit.matching.people import UPNS, people_of_any_text, staff, student


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("O'Neill", "oneill"),
        ("O’Neill", "oneill"),
        ("  ANNE-Marie ", "annemarie"),
        ("Łukasz", "lukasz"),
        ("Nguyễn", "nguyen"),
        ("Đặng", "dang"),
        ("Øystein", "oystein"),
        ("Weiß", "weiss"),
        ("Işık", "isik"),
        ("İpek", "ipek"),
        ("Æsa Þór", "aesathor"),
        ("Zoe\u0308", "zoe"),
        ("ﬁona", "fiona"),
        ("Иван", "ivan"),
        ("Γιώργος", "giorgos"),
        ("محمد", "mhmd"),
        ("王伟", "wangwei"),
        ("ʻokina", "okina"),
        ("Sam\u200d\u00adson", "samson"),
        ("J. R.", "jr"),
        ("D'Arcy 2", "darcy"),
        ("½ 🙂 42", ""),
        ("", ""),
    ],
)
def test_any_name_becomes_plain_letters(typed: str, plain: str) -> None:
    assert ascii_letters(typed) == plain


@given(st.text())
def test_nothing_but_a_to_z_comes_out(text: str) -> None:
    plain = ascii_letters(text)
    assert plain == "" or (plain.isascii() and plain.isalpha() and plain.islower())
    assert ascii_letters(plain) == plain[:LONGEST_NAME]


@given(st.text(st.characters(codec="ascii")))
def test_a_plain_name_is_read_as_it_would_be_beside_an_accent(text: str) -> None:
    """Names without accents are read in a shorter way."""
    assert (
        read_name(text[: LONGEST_NAME - 2]).words
        == read_name(f"{text[: LONGEST_NAME - 2]} é").words[:-1]
    )


def test_a_name_is_read_no_further_than_needed() -> None:
    assert len(ascii_letters("a" * 1000)) == LONGEST_NAME


@pytest.mark.parametrize(
    ("typed", "words", "core", "parts"),
    [
        ("Smith", ("smith",), "", ()),
        ("Smith-Jones", ("smith", "jones"), "", ("smith", "jones")),
        ("van den Berg", ("van", "den", "berg"), "berg", ("berg",)),
        ("de la Cruz Wu", ("de", "la", "cruz", "wu"), "cruzwu", ("cruz",)),
    ],
)
def test_words_core_and_parts(
    typed: str, words: tuple[str, ...], core: str, parts: tuple[str, ...]
) -> None:
    name = read_name(typed)
    assert (name.words, name.core, name.parts) == (words, core, parts)


def test_blank_preferred_names_mean_the_legal_ones() -> None:
    plain = profile(student(forename="Robert", surname="Okafor"))
    assert (plain.forenames, plain.surnames, plain.known_as) == (("robert",), ("okafor",), "")
    same = profile(student(forename="Robert", preferred_forename="ROBERT"))
    assert (same.forenames, same.known_as) == (("robert",), "")


def test_preferred_names_come_second_and_stand_alone_if_need_be() -> None:
    both = profile(student(forename="Robert", preferred_forename="Bob"))
    assert (both.forenames, both.known_as) == (("robert", "bob"), "bob")
    alone = profile(student(forename="", preferred_forename="Bob", surname=""))
    assert (alone.forenames, alone.surnames) == (("bob",), ())


def test_a_former_surname_counts_only_if_it_is_another() -> None:
    assert profile(student(surname="Okafor", former_surname="OKAFOR")).former_surname == ""
    assert profile(student(surname="Okafor", former_surname="Eze")).former_surname == "eze"


@pytest.mark.parametrize("born", [None, date(1900, 1, 1), date(1899, 12, 30)])
def test_a_placeholder_is_no_date_of_birth(born: date | None) -> None:
    assert profile(student(date_of_birth=born)).birth is None


def test_a_date_of_birth_is_year_month_day() -> None:
    assert profile(student(date_of_birth=date(2012, 3, 14))).birth == (2012, 3, 14)


@pytest.mark.parametrize(
    ("typed", "year"), [("7", 7), (" r ", 0), ("N1", -2), ("Year 7", None), ("", None)]
)
def test_year_groups_are_numbers(typed: str, year: int | None) -> None:
    assert profile(student(year_group=typed)).year == year


def test_only_a_students_valid_permanent_upn_counts() -> None:
    assert permanent_upn(student(upn=f" {UPNS[0].lower()} ")) == UPNS[0]
    assert permanent_upn(student(upn="A801200005001")) == ""
    assert permanent_upn(student()) == ""
    assert permanent_upn(staff(upn=UPNS[0])) == ""


@given(people_of_any_text())
def test_no_text_makes_a_profile_fail(person: Person) -> None:
    assert len(profile(person).forenames) <= 2
