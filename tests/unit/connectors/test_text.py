"""Texts, years and small values as schools write them."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autoupdate.connectors.caption import caption_key, decode_caption
from autoupdate.connectors.parsing.text import (
    clean,
    email_address,
    legal_name,
    other_name,
    short_text,
    shown,
)
from autoupdate.connectors.parsing.values import is_mobile, telephone, whole_number, yes_or_no
from autoupdate.connectors.parsing.years import year_group


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("Ada", "Ada"),
        ("", ""),
        ("  Ada   Mary ", "Ada Mary"),
        ("Zoe\u0308", "Zoë"),
        ("Sm\x1fith\x00", "Smith"),
        ("a\tb\r\nc", "a b c"),
        ("a\u2003b\xa0c", "a b c"),
        ("\ufeffA\u00adda\u200b", "Ada"),
        ("O’Neill", "O’Neill"),
        ("Nguyễn Łukasz 王", "Nguyễn Łukasz 王"),
    ],
)
def test_cleaning(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


@given(st.text())
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert cleaned == cleaned.strip()
    assert "  " not in cleaned
    assert all(each.isprintable() for each in cleaned)


@given(st.text(alphabet=st.characters(categories=["L", "M"])))
def test_cleaned_letters_are_composed(text: str) -> None:
    assert unicodedata.is_normalized("NFC", clean(text))


def test_names() -> None:
    assert legal_name(" Ada ") == ("Ada", "")
    assert legal_name("-") == ("", "one_name_only")
    assert legal_name("N/A") == ("", "")
    assert legal_name("007") == ("007", "name_without_letters")
    assert legal_name("Ab" * 51) == ("Ab" * 50, "name_too_long")
    assert other_name("-") == ("", "")
    assert other_name("!!") == ("", "other_name_unusable")
    assert other_name("王") == ("王", "")


@pytest.mark.parametrize(
    ("text", "judged"),
    [
        ("a.b@school.example", ("a.b@school.example", "")),
        (" a@x.example; b@x.example", ("a@x.example", "")),
        ("zoë@école.example", ("zoë@école.example", "")),
        ("", ("", "")),
        ("a@b", ("", "email_invalid")),
        ("mailto:a@b.example", ("", "email_invalid")),
        ("a" * 250 + "@x.example", ("", "email_invalid")),
    ],
)
def test_email_addresses(text: str, judged: tuple[str, str]) -> None:
    assert email_address(text) == judged


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("Year  7", "7"),
        ("7", "7"),
        ("07", "7"),
        ("Y11", "11"),
        ("yr 3", "3"),
        ("NC Year 9", "9"),
        ("R", "R"),
        ("Reception", "R"),
        ("Year R", "R"),
        ("0", "R"),
        ("N1", "N1"),
        ("n2", "N2"),
        ("Nursery", "N2"),
        ("Nursery Y1", "N1"),
        ("Nursery Pre-school", "N1"),
        ("Year 14", "14"),
        ("X", ""),
        ("", ""),
    ],
)
def test_years(text: str, year: str) -> None:
    assert year_group(text) == (year, "")


@pytest.mark.parametrize("text", ["15", "Year 27", "Form 7A", "-1", "7.5", "seven"])
def test_what_is_no_year(text: str) -> None:
    assert year_group(text) == ("", "year_unknown")


def test_short_texts_and_what_is_shown() -> None:
    assert short_text(3)(" abc ") == ("abc", "")
    assert short_text(3)("abcd") == ("", "value_too_long")
    assert shown("a\x00" + "b" * 200) == "a" + "b" * 98 + "…"
    assert len(shown("b" * 200)) == 100


@pytest.mark.parametrize(
    ("text", "number"), [("1", 1), (" 12 ", 12), ("3.0", 3), ("", None), ("0", 0)]
)
def test_numbers(text: str, number: int | None) -> None:
    assert whole_number(text) == (number, "")


@pytest.mark.parametrize("text", ["-1", "1.5", "x", "99999", "²"])
def test_no_numbers(text: str) -> None:
    assert whole_number(text) == (None, "number_unreadable")


@pytest.mark.parametrize(
    ("text", "is_so"), [("Yes", True), ("T", True), ("0", False), ("no ", False), ("", None)]
)
def test_yes_and_no(text: str, is_so: bool | None) -> None:
    assert yes_or_no(text) == (is_so, "")


@pytest.mark.parametrize(
    ("number", "location", "mobile"),
    [
        ("07700 900123", "", True),
        ("+44 7700 900123", "", True),
        ("0044 (0)7700 900123", "H", True),
        ("020 7946 0000", "M", True),
        ("020 7946 0000", "H", False),
        ("020 7946 0000", "", False),
    ],
)
def test_mobiles(number: str, location: str, mobile: bool) -> None:
    assert is_mobile(number, location=location) is mobile


def test_telephones() -> None:
    assert telephone(" 020 7946 0000 ext. 5 ") == ("020 7946 0000 ext. 5", "")
    assert telephone("") == ("", "")
    assert telephone("0" * 41) == ("", "telephone_invalid")


def test_captions() -> None:
    assert decode_caption("Legal_x0020_Surname") == "Legal Surname"
    assert decode_caption("AM_x002F_PM") == "AM/PM"
    assert caption_key(" LEGAL  Surname ") == "legal surname"
