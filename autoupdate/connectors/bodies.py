"""A vendor's answer read as it comes: unpacked, and given up when it is too big or too slow.

It must not know what the body says, nor any one vendor.
"""

from __future__ import annotations

import time
import zlib
from collections.abc import Iterator

import httpx

from autoupdate.connectors.tabular.limits import size_text
from autoupdate.connectors.trouble import VendorTrouble

_GZIP = 16 + zlib.MAX_WBITS
_STEP = 256 * 1024


def read_body(response: httpx.Response, *, max_bytes: int, until: float, host: str) -> bytes:
    """The whole body, unpacked. ``until`` is a time of ``time.monotonic``.

    httpx would unpack a piece whole before its size is known, so that is done here, in steps.
    Raises VendorTrouble: too_big, timed_out, broken_off, answer_unusable; and httpx's own.
    """
    stated = response.headers.get("content-length", "")
    if stated.isdecimal() and int(stated) > max_bytes:
        raise VendorTrouble("too_big", host=host, limit=size_text(max_bytes))
    body = bytearray()
    for piece in _unpacked(_in_time(response, until=until, host=host), response, host=host):
        body += piece
        if len(body) > max_bytes:
            raise VendorTrouble("too_big", host=host, limit=size_text(max_bytes))
    return bytes(body)


def _in_time(response: httpx.Response, *, until: float, host: str) -> Iterator[bytes]:
    for piece in response.iter_raw():
        if time.monotonic() > until:
            raise VendorTrouble("timed_out", host=host)
        yield piece


def _unpacked(pieces: Iterator[bytes], response: httpx.Response, *, host: str) -> Iterator[bytes]:
    encoding = response.headers.get("content-encoding", "identity").strip().lower()
    if encoding in ("", "identity"):
        yield from pieces
    elif encoding in ("gzip", "x-gzip"):
        yield from _gunzipped(pieces, host=host)
    else:
        raise VendorTrouble(
            "answer_unusable",
            host=host,
            status=str(response.status_code),
            resource=f"a body packed as {encoding[:20]}",
        )


def _gunzipped(pieces: Iterator[bytes], *, host: str) -> Iterator[bytes]:
    unpack = zlib.decompressobj(_GZIP)
    is_begun = False
    try:
        for piece in pieces:
            is_begun = True
            packed = piece
            while packed and not unpack.eof:
                yield unpack.decompress(packed, _STEP)
                packed = unpack.unconsumed_tail
        yield unpack.flush()
    except zlib.error as error:
        raise VendorTrouble("broken_off", host=host) from error
    if is_begun and not unpack.eof:
        raise VendorTrouble("broken_off", host=host)
