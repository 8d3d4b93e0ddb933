"""CSV is read with any of its separators, encodings and endings."""

from __future__ import annotations

import pytest

from autoupdate.connectors.tabular.opening import csv_rows
from autoupdate.connectors.tabular.rows import Row
from autoupdate.connectors.unreadable import UnreadableExport
from tests.unit.connectors.exports import ADA, BEN, csv_text

ZOE = {**ADA, "Forename": "Zoë"}


def read(data: bytes | str) -> list[Row]:
    return list(csv_rows([data.encode() if isinstance(data, str) else data]))


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_separators(delimiter: str) -> None:
    assert read(csv_text(ADA, BEN, delimiter=delimiter)) == [ADA, BEN]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
)
def test_encodings(encoding: str) -> None:
    assert read(csv_text(ZOE).encode(encoding)) == [ZOE]


def test_captions_are_known_before_the_rows() -> None:
    assert csv_rows([csv_text(ADA).encode()]).captions == set(ADA)


def test_line_ends_and_quotation_marks_within_values() -> None:
    data = 'ID,Note\r\n1,"two\r\nlines, and a ""word"""\r\n2,plain\n'
    assert read(data) == [
        {"ID": "1", "Note": 'two\r\nlines, and a "word"'},
        {"ID": "2", "Note": "plain"},
    ]


@pytest.mark.parametrize(
    "ending", ["Count: 1\r\n", "Count:,1\r\n", "count: 1", "\r\nCount: 1\r\n\r\n"]
)
def test_the_closing_count_is_dropped(ending: str) -> None:
    assert read("ID,Name\r\n1,Ada\r\n" + ending) == [{"ID": "1", "Name": "Ada"}]


def test_a_count_elsewhere_is_a_row() -> None:
    assert len(read("ID,Name\r\nCount: x,Ada\r\n2,Ben\r\n")) == 2


def test_blank_lines_are_passed_over() -> None:
    assert read("\r\n\r\nID,Name\r\n\r\n1,Ada\r\n,\r\n\r\n") == [{"ID": "1", "Name": "Ada"}]


def test_the_last_line_need_not_end() -> None:
    assert read("ID,Name\n1,Ada") == [{"ID": "1", "Name": "Ada"}]


def test_captions_are_trimmed_and_blank_ones_passed_over() -> None:
    assert read("ID, Legal  Surname ,,\n1,Hart,,\n") == [{"ID": "1", "Legal Surname": "Hart"}]


def test_more_blank_values_than_captions_are_no_fault() -> None:
    assert read("ID,Name\n1,Ada,,,\n") == [{"ID": "1", "Name": "Ada"}]


def test_more_captions_than_any_report_has() -> None:
    with pytest.raises(UnreadableExport, match="more than 500 different columns"):
        read(",".join(f"c{number}" for number in range(501)) + "\n")


def test_only_a_line_feed_ends_a_line() -> None:
    assert read("ID,Name\n1,A\x0bd\x85a\u2028b\n")[0]["Name"] == "A\x0bd\x85a\u2028b"


@pytest.mark.parametrize("size", [1, 3, 50])
def test_chunks_may_end_anywhere(size: int) -> None:
    data = csv_text(ZOE, BEN).encode()
    assert list(csv_rows(data[at : at + size] for at in range(0, len(data), size))) == [ZOE, BEN]


def test_the_row_of_a_fault_is_named() -> None:
    with pytest.raises(UnreadableExport, match="Row 2 has 3 values where the heading has 2"):
        read("ID,Name\n1,Ada\n2,Ben,Hart\n3,Cy\n")
