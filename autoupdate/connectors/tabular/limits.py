"""Limits on what is read: a body's size, and what a compressed body may grow to."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from autoupdate.connectors.tabular.rows import CHUNK_BYTES, ByteSource, chunks
from autoupdate.connectors.unreadable import UnreadableExport

GZIP_MAGIC = b"\x1f\x8b"
#: Below this many bytes a high ratio proves nothing: a short repetitive file compresses well.
RATIO_FREE_BYTES = 4 * 1024 * 1024
_GZIP_FORMAT = 16 + zlib.MAX_WBITS


def limited(source: ByteSource, *, max_bytes: int) -> Iterator[bytes]:
    """The source's chunks; ``too_big`` as soon as there are more than ``max_bytes``."""
    num_bytes = 0
    for chunk in chunks(source):
        num_bytes += len(chunk)
        if num_bytes > max_bytes:
            raise UnreadableExport("too_big", limit=size_text(max_bytes))
        yield chunk


def gunzip(source: ByteSource, *, max_bytes: int, max_ratio: int) -> Iterator[bytes]:
    """The uncompressed chunks of a gzip body of one or more members, as a stream.

    ``too_big`` beyond ``max_bytes`` uncompressed; ``inflates_too_much`` when it grows more than
    ``max_ratio`` times; ``gzip_broken`` when damaged or cut off.
    """
    num_in = num_out = 0
    inflater = zlib.decompressobj(_GZIP_FORMAT)
    for chunk in chunks(source):
        num_in += len(chunk)
        pending = chunk
        while pending:
            if inflater.eof:
                inflater = zlib.decompressobj(_GZIP_FORMAT)
            plain, pending = _inflate(inflater, pending)
            num_out += len(plain)
            if num_out > max_bytes:
                raise UnreadableExport("too_big", limit=size_text(max_bytes))
            if num_out > RATIO_FREE_BYTES and num_out > max_ratio * num_in:
                raise UnreadableExport("inflates_too_much")
            if plain:
                yield plain
    if not inflater.eof:
        raise UnreadableExport("gzip_broken")


def _inflate(inflater: zlib._Decompress, data: bytes) -> tuple[bytes, bytes]:
    try:
        plain = inflater.decompress(data, CHUNK_BYTES)
    except zlib.error as error:
        raise UnreadableExport("gzip_broken") from error
    return plain, inflater.unused_data if inflater.eof else inflater.unconsumed_tail


def size_text(num_bytes: int) -> str:
    """A size as people say it: ``200 MB``."""
    for unit, size in (("GB", 1024**3), ("MB", 1024**2), ("KB", 1024)):
        if num_bytes >= size:
            return f"{num_bytes / size:.4g} {unit}"
    return f"{num_bytes} bytes"
