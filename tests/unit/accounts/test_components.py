"""The reckoning behind paging, sorting, comparing and browsers' names."""

from typing import Any

import pytest
from django.core.paginator import Paginator
from django.http import QueryDict

from accounts import icons
from accounts.components import browsers, comparison, paging, sorting


def links(number: int, *, address: str = "") -> dict[str, Any]:
    page = Paginator(range(480), 20).page(number)
    return paging.page_links(page, query=QueryDict(address), param="page")


def test_far_pages_are_left_out() -> None:
    assert [link["text"] for link in links(7)["links"]] == [1, "…", 6, 7, 8, "…", 24]


def test_paging_keeps_the_rest_of_the_address() -> None:
    shown = links(2, address="q=ann&page=2")
    assert shown["next_url"] == "?q=ann&page=3"
    assert shown["previous_url"] == "?q=ann&page=1"
    assert (shown["first"], shown["last"], shown["total"]) == (21, 40, 480)


def test_the_ends_lead_no_further() -> None:
    assert links(1)["previous_url"] == ""
    assert links(24)["next_url"] == ""


@pytest.mark.parametrize(
    ("address", "url", "direction"),
    [
        ("", "?sort=name", ""),
        ("sort=name&page=4", "?sort=-name", "ascending"),
        ("sort=-name", "?sort=name", "descending"),
        ("sort=year&q=a", "?sort=name&q=a", ""),
    ],
)
def test_a_header_sorts_and_turns_round(address: str, url: str, direction: str) -> None:
    header = sorting.header("Name", name="name", param="sort", query=QueryDict(address))
    assert (header["url"], header["aria_sort"]) == (url, direction)


def test_filters_keep_the_sorting_only() -> None:
    assert sorting.kept_parameters(QueryDict("sort=name&page=3&q=a")) == [("sort", "name")]


def compared(verdict: str) -> dict[str, Any]:
    cell = {"value": "Ann", "verdict": verdict}
    return {"candidates": [{"heading": "a1"}], "rows": [{"label": "Name", "cells": [cell]}]}


def test_every_verdict_has_words_and_an_icon() -> None:
    for verdict, (words, tone, icon) in comparison.VERDICTS.items():
        row = comparison.shaped(compared(verdict))["rows"][0]
        assert row["cells"][0]["words"] == words
        assert row["pairs"][0][0] == {"heading": "a1"}
        assert tone
        assert icon in icons.ICONS


@pytest.mark.parametrize(
    ("verdict", "value", "is_the_same"),
    [("agrees", "Ashdown", True), ("agrees", "ASHDOWN", False), ("differs", "Ashdown", False)],
)
def test_a_row_is_the_same_where_it_agrees_word_for_word(
    verdict: str, value: str, is_the_same: bool
) -> None:
    asked = compared(verdict)
    asked["rows"][0] |= {"value": "Ashdown", "cells": [{"value": value, "verdict": verdict}]}
    assert comparison.shaped(asked)["rows"][0]["is_the_same"] is is_the_same


def test_an_unknown_verdict_is_refused() -> None:
    with pytest.raises(KeyError):
        comparison.shaped(compared("perhaps"))


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        ("Mozilla/5.0 (iPhone; like Mac OS X) Version/18 Safari/604", "Safari on an iPhone"),
        ("Mozilla/5.0 (X11; CrOS x86_64) Chrome/140.0 Safari/537.36", "Chrome on a Chromebook"),
        ("Firefox/140.0", "Firefox"),
        ("curl/8", "An unknown browser"),
    ],
)
def test_browsers_by_the_names_people_know(said: str, words: str) -> None:
    assert browsers.browser_words(said) == words


def test_an_icon_is_hidden_from_screen_readers() -> None:
    assert 'aria-hidden="true"' in icons.icon_svg("check")
    with pytest.raises(KeyError):
        icons.icon_svg("unicorn")
