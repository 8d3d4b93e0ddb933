"""Searching among people who wait: words in any order, with accents or without."""

from __future__ import annotations

import pytest

from accounts.queries.names import has_plain_words, plain
from matching.models import MisPerson
from matching.queries.queue import Wanted, place_of
from tests.integration.conftest import Cast
from tests.integration.matching.scenes import ask


@pytest.mark.parametrize(
    "words",
    [
        "zoe",
        "ZO\u00cb",
        "garcia zoe",
        "zoe lunn",
        "o'garcia",
        "\u2019garc\u00eda zo\u00eb",
        "zoe\u0308",
        "skold",
    ],
)
def test_whoever_types_plain_letters_finds_them(cast: Cast, words: str) -> None:
    person = ask(
        cast.school_mis,
        legal_forename="Zo\u00eb",
        legal_surname="O\u2019Garc\u00eda-\u0141unn",
        former_surname="Sk\u00f6ld",
    ).person
    ask(cast.school_mis, legal_forename="Ann", legal_surname="Smith")
    found = MisPerson.objects.filter(has_plain_words(words))
    assert list(found) == [person]
    assert place_of(person, Wanted(q=words)).total == 1


def test_every_word_must_be_found(cast: Cast) -> None:
    ask(cast.school_mis, legal_forename="Zo\u00eb", legal_surname="Quist")
    assert not MisPerson.objects.filter(has_plain_words("zoe smith")).exists()


def test_both_sides_are_made_plain_alike() -> None:
    assert plain("\u00d8RJAN \u0141uk\u00e1\u0161 D\u2019\u00c9tang") == "orjan lukas d'etang"
