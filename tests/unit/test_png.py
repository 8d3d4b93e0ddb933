"""Screenshots are made small without changing what is seen."""

from __future__ import annotations

import struct
import zlib
from typing import Any

import numpy as np
import pytest

from scripts.png import _chunk, _chunks, _points, with_palette

_SIZE = (7, 5)


def picture(colours: int = 12) -> Any:
    """A small picture of some colours, no two rows alike."""
    chance = np.random.default_rng(1)
    palette = chance.integers(0, 256, (colours, 3), np.uint8)
    return palette[chance.integers(0, colours, _SIZE)]


def written(points: Any, *, how: int) -> bytes:
    """The picture as a PNG whose rows are all written in one of the five ways."""
    height, width, size = points.shape
    before = np.zeros(width * size, np.int32)
    lines = b""
    for row in points.reshape(height, -1).astype(np.int32):
        left = np.concatenate([np.zeros(size, np.int32), row[:-size]])
        corner = np.concatenate([np.zeros(size, np.int32), before[:-size]])
        guess = [0 * row, left, before, (left + before) // 2, paeth(left, before, corner)][how]
        lines += bytes([how]) + ((row - guess) % 256).astype(np.uint8).tobytes()
        before = row
    kind = {3: 2, 4: 6}[size]
    header = struct.pack(">IIBBBBB", width, height, 8, kind, 0, 0, 0)
    body = [(b"IHDR", header), (b"IDAT", zlib.compress(lines)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in body)


def paeth(left: Any, up: Any, corner: Any) -> Any:
    """The standard's fifth way: the neighbour nearest to left + up - corner."""
    options = np.stack([left, up, corner])
    nearest = np.abs(options - (left + up - corner)).argmin(axis=0)
    return np.take_along_axis(options, nearest[None], axis=0)[0]


@pytest.mark.parametrize("how", range(5))
def test_every_way_to_write_a_row_is_read(how: int) -> None:
    assert (_points(written(picture(), how=how)) == picture()).all()


def test_a_picture_of_few_colours_stays_as_it_is() -> None:
    small = with_palette(written(picture(), how=1))
    chunks = dict(_chunks(small))
    palette = np.frombuffer(chunks[b"PLTE"], np.uint8).reshape(-1, 3)
    height, width = _SIZE
    rows = np.frombuffer(zlib.decompress(chunks[b"IDAT"]), np.uint8).reshape(height, width + 1)
    assert (palette[rows[:, 1:]] == picture()).all()


def test_transparency_is_left_out() -> None:
    points = np.dstack([picture(), np.full(_SIZE, 255, np.uint8)])
    assert (_points(written(points, how=4)) == picture()).all()


def test_what_is_no_plain_png_is_refused() -> None:
    small = with_palette(written(picture(), how=0))
    with pytest.raises(ValueError, match="8 bits a channel"):
        _points(small)
