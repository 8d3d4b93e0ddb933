"""Sizes are limited while reading, compressed or not."""

from __future__ import annotations

import gzip
import io

import pytest

from autoupdate.connectors.tabular.limits import gunzip, limited, size_text
from autoupdate.connectors.tabular.opening import open_rows
from autoupdate.connectors.tabular.rows import CHUNK_BYTES, chunks
from autoupdate.connectors.unreadable import UnreadableExport
from tests.unit.connectors.exports import ADA, BEN, xml


def test_chunks_come_from_readers_and_from_iterables() -> None:
    data = bytes(CHUNK_BYTES * 2 + 1)
    for source in (io.BytesIO(data), [data], [b"", data[:5], data[5:], b""]):
        pieces = list(chunks(source))
        assert b"".join(pieces) == data
        assert all(0 < len(piece) <= CHUNK_BYTES for piece in pieces)


def test_as_many_bytes_as_allowed_pass() -> None:
    assert b"".join(limited([b"12345"], max_bytes=5)) == b"12345"
    with pytest.raises(UnreadableExport, match="larger than 4 bytes"):
        list(limited([b"12345"], max_bytes=4))


def test_gzip_of_several_members_is_one_stream() -> None:
    body = gzip.compress(b"one ") + gzip.compress(b"two ") + gzip.compress(b"three")
    assert b"".join(gunzip([body], max_bytes=100, max_ratio=10)) == b"one two three"


def test_a_compressed_export_is_read_like_any_other() -> None:
    body = gzip.compress(xml(ADA, BEN).encode())
    assert list(open_rows(io.BytesIO(body))) == [ADA, BEN]


def test_the_limit_holds_for_what_comes_out() -> None:
    body = gzip.compress(bytes(100_000))
    with pytest.raises(UnreadableExport, match=r"larger than 48\.83 KB"):
        list(gunzip([body], max_bytes=50_000, max_ratio=10_000))


def test_a_small_file_may_compress_as_well_as_it_likes() -> None:
    body = gzip.compress(bytes(100_000))
    assert len(b"".join(gunzip([body], max_bytes=100_000, max_ratio=2))) == 100_000


@pytest.mark.parametrize(
    ("num_bytes", "text"),
    [(12, "12 bytes"), (2048, "2 KB"), (200 * 1024**2, "200 MB"), (3 * 1024**3, "3 GB")],
)
def test_sizes_in_words(num_bytes: int, text: str) -> None:
    assert size_text(num_bytes) == text
