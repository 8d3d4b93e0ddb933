"""The help's own rules: every question has its words, reasons lead to places there are, and the
words are plain."""

from __future__ import annotations

import re

import pytest
from django.template.loader import render_to_string
from django.utils.html import strip_tags

from autoupdate.connectors import registry
from autoupdate.connectors.base import Connector
from autoupdate.help_pages import ARTICLES, HELP_FOR, TOPICS, Article
from autoupdate.processing.reasons import REASONS, Code
from autoupdate.views.helping import by_hand, words_for_articles

_ENDS = re.compile(r"[.?!:](?:\s|$)|</(?:li|dt|dd|p|h2|th|td)>")
#: Vowels that are heard as one, but for an e at the end.
_VOWELS = re.compile(r"(?!e\b)[aeiouy]+")
#: Readers of 11 to 13 are in about the sixth to eighth grade of Flesch and Kincaid.
HIGHEST_GRADE = 8


def html_of(article: Article) -> str:
    return render_to_string(article.template, words_for_articles())


def grade(html: str) -> float:
    """The Flesch–Kincaid grade of the text of some HTML."""
    sentences = [
        words
        for part in _ENDS.split(html)
        if part and len(words := re.findall(r"[A-Za-z’'-]+", strip_tags(part))) > 2
    ]
    words = [word for sentence in sentences for word in sentence]
    syllables = sum(max(1, len(_VOWELS.findall(word.lower()))) for word in words)
    return 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59


@pytest.mark.parametrize("article", ARTICLES.values(), ids=ARTICLES)
def test_every_answer_is_plain(article: Article) -> None:
    assert grade(html_of(article)) <= HIGHEST_GRADE
    assert article.title.endswith("?")
    assert len(article.summary.split()) <= 20


def test_no_question_is_under_two_topics() -> None:
    assert sum(map(len, TOPICS.values())) == len(ARTICLES)


@pytest.mark.parametrize("place", sorted(set(HELP_FOR.values())))
def test_a_reason_leads_to_a_place_that_there_is(place: str) -> None:
    slug, _, part = place.partition("#")
    assert slug in ARTICLES
    assert not part or f'id="{part}"' in html_of(ARTICLES[slug])


def test_every_reason_that_asks_for_something_leads_to_help() -> None:
    asking = {code for code, reason in REASONS.items() if not reason.remedy.startswith("Nothing")}
    without = {Code.ASSOCIATION_RESTORED, Code.CREATED, Code.IDENTITY_CHANGED}
    assert asking - without <= set(HELP_FOR)


@pytest.mark.parametrize("connector", registry.all(), ids=lambda each: each.code)
def test_every_mis_says_how_it_is_run_by_hand(connector: Connector) -> None:
    assert by_hand(connector).endswith(".")
