"""From a raw body to a filtered, encrypted rows file in the vault, in one pass.

It must not know the database: what comes of the reading is told, not stored.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings

from autoupdate import vault
from autoupdate.connectors.caption import caption_key
from autoupdate.connectors.intake import FilteredExport
from autoupdate.connectors.tabular.limits import size_text
from autoupdate.connectors.tabular.rows import GivenRows, Readable, Row
from autoupdate.connectors.unreadable import UnreadableExport
from autoupdate.receive.admission import Admission
from autoupdate.receive.body import Body, stand_in_hash
from autoupdate.receive.refusals import UploadRefused

UNNAMED_COLUMN = "(not one of this report’s columns)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one body was. With a ``fault`` nothing is stored and ``stored_as`` is ""."""

    sha256: str
    num_bytes: int
    format: str = ""
    num_rows: int = 0
    stored_as: str = ""
    fault: str = ""
    fault_detail: Mapping[str, Any] = field(default_factory=dict)

    def discard(self) -> None:
        """Remove what was stored."""
        if self.stored_as:
            vault.delete(self.stored_as)


def read_and_store(stream: Readable, *, admission: Admission, num_stated: int | None) -> Reading:
    """Read the body once; store the rows that may be kept, or say what is wrong with it.

    ``num_stated`` is the length that the sender stated. A body stated to be too big is not read at
    all. Raises UploadRefused when the body did not arrive or could not be stored.
    """
    max_bytes = settings.UPLOAD_MAX_BYTES
    if num_stated is not None and num_stated > max_bytes:
        return Reading(
            sha256=stand_in_hash(num_stated),
            num_bytes=num_stated,
            fault="too_big",
            fault_detail={"limit": size_text(max_bytes)},
        )
    body = Body(stream, max_bytes=max_bytes)
    reading = _read(body, admission=admission, max_bytes=max_bytes)
    if num_stated is not None and body.num_bytes < num_stated:
        reading.discard()
        raise UploadRefused("body_incomplete")
    return reading


def _read(body: Body, *, admission: Admission, max_bytes: int) -> Reading:
    stored_as = format_name = ""
    try:
        export = FilteredExport.of_file(
            body,
            sub_report=admission.sub_report,
            not_uploaded=admission.not_uploaded,
            max_bytes=max_bytes,
        )
        format_name = export.format
        stored_as = vault.write(export)
        body.drain()
    except UnreadableExport as fault:
        body.drain()
        return Reading(
            sha256=body.sha256,
            num_bytes=body.num_bytes,
            format=format_name,
            fault=fault.code,
            fault_detail=_harmless(fault.details, admission=admission),
        )
    except OSError as error:
        raise UploadRefused("not_stored") from error
    except BaseException:
        if stored_as:
            vault.delete(stored_as)
        raise
    return Reading(
        sha256=body.sha256,
        num_bytes=body.num_bytes,
        format=format_name,
        num_rows=export.num_rows,
        stored_as=stored_as,
    )


def store_rows(rows: Iterable[Row], *, admission: Admission) -> Reading:
    """Store the rows that a connector fetched, or say what is wrong with them as a whole.

    There is no body: the hash and the size are of what is stored. What ``rows`` raises by itself (a
    VendorTrouble in the middle of a list) goes through, and nothing is kept.
    """
    kept = _Counted()
    try:
        export = FilteredExport(
            GivenRows(rows),
            sub_report=admission.sub_report,
            not_uploaded=admission.not_uploaded,
        )
        stored_as = vault.write(kept.of(export))
    except UnreadableExport as fault:
        return Reading(
            sha256=kept.sha256,
            num_bytes=kept.num_bytes,
            format=GivenRows.format,
            fault=fault.code,
            fault_detail=_harmless(fault.details, admission=admission),
        )
    except OSError as error:
        raise UploadRefused("not_stored") from error
    return Reading(
        sha256=kept.sha256,
        num_bytes=kept.num_bytes,
        format=export.format,
        num_rows=export.num_rows,
        stored_as=stored_as,
    )


class _Counted:
    """Chunks on their way to the vault: counted and hashed."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()
        self.num_bytes = 0

    @property
    def sha256(self) -> str:
        """The hash in hex."""
        return self._hash.hexdigest()

    def of(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """The same chunks."""
        for chunk in chunks:
            self._hash.update(chunk)
            self.num_bytes += len(chunk)
            yield chunk


def _harmless(details: Mapping[str, str], *, admission: Admission) -> dict[str, str]:
    """The details without what the school did not agree to send.

    In a file without a heading the first person stands where the captions should, so a caption is
    repeated only if it is one of ours. NUL is no text to the database.
    """
    told = {name: value.replace("\0", "") for name, value in details.items()}
    sub_report = admission.sub_report
    known = {caption_key(caption) for each in sub_report.fields for caption in each.captions} | set(
        map(caption_key, sub_report.foreign_captions)
    )
    if "caption" in told and caption_key(told["caption"]) not in known:
        told["caption"] = UNNAMED_COLUMN
    return told
