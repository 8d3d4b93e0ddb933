"""CSV downloads: no cell is calculated, nothing is lost, rows are sent as they are read."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.downloads import FORMULA_STARTS, csv_response, lines_of, safe_cell


@pytest.mark.parametrize(
    "evil", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "\u00a0=1", "＝1", "=", "-"]
)
def test_formulas_become_text(evil: str) -> None:
    assert safe_cell(evil) == f"'{evil}"


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, ""), ("", ""), (-3, "-3"), (2.5, "2.5"), ("O’Neill", "O’Neill"), (" ", " ")],
)
def test_everything_else_stays_as_it_is(value: object, text: str) -> None:
    assert safe_cell(value) == text


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1, max_size=5))
def test_any_text_comes_back_and_never_as_a_formula(cells: list[str]) -> None:
    text = "".join(lines_of([cells])).removeprefix("\ufeff")
    [row] = csv.reader(io.StringIO(text, newline=""), strict=True)
    for cell, came in zip(cells, row, strict=True):
        assert came in (cell, f"'{cell}")
        assert not {came[:1], came.lstrip()[:1]} & FORMULA_STARTS


def test_rows_are_sent_as_they_are_read() -> None:
    read = []

    def rows() -> Iterator[list[str]]:
        for number in range(3):
            read.append(number)
            yield [str(number)]

    lines = lines_of(rows())
    assert next(lines) == "\ufeff"
    assert read == []
    assert next(lines) == "0\r\n"
    assert read == [0]


def test_the_response_names_its_file() -> None:
    response = csv_response([["Name"]], filename="pupils.csv")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="pupils.csv"'
    assert b"".join(response) == "\ufeffName\r\n".encode()
