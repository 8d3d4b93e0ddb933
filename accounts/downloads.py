"""Tables as CSV files, sent as they are read, in which no cell is taken for a formula.

It knows nothing of what a table holds.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from django.http import StreamingHttpResponse

#: What makes a spreadsheet calculate instead of show (OWASP, "CSV Injection"), the full-width
#: forms included.
FORMULA_STARTS: Final = frozenset("=+-@\t\r\n＝＋－＠")
#: Spreadsheets read UTF-8 only where it says so.
_MARK: Final = "\ufeff"


def safe_cell(value: Any) -> str:
    """The value as text; one that a spreadsheet would calculate begins with an apostrophe."""
    if value is None:
        return ""
    text = str(value)
    if isinstance(value, int | float):
        return text
    begins = {text[:1], text.lstrip()[:1]}
    return f"'{text}" if begins & FORMULA_STARTS else text


class _Echo:
    """A file that gives back what is written to it, for csv.writer."""

    def write(self, text: str) -> str:
        """Return ``text``."""
        return text


def lines_of(rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """The lines of the CSV file, one a row, as they are asked for."""
    writer = csv.writer(_Echo())
    yield _MARK
    for row in rows:
        yield writer.writerow([safe_cell(value) for value in row])


def csv_response(rows: Iterable[Sequence[Any]], *, filename: str) -> StreamingHttpResponse:
    """``rows``, the first with the headings, as a download called ``filename`` (plain ASCII)."""
    response = StreamingHttpResponse(lines_of(rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response
