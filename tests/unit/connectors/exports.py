"""Makes exports as SIMS writes them, and sends them through the door and the parser."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from xml.sax.saxutils import escape

from autoupdate.connectors.intake import FilteredExport
from autoupdate.connectors.rowsfile import write_rows
from autoupdate.connectors.sims.connector import SIMS
from autoupdate.connectors.tabular.rows import ByteSource
from autoupdate.records import ParsedExport

TODAY = date(2026, 11, 23)
DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'
Fields = Mapping[str, str]

#: A student and a member of staff with nothing wrong. UPNs made for tests: no pupil has them.
ADA = {
    "primary_id": "1234",
    "ID": "1234",
    "UPN": "B801200005001",
    "Forename": "Ada",
    "Surname": "Okonkwo",
    "Legal Surname": "Okonkwo",
    "DOB": "2015-03-04T00:00:00",
    "Adno": "001234",
    "Year": "Year  6",
    "Reg": "6B",
    "House": "Kestrel",
}
BEN = {
    **ADA,
    "primary_id": "1235",
    "ID": "1235",
    "UPN": "Q801200005002",
    "Forename": "Ben",
    "Surname": "Hart",
    "Legal Surname": "Hart-Lee",
    "DOB": "2014-09-30T00:00:00",
    "Adno": "001235",
}
MEG = {
    "ID": "77",
    "Staff Code": "MJO",
    "Title": "Mrs",
    "Legal Forename": "Megan",
    "Legal Surname": "Jones",
    "DOB": "1980-05-06T00:00:00",
    "Work Email": "m.jones@school.example",
    "Role Text": "Teacher",
    "Employment Start Date": "2010-09-01T00:00:00",
}


def xml(*rows: Fields, declaration: str = DECLARATION, root: str = "SuperStarReport") -> str:
    """A SIMS report; a blank value has no element, as in SIMS."""
    records = "\n".join(f"  <Record>\n{_elements(row)}  </Record>" for row in rows)
    return f"{declaration}<{root}>\n{records}\n</{root}>\n"


def _elements(row: Fields) -> str:
    tags = ((caption.replace(" ", "_x0020_"), text) for caption, text in row.items() if text)
    return "".join(f"    <{tag}>{escape(text)}</{tag}>\n" for tag, text in tags)


def csv_text(*rows: Fields, delimiter: str = ",") -> str:
    """The same rows as CSV, with the captions of the first one."""
    buffer = io.StringIO(newline="")
    writer = csv.DictWriter(buffer, list(rows[0]), delimiter=delimiter, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return buffer.getvalue()


def without(row: Fields, *captions: str) -> dict[str, str]:
    """The row without some columns."""
    return {caption: text for caption, text in row.items() if caption not in captions}


def stored(
    export: str | ByteSource, sub_report: str = "students", *, not_uploaded: Collection[str] = ()
) -> bytes:
    """The rows file that the door would store."""
    source: ByteSource = [export.encode()] if isinstance(export, str) else export
    door = FilteredExport.of_file(
        source, sub_report=SIMS.sub_report(sub_report), not_uploaded=not_uploaded
    )
    return b"".join(door)


def parsed(
    export: str | ByteSource,
    sub_report: str = "students",
    *,
    not_uploaded: Collection[str] = (),
    problems_kept: int = 1000,
) -> ParsedExport[Any]:
    """What the parser makes of an export that came through the door."""
    assert SIMS.parser is not None
    return SIMS.parser(
        [stored(export, sub_report, not_uploaded=not_uploaded)],
        SIMS.sub_report(sub_report),
        today=TODAY,
        problems_kept=problems_kept,
    )


def codes(found: ParsedExport[Any]) -> list[str]:
    """The codes of the problems kept, in their order."""
    return [problem.code for problem in found.problems]


def stored_rows(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A stored file of these columns, whatever the door would have said."""
    return b"".join(write_rows(columns, rows, seen=columns))
