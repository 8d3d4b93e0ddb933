"""Makes a screenshot small: one of 256 colours for each point instead of any. It knows no page."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

Points = npt.NDArray[np.uint8]
_START = b"\x89PNG\r\n\x1a\n"
_MOST_COLOURS = 256


def with_palette(png: bytes) -> bytes:
    """The same picture with at most 256 colours: rare shades become the nearest frequent one."""
    points = _points(png)
    height, width = points.shape[:2]
    packed = (points.astype(np.uint32) << np.array([16, 8, 0], np.uint32)).sum(axis=2)
    shades, places, numbers = np.unique(packed, return_inverse=True, return_counts=True)
    frequent = shades[np.argsort(-numbers, kind="stable")[:_MOST_COLOURS]]
    rows = _nearest(shades, frequent)[places].reshape(height, width)
    lines = b"".join(b"\0" + row.tobytes() for row in rows)
    palette = b"".join(int(shade).to_bytes(3, "big") for shade in frequent)
    return _START + b"".join(
        [
            _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
            _chunk(b"PLTE", palette),
            _chunk(b"IDAT", zlib.compress(lines, 9)),
            _chunk(b"IEND", b""),
        ]
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _nearest(shades: npt.NDArray[np.uint32], palette: npt.NDArray[np.uint32]) -> Points:
    """The place in the palette that is nearest to each shade."""
    ours, theirs = _channels(shades), _channels(palette)
    found = [np.argmin(((theirs - shade) ** 2).sum(axis=1)) for shade in ours]
    return np.array(found, np.uint8)


def _channels(packed: npt.NDArray[np.uint32]) -> npt.NDArray[np.int32]:
    return np.stack([packed >> 16, packed >> 8 & 255, packed & 255], axis=1).astype(np.int32)


def _points(png: bytes) -> Points:
    """Height × width × (red, green, blue) of a PNG with 8 bits a channel, as browsers write it."""
    width, height, depth, kind = struct.unpack(">IIBB", png[16:26])
    if depth != 8 or kind not in (2, 6):
        raise ValueError("Only PNGs with 8 bits a channel and without a palette are read.")
    size = {2: 3, 6: 4}[kind]
    data = zlib.decompress(b"".join(body for name, body in _chunks(png) if name == b"IDAT"))
    rows = np.frombuffer(data, np.uint8).reshape(height, 1 + width * size)
    before = np.zeros(width * size, np.uint8)
    found = []
    for row in rows:
        before = _unfiltered(int(row[0]), row[1:], before, size)
        found.append(before)
    return np.stack(found).reshape(height, width, size)[:, :, :3]


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(_START)
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        yield png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        at += length + 12


def _unfiltered(how: int, row: Points, above: Points, size: int) -> Points:
    """Undo one of PNG's five ways to write a row as differences (RFC 2083, section 6)."""
    if how == 0:
        return row.copy()
    if how == 1:
        return np.cumsum(row.reshape(-1, size), axis=0, dtype=np.uint8).reshape(-1)
    if how == 2:
        return row + above
    return _step_by_step(how, row.tolist(), above.tolist(), size)


def _step_by_step(how: int, row: list[int], above: list[int], size: int) -> Points:
    done = [0] * len(row)
    for at, value in enumerate(row):
        left = done[at - size] if at >= size else 0
        corner = above[at - size] if at >= size else 0
        guess = (left + above[at]) // 2 if how == 3 else _paeth(left, above[at], corner)
        done[at] = (value + guess) & 255
    return np.array(done, np.uint8)


def _paeth(left: int, up: int, corner: int) -> int:
    guess = left + up - corner
    return min((left, up, corner), key=lambda each: abs(guess - each))
