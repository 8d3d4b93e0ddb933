"""A score and a lead in words."""

from __future__ import annotations

import pytest

from matching.likelihood import LEADS, NO_LEAD, is_weak, lead, likelihood


@pytest.mark.parametrize(("least", "words"), LEADS)
def test_a_lead_is_said_in_words_down_to_its_least(least: float, words: str) -> None:
    assert lead(least) == words
    assert lead(least - 0.01) != words


def test_whoever_is_behind_does_not_lead() -> None:
    assert lead(-0.1) == NO_LEAD


def test_a_score_has_words_and_a_weak_one_is_unlikely() -> None:
    assert likelihood(90.0) == ("Very likely", "good")
    assert likelihood(59.9)[0] == "Unlikely"
    assert is_weak(59.9)
    assert is_weak(None)
    assert not is_weak(60.0)
