"""A column's rule is applied to each text once, and faults are noted with the field."""

from __future__ import annotations

import gc
from datetime import date

import pytest

from autoupdate.connectors.parsing.dispatch import parse_rows_file
from autoupdate.connectors.parsing.judge import Faults, Judge
from autoupdate.connectors.sims.connector import SIMS
from tests.unit.connectors.exports import ADA, stored, xml


def test_a_text_is_judged_once_and_its_value_kept() -> None:
    asked: list[str] = []

    def rule(text: str) -> tuple[str, str]:
        asked.append(text)
        return text.upper(), "odd" if text == "x" else ""

    faults: Faults = {}
    judge = Judge("house", rule, faults=faults)
    assert judge["a"] is judge["a"]
    assert [judge["x"], judge.once("b"), judge.once("b")] == ["X", "B", "B"]
    assert asked == ["a", "x", "b", "b"]
    assert faults == {"house": {"x": "odd"}}
    assert (judge.fault("x"), judge.fault("a")) == ("odd", "")
    assert Judge("title", rule, faults=faults).fault("x") == ""


def test_a_plain_text_is_taken_as_it_stands() -> None:
    judge = Judge("house", lambda text: (text.upper(), ""), faults={}, plain=str.isdigit)
    assert (judge.once("12"), judge.once("a")) == ("12", "A")


@pytest.mark.parametrize("is_on", [True, False])
def test_the_collector_is_left_as_it_was(is_on: bool) -> None:
    before = gc.isenabled()
    try:
        gc.enable() if is_on else gc.disable()
        parse_rows_file([stored(xml(ADA))], SIMS.sub_report("students"), today=date(2026, 11, 23))
        assert gc.isenabled() is is_on
    finally:
        gc.enable() if before else gc.disable()
