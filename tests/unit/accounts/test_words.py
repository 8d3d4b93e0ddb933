"""Years, kinds, masked UPNs and names as pages say them."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from accounts.converters import PLURALS, KindConverter
from accounts.models import AccountKind
from accounts.words import (
    HEADINGS,
    PEOPLE,
    counted,
    masked_upn,
    place_words,
    with_legal_name,
    year_words,
)


@pytest.mark.parametrize(
    ("code", "words"),
    [("9", "Year 9"), ("R", "Reception"), ("N2", "Nursery 2"), ("", ""), ("X", "X")],
)
def test_years(code: str, words: str) -> None:
    assert year_words(code) == words


def test_the_tables_have_both_kinds() -> None:
    assert set(PEOPLE) == set(HEADINGS) == set(PLURALS) == set(AccountKind)


def test_kinds_in_addresses_come_back() -> None:
    converter = KindConverter()
    for kind in AccountKind:
        assert converter.to_python(converter.to_url(kind)) is kind


@pytest.mark.parametrize(
    ("number", "kind", "words"),
    [
        (1, "student", "1 pupil"),
        (2000, "student", "2,000 pupils"),
        (0, "staff", "0 members of staff"),
    ],
)
def test_counting(number: int, kind: str, words: str) -> None:
    assert counted(number, kind) == words


def test_a_place_in_a_school() -> None:
    place = SimpleNamespace(year_group="9", reg_group="9B", job_title="")
    assert place_words(place) == "Year 9, 9B"
    assert place_words(SimpleNamespace(year_group="", reg_group="", job_title="Head")) == "Head"


def test_a_upn_shows_its_end_alone() -> None:
    assert masked_upn("B801200005001") == f"{'•' * 10}001"
    assert masked_upn("") == ""


@pytest.mark.parametrize(
    ("legal", "preferred", "words"),
    [
        ("Robert", "Bob", "Robert (known as Bob)"),
        ("Robert", "Robert", "Robert"),
        ("Robert", "", "Robert"),
        ("", "Bob", "Bob"),
        ("", "", ""),
    ],
)
def test_names(legal: str, preferred: str, words: str) -> None:
    assert with_legal_name(legal, preferred) == words
