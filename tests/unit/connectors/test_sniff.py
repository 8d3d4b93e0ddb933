"""A file's kind is told from its first bytes."""

from __future__ import annotations

import pytest

from autoupdate.connectors.tabular.sniff import Shape, sniff
from autoupdate.connectors.unreadable import UnreadableExport


@pytest.mark.parametrize(
    ("first", "shape"),
    [
        (b"<SuperStarReport>", Shape.XML),
        (b'\xef\xbb\xbf<?xml version="1.0"?>\n<SuperStarReport>', Shape.XML),
        ("<SuperStarReport>".encode("utf-16"), Shape.XML),
        (b"<html_table/>", Shape.XML),
        (b"ID,Forename\r\n", Shape.CSV),
        (b'"ID";"Forename"\r\n', Shape.CSV),
        ("ID\tForename".encode("utf-16-be"), Shape.CSV),
    ],
)
def test_shapes(first: bytes, shape: Shape) -> None:
    assert sniff(first) is shape


@pytest.mark.parametrize(
    ("first", "said"),
    [
        (b"<CommandReporterError>Login failed</CommandReporterError>", "Login failed"),
        (b"\r\n<CommandReporterError />", "nothing more"),
        (b"<commandreportererror>\n a  b", "a b"),
        (b"<?xml version='1.0'?><CommandReporterError>x<b>y</b></CommandReporterError>", "x y"),
    ],
)
def test_what_sims_said(first: bytes, said: str) -> None:
    with pytest.raises(UnreadableExport) as refusal:
        sniff(first)
    assert refusal.value.sentence == f"SIMS could not run the report. It said: {said}."


def test_a_long_answer_of_sims_is_cut() -> None:
    with pytest.raises(UnreadableExport) as refusal:
        sniff(b"<CommandReporterError>" + b"x" * 1000)
    assert refusal.value.details["said"] == "x" * 199 + "…"
