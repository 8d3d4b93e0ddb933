"""Opening an export of whatever shape: limits, gzip, encoding and shape settled in one place."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from autoupdate.connectors.tabular.csv_reader import CsvRows
from autoupdate.connectors.tabular.encoding import detect_encoding, to_utf8
from autoupdate.connectors.tabular.limits import GZIP_MAGIC, gunzip, limited
from autoupdate.connectors.tabular.rows import ByteSource, Rows
from autoupdate.connectors.tabular.sniff import SNIFF_BYTES, Shape, sniff
from autoupdate.connectors.tabular.xml_reader import XmlRows
from autoupdate.connectors.unreadable import UnreadableExport

MAX_BYTES = 256 * 1024 * 1024
MAX_RATIO = 200


def open_rows(
    source: ByteSource, *, max_bytes: int = MAX_BYTES, max_ratio: int = MAX_RATIO
) -> Rows:
    """The rows of an export, XML or CSV, compressed with gzip or not.

    ``max_bytes`` holds for the body as sent and as uncompressed. Raises UnreadableExport, here or
    while the rows are read.
    """
    pieces = limited(source, max_bytes=max_bytes)
    first, pieces = _look(pieces)
    if first.startswith(GZIP_MAGIC):
        first, pieces = _look(gunzip(pieces, max_bytes=max_bytes, max_ratio=max_ratio))
        if first.startswith(GZIP_MAGIC):
            raise UnreadableExport("inflates_too_much")
    shape = sniff(first[:SNIFF_BYTES])
    encoding, mark = detect_encoding(first)
    utf8 = to_utf8(_skip(pieces, mark), encoding=encoding)
    return _READERS[shape](utf8)


def xml_rows(source: ByteSource, *, max_bytes: int = MAX_BYTES) -> Rows:
    """The rows of a source that must be SIMS's XML."""
    return _only(Shape.XML, source, max_bytes=max_bytes)


def csv_rows(source: ByteSource, *, max_bytes: int = MAX_BYTES) -> Rows:
    """The rows of a source that must be CSV."""
    return _only(Shape.CSV, source, max_bytes=max_bytes)


_READERS: dict[Shape, type[XmlRows] | type[CsvRows]] = {Shape.XML: XmlRows, Shape.CSV: CsvRows}


def _only(shape: Shape, source: ByteSource, *, max_bytes: int) -> Rows:
    rows = open_rows(source, max_bytes=max_bytes)
    if not isinstance(rows, _READERS[shape]):
        raise UnreadableExport("not_an_export")
    return rows


def _look(pieces: Iterator[bytes]) -> tuple[bytes, Iterator[bytes]]:
    """At least ``SNIFF_BYTES`` of the beginning (less if there is no more), and all the pieces."""
    head = b""
    for piece in pieces:
        head += piece
        if len(head) >= SNIFF_BYTES:
            break
    return head, chain((head,), pieces)


def _skip(pieces: Iterator[bytes], num_bytes: int) -> Iterator[bytes]:
    first = next(pieces, b"")
    yield first[num_bytes:]
    yield from pieces
