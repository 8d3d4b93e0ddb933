"""SIMS exports in a few words: rows of caption → text, as the XML and CSV that SIMS writes."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

Rows = Sequence[Mapping[str, str]]

ALEX = {
    "ID": "1001",
    "Legal Forename": "Alex",
    "Legal Surname": "Archer",
    "DOB": "2014-05-17T00:00:00",
    "Year": "Year  7",
    "Reg": "7A",
}
BLAKE = {**ALEX, "ID": "1002", "Legal Forename": "Blake", "Legal Surname": "Baker"}
STUDENTS: Rows = (ALEX, BLAKE)
STAFF: Rows = (
    {
        "ID": "51",
        "Legal Forename": "Sam",
        "Legal Surname": "Staff",
        "DOB": "1980-01-02T00:00:00",
        "Staff Code": "SST",
    },
)


def sims_xml(rows: Rows = STUDENTS) -> bytes:
    """CommandReporter's XML: a blank value's element is absent."""
    records = (
        "<Record>"
        + "".join(
            f"<{(tag := caption.replace(' ', '_x0020_'))}>{escape(text)}</{tag}>"
            for caption, text in row.items()
            if text
        )
        + "</Record>"
        for row in rows
    )
    return f"<SuperStarReport>{''.join(records)}</SuperStarReport>".encode()


def sims_csv(rows: Rows = STUDENTS) -> bytes:
    """CommandReporter's CSV, with the captions of the first row."""
    buffer = io.StringIO(newline="")
    writer = csv.DictWriter(buffer, fieldnames=list(rows[0]), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return buffer.getvalue().encode()
