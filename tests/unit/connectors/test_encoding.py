"""The encoding is told from the bytes, and damage is told from encoding."""

from __future__ import annotations

import codecs

import pytest

from autoupdate.connectors.tabular.encoding import detect_encoding, to_utf8
from autoupdate.connectors.unreadable import UnreadableExport

TEXT = "ID,Forename\r\n1,Zoë\r\n2,Łukasz\r\n"


@pytest.mark.parametrize(
    ("first", "encoding", "num_mark_bytes"),
    [
        (b"ID,Forename", "utf-8", 0),
        (codecs.BOM_UTF8 + b"ID", "utf-8", 3),
        (codecs.BOM_UTF16_LE + b"I\0", "utf-16-le", 2),
        (codecs.BOM_UTF16_BE + b"\0I", "utf-16-be", 2),
        (TEXT.encode("utf-16-le"), "utf-16-le", 0),
        (TEXT.encode("utf-16-be"), "utf-16-be", 0),
        (b"I", "utf-8", 0),
        (b"I\0\0\0D\0\0\0", "utf-8", 0),
    ],
)
def test_detected(first: bytes, encoding: str, num_mark_bytes: int) -> None:
    assert detect_encoding(first) == (encoding, num_mark_bytes)


def utf8(*pieces: bytes, encoding: str = "utf-8") -> str:
    return b"".join(to_utf8(pieces, encoding=encoding)).decode()


def test_utf8_with_a_letter_across_two_pieces() -> None:
    data = "Zoë Łukasz".encode()
    assert utf8(*(data[at : at + 1] for at in range(len(data)))) == "Zoë Łukasz"


def test_windows_from_the_first_byte_that_is_no_utf8() -> None:
    assert utf8(b"ID\r\n", "Zoë€\r\n".encode("cp1252"), "Chloé".encode("cp1252")) == (
        "ID\r\nZoë€\r\nChloé"
    )


def test_windows_in_the_very_last_byte() -> None:
    assert utf8(b"Zo", "ë".encode("cp1252")) == "Zoë"


@pytest.mark.parametrize(
    ("pieces", "encoding", "code"),
    [
        ((b"Zo\xc3\xab ", b"Chlo\xe9 x"), "utf-8", "encoding_mixed"),
        ((b"Zo\xc3\xab Chlo\xe9 x",), "utf-8", "encoding_mixed"),
        ((b"Zo\xc3\xab \xc3",), "utf-8", "truncated"),
        ((b"a\x81",), "utf-8", "encoding_unknown"),
        ((b"a\0b",), "utf-16-le", "truncated"),
        ((b"\x00\xd8a\0",), "utf-16-le", "encoding_mixed"),
    ],
)
def test_damage(pieces: tuple[bytes, ...], encoding: str, code: str) -> None:
    with pytest.raises(UnreadableExport) as refusal:
        utf8(*pieces, encoding=encoding)
    assert refusal.value.code == code
