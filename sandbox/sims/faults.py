"""How a SIMS export goes wrong: a permission lost, a run that failed, a file cut off.

Each fault leaves columns out before the export is written, or spoils its bytes afterwards. Knows
nothing of the school in it.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

_RECORD = re.compile(rb"\s*<Record>.*?</Record>", re.DOTALL)
_DECLARATION = re.compile(rb"^<\?xml[^>]*\?>\s*")

ID_CAPTIONS: Final = frozenset(
    {"primary_id", "multiple_id", "ID", "External ID", "Student ID", "Staff ID", "Contact ID"}
    | {"Class ID"}
)
ROLE_CAPTIONS: Final = frozenset(
    {"Role Text", "Role", "Employment Start Date", "Employment End Date"}
)


def _unspoilt(data: bytes) -> bytes:
    return data


@dataclass(frozen=True, slots=True)
class Fault:
    """One way to go wrong. ``text`` says what happened, for whoever picks it from a list."""

    text: str
    lost_captions: frozenset[str] = frozenset()
    spoil: Callable[[bytes], bytes] = _unspoilt


def _reporter_error(_: bytes) -> bytes:
    return (
        b"<CommandReporterError>\r\n"
        b"Login failed. Please check the user name and password.\r\n"
        b"</CommandReporterError>\r\n"
    )


def _cut_off(data: bytes) -> bytes:
    return data[: len(data) * 3 // 5]


def _nothing(_: bytes) -> bytes:
    return b""


def _header_only(data: bytes) -> bytes:
    if data.lstrip(b"\xef\xbb\xbf").startswith(b"<"):
        return _RECORD.sub(b"", data)
    return data.split(b"\n", 1)[0] + b"\n"


def _half_the_rows(data: bytes) -> bytes:
    if b"<Record>" not in data:
        lines = data.splitlines(keepends=True)
        return b"".join(lines[: (len(lines) + 1) // 2])
    records = _RECORD.findall(data)
    start, end = data.index(records[0]), data.rindex(records[-1]) + len(records[-1])
    return data[:start] + b"".join(records[: len(records) // 2]) + data[end:]


def _web_page(_: bytes) -> bytes:
    return (
        b"<!DOCTYPE html>\n<html><head><title>502 Bad Gateway</title></head>"
        b"<body><h1>Bad Gateway</h1></body></html>\n"
    )


def _mislabelled(data: bytes) -> bytes:
    text = data.decode("utf-8")
    return text.encode("cp1252", "replace")


def _entity_bomb(data: bytes) -> bytes:
    levels = "".join(f'<!ENTITY l{level} "{f"&l{level - 1};" * 10}">' for level in range(1, 10))
    doctype = f'<!DOCTYPE SuperStarReport [<!ENTITY l0 "lol">{levels}]>\n'.encode()
    return _after_declaration(data, doctype).replace(b"<Reg>", b"<Reg>&l9;", 1)


def _external_entity(data: bytes) -> bytes:
    doctype = b'<!DOCTYPE SuperStarReport [<!ENTITY x SYSTEM "file:///etc/hostname">]>\n'
    return _after_declaration(data, doctype).replace(b"<Reg>", b"<Reg>&x;", 1)


def _after_declaration(data: bytes, inserted: bytes) -> bytes:
    found = _DECLARATION.match(data)
    end = found.end() if found else 0
    return data[:end] + inserted + data[end:]


def _zip_bomb(_: bytes) -> bytes:
    return gzip.compress(b" " * (64 * 1024 * 1024), compresslevel=9)


def _first_row_twice(data: bytes) -> bytes:
    found = _RECORD.search(data)
    if found is None:
        lines = data.splitlines(keepends=True)
        return b"".join([*lines[:2], *lines[1:]])
    return data[: found.end()] + found.group() + data[found.end() :]


NO_FAULT: Final = Fault("Nothing went wrong.")

#: Every fault by the name it has on command lines and in tests.
FAULTS: Final[Mapping[str, Fault]] = {
    "none": NO_FAULT,
    "no_ids": Fault("The user is not in the Third Party Reporting group.", ID_CAPTIONS),
    "no_roles": Fault("The user is not in the Personnel Officer group.", ROLE_CAPTIONS),
    "reporter_error": Fault("CommandReporter could not log in.", spoil=_reporter_error),
    "truncated": Fault("The file is cut off after three fifths.", spoil=_cut_off),
    "empty": Fault("The file has no bytes.", spoil=_nothing),
    "header_only": Fault("The file has no rows.", spoil=_header_only),
    "half_the_rows": Fault("A well-formed file without the second half.", spoil=_half_the_rows),
    "web_page": Fault("A web page about an error, saved as the export.", spoil=_web_page),
    "mislabelled": Fault("It says UTF-8 and is Windows-1252.", spoil=_mislabelled),
    "first_row_twice": Fault("The first row comes twice.", spoil=_first_row_twice),
    "entity_bomb": Fault("XML entities that grow to gigabytes.", spoil=_entity_bomb),
    "external_entity": Fault("XML that asks for a local file.", spoil=_external_entity),
    "zip_bomb": Fault("A small gzip of 64 MB of blanks.", spoil=_zip_bomb),
}
