"""SIMS's XML report as a stream of rows: ``<SuperStarReport><Record><Caption>text…``.

Entities, document types and the network are off, and memory stays flat whatever the file's size.
Must not know which captions matter.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from lxml import etree

from autoupdate.connectors.caption import decode_caption
from autoupdate.connectors.tabular.rows import MAX_CAPTIONS, MAX_RECORD_BYTES, Row, Rows
from autoupdate.connectors.unreadable import UnreadableExport

ROOT, RECORD = "SuperStarReport", "Record"
MAX_PROLOG_BYTES = 64 * 1024

_CONTROLS = bytes(byte for byte in range(32) if byte not in b"\t\n\r")
_PROLOG_ITEM = re.compile(rb"\s*(?:<\?.*?\?>|<!--.*?-->)", re.DOTALL)
_ROOT_TAG = re.compile(rb"\s*<([^\s/>!?]+)[\s/>]")
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_REFERENCE = re.compile(rb"&#(?:[xX]([0-9A-Fa-f]{1,8})|([0-9]{1,9}));")
_LONGEST_REFERENCE = 14


class _Captions(dict[Any, str]):
    """Tag → caption, learned as tags appear; ``seen`` are the captions."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()

    def __missing__(self, tag: Any) -> str:
        if len(self) >= MAX_CAPTIONS:
            raise UnreadableExport("too_many_columns", limit=MAX_CAPTIONS)
        caption = self[tag] = decode_caption(str(tag).rpartition("}")[2])
        self.seen.add(caption)
        return caption


class XmlRows(Rows):
    """The rows of one XML report, given as UTF-8 chunks; see ``Rows``."""

    format = "xml"

    def __init__(self, utf8: Iterable[bytes]) -> None:
        self._names = _Captions()
        self.captions = self._names.seen
        self._chunks = _without_forbidden_references(_without_controls(utf8))
        self._has_ended = False
        self._num_lines = 1

    def __iter__(self) -> Iterator[Row]:
        parser = etree.XMLPullParser(
            events=("end",),
            tag=("{*}" + RECORD, "{*}" + ROOT),
            encoding="utf-8",
            resolve_entities=False,
            load_dtd=False,
            dtd_validation=False,
            no_network=True,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        num_since_record = 0
        for chunk in _after_prolog(iter(self._chunks)):
            _feed(parser, chunk)
            num_since_record += len(chunk)
            self._num_lines += chunk.count(b"\n")
            for row in self._rows_ready(parser):
                num_since_record = 0
                yield row
            if num_since_record > MAX_RECORD_BYTES:
                raise UnreadableExport("record_too_long")
        self._close(parser)

    def _rows_ready(self, parser: etree.XMLPullParser) -> Iterator[Row]:
        names = self._names
        for _event, element in parser.read_events():
            if element.getparent() is None:
                self._has_ended = True
                continue
            row = {names[child.tag]: child.text or "" for child in element}
            if len(row) != len(element):
                raise UnreadableExport("duplicate_captions", caption=_repeated(element, names))
            yield row
            _forget(element)

    def _close(self, parser: etree.XMLPullParser) -> None:
        try:
            parser.close()
        except etree.XMLSyntaxError as error:
            # The parser gives many codes to a file that just stops, but always its last line.
            if not self._has_ended and (error.lineno or 0) >= self._num_lines:
                raise UnreadableExport("truncated") from error
            raise UnreadableExport("xml_malformed", line=_line(error)) from error


def _feed(parser: etree.XMLPullParser, chunk: bytes) -> None:
    try:
        parser.feed(chunk)
    except etree.XMLSyntaxError as error:
        raise UnreadableExport("xml_malformed", line=_line(error)) from error


def _line(error: etree.XMLSyntaxError) -> int:
    """Where the fault is. Of an entity not declared, only the newest log entry knows the place."""
    lines = [error.lineno or 0, *(entry.line for entry in list(error.error_log)[-1:]), 1]
    return next(filter(None, lines))


def _forget(element: etree._Element) -> None:
    """Drop a record that has been read, and whatever stands before it, from the tree."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _repeated(element: etree._Element, names: _Captions) -> str:
    """The caption that a record has more than once."""
    return Counter(names[child.tag] for child in element).most_common(1)[0][0]


def _after_prolog(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The chunks from the root tag on, once the prolog is known to be harmless.

    The declaration is taken off, because the encoding it names may be a lie; comments too.
    """
    head = b""
    for chunk in chunks:
        head += chunk
        if _DOCTYPE.search(head[:MAX_PROLOG_BYTES]):
            raise UnreadableExport("xml_doctype")
        start = _end_of_prolog(head)
        if found := _ROOT_TAG.match(head, start):
            _check_root(found.group(1))
            # Line ends stay, so that a fault is reported in the line where it is.
            yield b"\n" * head.count(b"\n", 0, start) + head[start:]
            yield from chunks
            return
        if len(head) > MAX_PROLOG_BYTES:
            raise UnreadableExport("not_an_export")
    raise UnreadableExport("truncated")


def _end_of_prolog(head: bytes) -> int:
    end = 0
    while found := _PROLOG_ITEM.match(head, end):
        end = found.end()
    return end


def _check_root(tag: bytes) -> None:
    name = tag.decode("utf-8", "replace").rpartition(":")[2]
    if name != ROOT:
        raise UnreadableExport("other_xml", root=name)


def _without_controls(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """XML forbids control characters, yet MIS fields contain them; one must not cost a school."""
    for chunk in chunks:
        yield chunk.translate(None, _CONTROLS)


def _without_forbidden_references(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same for characters written as ``&#x1F;``, also where a chunk ends in the middle."""
    carry = b""
    for chunk in chunks:
        data = carry + chunk
        cut = data.rfind(b"&", max(0, len(data) - _LONGEST_REFERENCE))
        carry = data[cut:] if cut >= 0 and b";" not in data[cut:] else b""
        data = data[: len(data) - len(carry)]
        yield _REFERENCE.sub(_kept_reference, data) if b"&#" in data else data
    if carry:
        yield carry


def _kept_reference(found: re.Match[bytes]) -> bytes:
    hexadecimal, decimal = found.groups()
    number = int(hexadecimal, 16) if hexadecimal else int(decimal)
    is_allowed = (
        number in (9, 10, 13)
        or 0x20 <= number <= 0xD7FF
        or 0xE000 <= number <= 0xFFFD
        or 0x10000 <= number <= 0x10FFFF
    )
    return found.group(0) if is_allowed else b""
