"""A candidate's score and its lead in words, and below which a candidate is weak.

It knows neither candidates nor pages: numbers go in, words come out.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

#: Lowest score → in words, with a tone. The first that fits is used.
LIKELIHOODS: Final = (
    (90.0, "Very likely", "good"),
    (75.0, "Likely", "good"),
    (60.0, "Possible", "warn"),
    (0.0, "Unlikely", "neutral"),
)
LIKELY_FROM: Final = 75.0
#: Somebody whose best candidate scores less may get a new account together with others.
WEAK_BELOW: Final = 60.0

#: By how many points an account at least leads the next best → in words. The first that fits.
LEADS: Final = (
    (40.0, "nothing else comes near"),
    (15.0, "the next best is far behind"),
    (5.0, "the next best is behind"),
    (0.0, "the next best is close"),
)
NO_LEAD: Final = "something else is likelier"


def lead(margin: float) -> str:
    """How far an account leads the next best, of the person or of the account, in words."""
    return next((words for least, words in LEADS if margin >= least), NO_LEAD)


def margin_over(score: float, others: Iterable[float]) -> float:
    """By how many points a score leads the best of the others; all of it where there are none."""
    return score - max(others, default=0.0)


def likelihood(score: float) -> tuple[str, str]:
    """The score in words, and the tone that goes with it."""
    return next((words, tone) for least, words, tone in LIKELIHOODS if score >= least)


def is_weak(best_score: float | None) -> bool:
    """Whether nothing speaks for any candidate; None: there is none (left)."""
    return best_score is None or best_score < WEAK_BELOW
