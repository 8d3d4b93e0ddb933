"""A body is unpacked in steps, and given up as soon as it is too big or takes too long."""

from __future__ import annotations

import gzip
import time
from collections.abc import Iterable

import httpx
import pytest

from autoupdate.connectors.bodies import read_body
from autoupdate.connectors.trouble import VendorTrouble

SOON = 60.0


class Pieces(httpx.SyncByteStream):
    """A body in pieces; ``num_taken`` counts those that were asked for."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = pieces
        self.num_taken = 0

    def __iter__(self):  # type: ignore[no-untyped-def]
        for piece in self._pieces:
            self.num_taken += 1
            yield piece


def read(
    *pieces: bytes, encoding: str = "", max_bytes: int = 1000, until: float | None = None
) -> bytes:
    headers = {"Content-Encoding": encoding} if encoding else {}
    response = httpx.Response(200, headers=headers, stream=Pieces(pieces))
    until = time.monotonic() + SOON if until is None else until
    return read_body(response, max_bytes=max_bytes, until=until, host="mis.example")


def trouble(*pieces: bytes, **more: object) -> VendorTrouble:
    with pytest.raises(VendorTrouble) as met:
        read(*pieces, **more)  # type: ignore[arg-type]
    return met.value


def test_a_body_is_put_together() -> None:
    assert read(b"ab", b"cd") == b"abcd"
    assert read() == b""
    assert read(b"ab", encoding="identity") == b"ab"


@pytest.mark.parametrize("encoding", ["gzip", "x-gzip", "GZIP"])
def test_a_packed_body_is_unpacked_however_it_is_cut(encoding: str) -> None:
    data = bytes(range(256)) * 3
    packed = gzip.compress(data)
    assert read(packed, encoding=encoding) == data
    assert read(*(packed[each : each + 1] for each in range(len(packed))), encoding="gzip") == data
    assert read(encoding="gzip") == b""


def test_a_large_packed_body_comes_whole() -> None:
    data = b"{}" * 500_000
    assert read(gzip.compress(data), encoding="gzip", max_bytes=len(data)) == data


def test_a_body_over_the_limit_is_given_up() -> None:
    found = trouble(*[b"x" * 100] * 1000)
    assert (found.code, found.details["limit"]) == ("too_big", "1000 bytes")


def test_a_body_stated_to_be_over_the_limit_is_not_even_begun() -> None:
    stream = Pieces([b"x"])
    response = httpx.Response(200, headers={"Content-Length": "1001"}, stream=stream)
    with pytest.raises(VendorTrouble) as met:
        read_body(response, max_bytes=1000, until=time.monotonic() + SOON, host="mis.example")
    assert (met.value.code, stream.num_taken) == ("too_big", 0)


def test_a_bomb_goes_off_in_steps() -> None:
    bomb = gzip.compress(bytes(30_000_000), compresslevel=1)
    assert trouble(bomb, encoding="gzip", max_bytes=1_000_000).code == "too_big"


def test_a_body_that_takes_too_long_is_given_up() -> None:
    assert trouble(b"a", b"b", until=time.monotonic() - 1).code == "timed_out"


def test_drops_of_a_packed_body_count_as_time_too() -> None:
    packed = gzip.compress(b"x" * 100)
    found = trouble(packed[:4], packed[4:8], encoding="gzip", until=time.monotonic() - 1)
    assert found.code == "timed_out"


@pytest.mark.parametrize(
    "data", [gzip.compress(b"x" * 500)[:-9], b"not packed at all"], ids=["cut", "plain"]
)
def test_half_a_packed_body_is_none(data: bytes) -> None:
    assert trouble(data, encoding="gzip").code == "broken_off"


def test_an_unknown_packing_is_said() -> None:
    found = trouble(b"x", encoding="br")
    assert (found.code, found.details["resource"]) == ("answer_unusable", "a body packed as br")
