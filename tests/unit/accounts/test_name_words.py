"""Names and questions as the search reads them."""

from __future__ import annotations

import pytest

from accounts.name_words import (
    asked_marks,
    asked_words,
    authority_mark,
    marks_of,
    patterns,
    spelled,
    words_of,
)

ANNE = spelled(["Anne-Marie", "O’Neill", "", "Żak"], username="aoneill2.301")


def finds(question: str, spelling: str = ANNE, *, wide: bool = True) -> bool:
    """Whether the question finds the spelling, by marks and patterns alike."""
    words = asked_words(question)
    marks = marks_of(spelling, kind="student", authorities=[7])
    fits = [each.strip("%") in spelling for each in patterns(words, whole_if_short=wide)]
    asked = asked_marks(words)
    return bool(words) and all(fits) and (not wide or (bool(asked) and set(asked) <= set(marks)))


def test_a_name_becomes_plain_words() -> None:
    assert words_of("Anne-Marie O’Neill") == ("anne", "marie", "oneill")
    assert words_of("Żółć ŁUKASZ") == ("zolc", "lukasz")
    assert words_of("李 小龙") == words_of("李 小龙") != ()
    assert words_of("  - ' ") == ()


def test_a_spelling_has_every_word_once_and_a_double_name_as_one() -> None:
    assert ANNE == " anne marie annemarie oneill zak aoneill2.301 "
    assert spelled(["Ann", "Ann"], username="aann.301") == " ann aann.301 "


@pytest.mark.parametrize(
    "question",
    [
        "anne",
        "ONEILL anne",
        "o'neill",
        "annemarie",
        "mari",
        "neil",
        "zak a",
        "żak",
        "aoneill2.301",
        "aoneill2",
        "zak anne o",
    ],
)
def test_any_part_in_any_order_is_found(question: str) -> None:
    assert finds(question)


@pytest.mark.parametrize("question", ["", "2024", "...", "anne smith", "ao2", "marie n"])
def test_what_is_not_there_is_not(question: str) -> None:
    assert not finds(question)


def test_short_words_alone_are_whole_names_across_schools_and_beginnings_in_one() -> None:
    li = spelled(["Li", "Wu"], username="lwu.301")
    assert finds("li wu", li)
    assert finds("li", li)
    assert not finds("l", li)
    assert finds("l", li, wide=False)
    assert finds("lw2.301", spelled(["Lo", "Ww"], username="lw2.301"))
    assert not finds("an")
    assert finds("an", wide=False)


def test_marks_say_the_kind_and_where() -> None:
    marks = marks_of(ANNE, kind="staff", authorities=[7, 9])
    assert {20_000, authority_mark(7), authority_mark(9)} <= set(marks)
    assert 20_001 not in marks
    assert len(marks) == len(set(marks))


def test_a_question_of_many_words_is_cut() -> None:
    assert len(asked_words("a b c d e f g h i j k l")) == 8
