"""The raw body of an upload on its way through: counted and hashed, and never kept."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from autoupdate.connectors.tabular.rows import CHUNK_BYTES, Readable
from autoupdate.receive.refusals import UploadRefused


class Body:
    """Chunks of a raw body. ``sha256`` and ``num_bytes`` are of what was read so far."""

    def __init__(self, stream: Readable, *, max_bytes: int) -> None:
        self._stream = stream
        self._max_bytes = max_bytes
        self._hash = hashlib.sha256()
        self.num_bytes = 0

    @property
    def sha256(self) -> str:
        """The hash in hex."""
        return self._hash.hexdigest()

    def __iter__(self) -> Iterator[bytes]:
        while chunk := self._read():
            self._hash.update(chunk)
            self.num_bytes += len(chunk)
            yield chunk

    def drain(self) -> None:
        """Read the rest, if the body is not too big: what was sent twice has one hash, then."""
        for _ in self:
            if self.num_bytes > self._max_bytes:
                return

    def _read(self) -> bytes:
        try:
            return self._stream.read(CHUNK_BYTES)
        except OSError as error:  # how a lost connection shows
            raise UploadRefused("body_incomplete") from error


def stand_in_hash(num_bytes: int) -> str:
    """For a body that was refused unread: two of the same stated length count as the same."""
    return hashlib.sha256(f"not read: {num_bytes} bytes".encode()).hexdigest()
