"""A file read by the column holds what a reader of CSV finds in it, however odd its lines are."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matching.files import portions
from matching.files.columns import numbering, table
from matching.files.columns.cells import plain_cells, plain_columns
from matching.files.portions import portions_of
from matching.files.reading import FileRefused, PeopleFile, Report, RowReader

_HEADER = "account_id,legal_forename,legal_surname,upn"
_CELLS = st.one_of(
    st.sampled_from(
        ["", "", " ", "a", "ab", "Łukasz", "a\0", "eight by", "eight bytes", " x\u2003"]
    ),
    st.sampled_from(["eight bytes, more", '"', '"a\n"', "x" * 32, "x" * 33, "x" * 40, "b" * 40]),
    st.text(st.characters(codec="utf-8"), max_size=3),
)
_LINES = st.one_of(
    st.lists(_CELLS, min_size=4, max_size=4).map(",".join),
    st.lists(_CELLS, max_size=5).map(",".join),
)
_ENDS = st.one_of(st.just("\n"), st.just("\r\n"), st.sampled_from(["\r", "\n\n", "\n,,,\n"]))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(_LINES, _ENDS), max_size=8),
    st.sampled_from([9, 64, 1 << 20]),
    st.sampled_from([0, 0, 40]),
)
def test_what_is_read_by_the_column_is_what_is_read_line_by_line(
    tmp_path: Path, lines: list[tuple[str, str]], num_bytes: int, few: int
) -> None:
    path = tmp_path / "a.csv"
    text = "\ufeff" + _HEADER + "\n" + "".join(f"{line}{end}" for line, end in lines)
    path.write_bytes(text.encode("utf-8"))
    file = PeopleFile(path, "account_id")
    reader = RowReader(file, Report())
    one_by_one = [reader.whole(cells) for _line, cells in file.cells()]
    with pytest.MonkeyPatch.context() as changed:
        changed.setattr(portions, "_BYTES_AT_ONCE", num_bytes)
        changed.setattr(table, "_FEW_BYTES", few)
        changed.setattr(numbering, "_MOST_BITS", 1)  # so that texts take each other's places
        changed.setattr(numbering, "_FIRST", 1)
        people = table.read_table(portions_of(file, 1)[0])
    everybody = np.arange(len(people))
    found = zip(
        people.keys,
        *(people.columns[name].some(everybody) for name in ("legal_forename", "legal_surname")),
        people.upns,
        people.columns["title"].some(everybody),
        strict=True,
    )
    assert [[*map(str.strip, cells)] for cells in one_by_one] == [*map(list, found)]
    assert people.lines.tolist() == [*range(1, len(one_by_one) + 1)]


@pytest.mark.parametrize(
    ("block", "is_plain"),
    [
        (b"a,b\nc,d\n", True),
        (b"a,b\r\n,\r\nc,d", True),
        (b"a,b\rc,d\n", False),
        (b"a\nb,c,d\n", False),
        (b'a,"b"\n', False),
        (b"", False),
    ],
)
def test_which_lines_are_plain(block: bytes, is_plain: bool) -> None:
    cells = plain_cells(block, 2)
    assert (cells is not None) is is_plain
    if cells:
        assert [*zip(*map(cells.texts, range(3)), strict=True)] == [
            (*line.split(","), "") for line in block.decode().split() if line != ","
        ]


@pytest.mark.parametrize(
    ("block", "columns"),
    [
        (b"a,b\nc,d\n", [["a", "c"], ["b", "d"]]),
        (b"a,\r\nc,d", [["a", "c"], ["", "d"]]),
        (b"a,b\rc,d\n", None),
        (b"a\nb,c,d\n", None),
        (b"a,b,c\nd\n", None),
        (b"a,b\n\nc,d\n", None),
        (b",b\nc,d\n", None),
        (b'a,"b"\n', None),
        (b"", None),
    ],
)
def test_which_lines_are_split_at_once(block: bytes, columns: list[list[str]] | None) -> None:
    assert plain_columns(block, 2) == columns


@pytest.mark.parametrize("few", [0, 250_000])
def test_a_cell_that_no_reader_of_csv_takes_is_none_for_the_columns_either(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(table, "_FEW_BYTES", few)
    path = tmp_path / "a.csv"
    path.write_text(f"account_id,upn\na,{'x' * (csv.field_size_limit() + 1)}\n", encoding="utf-8")
    with pytest.raises(FileRefused, match="is not a CSV file that can be read"):
        table.read_table(portions_of(PeopleFile(path, "account_id"), 1)[0])
