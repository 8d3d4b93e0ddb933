"""What is written to a rows file reads back, and a broken one is noticed."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autoupdate.connectors.rowsfile import read_rows, write_rows
from autoupdate.connectors.unreadable import UnreadableExport

COLUMNS = ("ID", "Legal Surname", "DOB")
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


def written(rows: list[list[str]], *, seen: set[str]) -> bytes:
    return b"".join(write_rows(COLUMNS, rows, seen=seen))


@given(
    st.lists(st.lists(TEXTS, min_size=3, max_size=3), max_size=20),
    st.sets(st.sampled_from(COLUMNS)),
)
def test_reads_back(rows: list[list[str]], seen: set[str]) -> None:
    for source in (io.BytesIO(written(rows, seen=seen)), [written(rows, seen=seen)]):
        found = read_rows(source)
        assert found.columns == COLUMNS
        assert found.seen == seen
        assert found.num_rows == len(rows)
        assert list(found.rows()) == rows
        assert list(found.rows()) == rows  # as often as needed


def test_what_came_may_become_known_while_the_rows_are_written() -> None:
    seen: set[str] = set()

    def rows() -> list[list[str]]:
        seen.add("DOB")
        return [["1", "Hart", ""]]

    data = b"".join(write_rows(COLUMNS, (row for row in rows()), seen=seen))
    assert read_rows([data]).seen == {"DOB"}


def test_missing_values_are_blank() -> None:
    data = b"".join(write_rows(COLUMNS, [["1", None, None]], seen=COLUMNS))
    assert list(read_rows([data]).rows()) == [["1", "", ""]]


def test_a_row_that_looks_like_the_end_is_a_row() -> None:
    data = written([["#end", "1", "ID"]], seen={"ID"})
    found = read_rows([data])
    assert (found.num_rows, list(found.rows())) == (1, [["#end", "1", "ID"]])


def test_many_rows_are_written_in_pieces() -> None:
    pieces = list(write_rows(COLUMNS, ([str(n), "", ""] for n in range(1200)), seen=COLUMNS))
    assert len(pieces) == 5
    assert read_rows(pieces).num_rows == 1200


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"",
        lambda data: data[:-1],
        lambda data: data[: len(data) // 2],
        lambda data: data[: data.index(b"#end")],
        lambda data: data.replace(b"#end,1", b"#end,x"),
        lambda data: data.replace(b"#end,1,", b"#end"),
        lambda data: data.replace(b"#end,1,ID", b'#end,1,"ID'),
        lambda data: b"\xff" + data[1:],
        lambda data: data.replace(b"Hart", b"Ha\xfft"),
        lambda data: data.replace(b"Hart", b"x" * 200_000),
        lambda data: data.replace(b"1,Hart,", b"1"),
        lambda data: data.replace(b"#end,1", b"#end,2"),
    ],
)
def test_a_broken_file_is_noticed(damage: object) -> None:
    assert callable(damage)
    data = damage(written([["1", "Hart", "2015-03-04"]], seen=set(COLUMNS)))
    with pytest.raises(UnreadableExport) as refusal:
        list(read_rows([data]).rows())
    assert refusal.value.code == "stored_file_broken"
