"""What a file is, from its first bytes: XML, CSV, or something refused by its right name."""

from __future__ import annotations

import re
from enum import StrEnum

from autoupdate.connectors.tabular.encoding import detect_encoding
from autoupdate.connectors.unreadable import UnreadableExport

#: How many bytes are looked at. More than any honest prolog has.
SNIFF_BYTES = 4096


class Shape(StrEnum):
    """The two shapes an export may have."""

    XML = "xml"
    CSV = "csv"


#: How a file of another kind begins → the code of its refusal.
_OTHER_FILES = (
    (b"PK\x03\x04", "zip_file"),
    (b"PK\x05\x06", "zip_file"),
    (b"\xd0\xcf\x11\xe0", "excel_file"),
    (b"%PDF", "pdf_file"),
    (b"{\\rtf", "not_an_export"),
    (b"7z\xbc\xaf", "zip_file"),
    (b"Rar!", "zip_file"),
)
_PROLOG = re.compile(r"\s*(?:<\?.*?\?>\s*|<!--.*?-->\s*)*", re.DOTALL)
_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_REPORTER_ERROR = re.compile(r"<CommandReporterError\b[^>]*>", re.IGNORECASE)
_END_OF_ERROR = re.compile(r"</CommandReporterError", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>?")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")


def sniff(first: bytes) -> Shape:
    """The shape of a file that begins with ``first`` (up to ``SNIFF_BYTES`` of it).

    Raises UnreadableExport for anything that is certainly neither: an empty file, a ZIP, a PDF, a
    web page, SIMS's own error text, bytes that are no text.
    """
    if not first:
        raise UnreadableExport("empty")
    for magic, code in _OTHER_FILES:
        if first.startswith(magic):
            raise UnreadableExport(code)
    text = first_text(first)
    body = text[_end_of_prolog(text) :]
    if not text.strip():
        raise UnreadableExport("empty")
    if _HTML.match(body):
        raise UnreadableExport("html_page")
    if found := _REPORTER_ERROR.match(body):
        # Only SIMS's own words: what follows the element may be people.
        said = _TAG.sub(" ", _END_OF_ERROR.split(body[found.end() :], maxsplit=1)[0]).strip()
        raise UnreadableExport("reporter_error", said=f"{said.rstrip('.') or 'nothing more'}.")
    if text.lstrip().startswith("<"):
        return Shape.XML
    if text.lstrip().startswith(("{", "[")) or len(_UNPRINTABLE.findall(text)) > len(text) // 20:
        raise UnreadableExport("not_an_export")
    return Shape.CSV


def first_text(first: bytes) -> str:
    """The first bytes as text, for looking at only: what cannot be decoded is replaced."""
    encoding, mark = detect_encoding(first)
    return first[mark:].decode(encoding, "replace")


def _end_of_prolog(text: str) -> int:
    found = _PROLOG.match(text)
    return found.end() if found else 0
