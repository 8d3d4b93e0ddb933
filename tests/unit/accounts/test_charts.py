"""Charts: how a row of numbers becomes bars, and what is said of it to whoever cannot see them."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.components.charts import HEIGHT, WIDTH, describe, shaped, short


def bars(*values: int) -> list[dict[str, Any]]:
    return [{"label": f"{day} May 2026", "value": value} for day, value in enumerate(values, 1)]


def chart(*values: int) -> dict[str, Any]:
    drawn = {"name": "held", "title": "Held", "total": "4 now", "tone": "wait"}
    return shaped({**drawn, "bars": bars(*values)})


def test_the_ends_of_a_row_are_short_where_its_labels_are_long() -> None:
    bars = [{"label": "week to 1 May 2026", "end": "1 May 2026", "value": 1}]
    shape = shaped({"bars": bars})
    assert (shape["first"], shape["last"]) == ("1 May 2026", "1 May 2026")


def test_a_bar_is_as_high_as_its_number_and_nothing_is_no_bar() -> None:
    first, second = chart(10, 0, 5)["shapes"]
    assert float(first["height"]) == 2 * float(second["height"])
    assert float(first["y"]) + float(first["height"]) == float(second["y"]) + float(
        second["height"]
    )
    assert float(first["x"]) < float(second["x"])
    assert first["tip"] == "1 May 2026: 10"


def test_the_least_can_be_seen_beside_the_most() -> None:
    assert float(chart(10_000, 1)["shapes"][1]["height"]) == 2


def test_everything_is_within_the_drawing() -> None:
    for shape in chart(*range(365))["shapes"]:
        assert 0 <= float(shape["x"]) <= float(shape["x"]) + float(shape["width"]) <= WIDTH
        assert 0 <= float(shape["y"]) <= float(shape["y"]) + float(shape["height"]) <= HEIGHT


@pytest.mark.parametrize(
    ("most", "labels"),
    [
        (0, ["0", "2", "4"]),
        (3, ["0", "2", "4"]),
        (7, ["0", "5", "10"]),
        (1_201, ["0", "1,000", "2,000"]),
        (30_000, ["0", "20k", "40k"]),
        (2_000_000, ["0", "1m", "2m"]),
    ],
)
def test_the_lines_are_round_numbers(most: int, labels: list[str]) -> None:
    assert [line["label"] for line in chart(most)["lines"]] == labels


def test_small_numbers_keep_their_noughts() -> None:
    assert (short(9_999), short(12_500)) == ("9,999", "12.5k")


def test_the_description_says_where_most_is_and_where_nothing() -> None:
    assert describe(bars(1, 0, 1_200, 3)) == (
        "Most: 1,200 (3 May 2026). Nothing in 1 of 4. At the end 3."
    )
    assert describe(bars(2, 5)) == "Most: 5 (2 May 2026). At the end 5."
    assert describe(bars(0, 0)) == "Nothing in this time."


def test_a_chart_of_no_time_is_empty() -> None:
    assert chart()["shapes"] == []
