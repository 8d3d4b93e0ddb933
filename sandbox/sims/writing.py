"""Writes rows as CommandReporter does: XML with encoded captions, or CSV in Windows' fashion.

Knows no school and no caption. Everything streams: memory does not grow with the rows.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Final, Literal
from xml.sax.saxutils import escape

from sandbox.names.draw import without_diacritics
from sandbox.sims.columns import Value

Row = Sequence[Value]

_BLOCK_ROWS = 1000
_NOT_IN_TAGS = re.compile(r"[^A-Za-z0-9_.]")
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """How an export is written. ``date_format`` is strftime's and counts for CSV alone."""

    shape: Literal["xml", "csv"]
    encoding: str
    mark: bytes = b""
    date_format: str = "%d/%m/%Y"

    @property
    def content_type(self) -> str:
        """The media type the AutoUpdate software sends it with."""
        return "application/xml" if self.shape == "xml" else "text/csv"

    @property
    def suffix(self) -> str:
        """The end of its file name."""
        return f".{self.shape}"


#: The formats that schools' machines produce, by name. The last two come of wrong settings.
FORMATS: Final[Mapping[str, ExportFormat]] = {
    "xml": ExportFormat("xml", "utf-8"),
    "xml-utf8-bom": ExportFormat("xml", "utf-8", codecs.BOM_UTF8),
    "xml-utf16": ExportFormat("xml", "utf-16-le", codecs.BOM_UTF16_LE),
    "xml-cp1252": ExportFormat("xml", "cp1252"),
    "csv-cp1252": ExportFormat("csv", "cp1252"),
    "csv-utf8": ExportFormat("csv", "utf-8"),
    "csv-utf8-bom": ExportFormat("csv", "utf-8", codecs.BOM_UTF8),
    "csv-utf16": ExportFormat("csv", "utf-16-le", codecs.BOM_UTF16_LE),
    "csv-iso-dates": ExportFormat("csv", "utf-8", date_format="%Y-%m-%d"),
    "csv-us-dates": ExportFormat("csv", "utf-8", date_format="%m/%d/%Y"),
    "csv-short-years": ExportFormat("csv", "utf-8", date_format="%d/%m/%y"),
}


def write_blocks(
    captions: Sequence[str], rows: Iterable[Row], *, form: ExportFormat
) -> Iterator[bytes]:
    """The export in blocks of bytes, heading and closing included."""
    texts = _xml(captions, rows, form) if form.shape == "xml" else _csv(captions, rows, form)
    yield form.mark
    for text in texts:
        yield encode(text, form.encoding)


def tag_of(caption: str) -> str:
    """A caption as .NET makes an XML name of it: ``Legal Surname`` → ``Legal_x0020_Surname``."""
    encoded = _NOT_IN_TAGS.sub(lambda found: f"_x{ord(found.group()):04X}_", caption)
    return f"_x{ord(encoded[0]):04X}_{encoded[1:]}" if encoded[:1].isdigit() else encoded


def encode(text: str, encoding: str) -> bytes:
    """The bytes; where the encoding lacks a letter, its nearest plain one, as Windows does it."""
    try:
        return text.encode(encoding)
    except UnicodeEncodeError:
        return "".join(_nearest(char, encoding) for char in text).encode(encoding, "replace")


def _nearest(char: str, encoding: str) -> str:
    try:
        char.encode(encoding)
    except UnicodeEncodeError:
        return without_diacritics(char)
    return char


def _xml(captions: Sequence[str], rows: Iterable[Row], form: ExportFormat) -> Iterator[str]:
    declared = "utf-16" if form.encoding.startswith("utf-16") else form.encoding
    declared = {"cp1252": "windows-1252"}.get(declared, declared)
    yield f'<?xml version="1.0" encoding="{declared}"?>\r\n<SuperStarReport>\r\n'
    tags = [(f"    <{tag_of(caption)}>", f"</{tag_of(caption)}>\r\n") for caption in captions]
    remaining = iter(rows)
    while block := list(islice(remaining, _BLOCK_ROWS)):
        yield "".join(_record(tags, row) for row in block)
    yield "</SuperStarReport>\r\n"


def _record(tags: Sequence[tuple[str, str]], row: Row) -> str:
    parts = ["  <Record>\r\n"]
    for (opening, closing), value in zip(tags, row, strict=True):
        if value is None or value == "":
            continue  # CommandReporter leaves the element out
        text = value if type(value) is str and value.isalnum() else _xml_text(value)
        parts.append(f"{opening}{text}{closing}")
    parts.append("  </Record>\r\n")
    return "".join(parts)


def _xml_text(value: Value) -> str:
    if isinstance(value, str):
        text = escape(value) if "&" in value or "<" in value or ">" in value else value
        return text if text.isprintable() else _FORBIDDEN.sub(_character_reference, text)
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value.isoformat()}T00:00:00" if isinstance(value, date) else str(value)


def _character_reference(found: re.Match[str]) -> str:
    return f"&#x{ord(found.group()):X};"


def _csv(captions: Sequence[str], rows: Iterable[Row], form: ExportFormat) -> Iterator[str]:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(captions)
    remaining = iter(rows)
    while block := list(islice(remaining, _BLOCK_ROWS)):
        writer.writerows([_csv_text(value, form) for value in row] for row in block)
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue()


def _csv_text(value: Value, form: ExportFormat) -> str:
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return value.strftime(form.date_format) if isinstance(value, date) else str(value)
