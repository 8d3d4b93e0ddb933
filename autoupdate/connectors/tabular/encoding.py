"""Bytes in whatever encoding an export has → UTF-8, as a stream.

What a file declares about itself is not believed: Windows programs write UTF-16 or Windows-1252
under a declaration of UTF-8, and the other way about. The bytes decide.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Iterator

from autoupdate.connectors.unreadable import UnreadableExport

#: byte order mark → the codec of what follows. UTF-32 first: its mark begins as UTF-16's does.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE = 256


def detect_encoding(first: bytes) -> tuple[str, int]:
    """The codec of a file beginning with ``first``, and the length of its byte order mark.

    ``utf-8`` means one byte a character so far: UTF-8 or Windows-1252.
    """
    for mark, name in _MARKS:
        if first.startswith(mark):
            if name == "utf-32":
                raise UnreadableExport("encoding_unknown")
            return name, len(mark)
    sample = first[: _SAMPLE - _SAMPLE % 2]
    half = len(sample) // 2
    # Captions and mark-up are ASCII, so UTF-16 shows as a zero in nearly every second byte.
    if half and sample[1::2].count(0) > half * 0.7 and sample[0::2].count(0) == 0:
        return "utf-16-le", 0
    if half and sample[0::2].count(0) > half * 0.7 and sample[1::2].count(0) == 0:
        return "utf-16-be", 0
    return "utf-8", 0


def to_utf8(pieces: Iterable[bytes], *, encoding: str) -> Iterator[bytes]:
    """The same text in UTF-8. The byte order mark must already have been taken off."""
    if encoding == "utf-8":
        return _from_single_bytes(pieces)
    return _from_utf16(pieces, encoding=encoding)


def _from_utf16(pieces: Iterable[bytes], *, encoding: str) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    try:
        for piece in pieces:
            yield decoder.decode(piece).encode("utf-8")
    except UnicodeError as error:
        raise UnreadableExport("encoding_mixed") from error
    if decoder.getstate()[0]:
        raise UnreadableExport("truncated")


def _from_single_bytes(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """UTF-8 until a byte proves otherwise; Windows-1252 if all before that byte was ASCII."""
    remaining = iter(pieces)
    pending = b""
    is_utf8_for_certain = False
    for piece in remaining:
        if not pending and piece.isascii():
            yield piece
            continue
        data = pending + piece
        try:
            _, consumed = codecs.utf_8_decode(data, "strict", False)
        except UnicodeDecodeError as error:
            if is_utf8_for_certain or not data[: error.start].isascii():
                raise UnreadableExport("encoding_mixed") from error
            yield _from_windows(data)
            yield from map(_from_windows, remaining)
            return
        pending = data[consumed:]
        is_utf8_for_certain = is_utf8_for_certain or not data[:consumed].isascii()
        yield data[:consumed]
    if pending and is_utf8_for_certain:
        raise UnreadableExport("truncated")
    if pending:
        yield _from_windows(pending)


def _from_windows(data: bytes) -> bytes:
    try:
        return data.decode("cp1252").encode("utf-8")
    except UnicodeDecodeError as error:
        raise UnreadableExport("encoding_unknown") from error
