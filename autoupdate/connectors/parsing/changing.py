"""Parses a rows file after each row was changed: dropped, corrected, or cut into several.

For MISs that put into one value, or one row, what belongs into several. Row numbers stay those of
the file that came.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from autoupdate.connectors.base import SubReport
from autoupdate.connectors.parsing.dispatch import parse_rows_file
from autoupdate.connectors.rowsfile import RowsFile, read_rows, write_rows
from autoupdate.connectors.tabular.rows import ByteSource
from autoupdate.records import ParsedExport

#: caption → text of one row; a column that never came is not in it.
Texts = dict[str, str]
#: What a row becomes: nothing when it is not of this report, or one row, or several.
Change = Callable[[Texts], Iterable[Mapping[str, str]]]


def parse_changed(
    source: ByteSource, sub_report: SubReport, *, change: Change, today: date, problems_kept: int
) -> ParsedExport[Any]:
    """As ``parse_rows_file``, of the changed rows. Raises UnreadableExport."""
    rows_file = read_rows(source)
    numbers: list[int] = []
    # What was opted out after the file came is not looked at either.
    known = {caption for each in sub_report.fields for caption in each.captions}
    rows = _changed(rows_file, change, known=known & rows_file.seen, numbers=numbers)
    stored = b"".join(write_rows(rows_file.columns, rows, seen=rows_file.seen))
    found = parse_rows_file([stored], sub_report, today=today, problems_kept=problems_kept)
    return replace(
        found,
        records=tuple(_renumbered(found.records, numbers)),
        problems=tuple(_renumbered(found.problems, numbers)),
        num_rows=rows_file.num_rows,
    )


def _changed(
    rows_file: RowsFile, change: Change, *, known: Collection[str], numbers: list[int]
) -> Iterator[list[str | None]]:
    """The new rows; ``numbers`` gets, for each, the number of the row that it was."""
    columns = rows_file.columns
    for number, texts in enumerate(rows_file.rows(), start=1):
        row = {
            caption: text for caption, text in zip(columns, texts, strict=True) if caption in known
        }
        for each in change(row):
            numbers.append(number)
            yield [each.get(caption, "") for caption in columns]


def _renumbered(found: Sequence[Any], numbers: Sequence[int]) -> Iterator[Any]:
    for each in found:
        number = numbers[each.row_number - 1]
        yield each if number == each.row_number else replace(each, row_number=number)
