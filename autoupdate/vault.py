"""The encrypted file store: what schools send, filtered, kept for a while for the service desk.

A file is a run of blocks, each encrypted by itself and bound to its file, its place and whether it
is the last, so that no block can be moved, left out or taken from another file unnoticed. It must
not know what the bytes mean.
"""

from __future__ import annotations

import io
import struct
import uuid
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from typing import IO, BinaryIO, cast

from cryptography.fernet import InvalidToken
from django.conf import settings

from autoupdate.secret_box import cipher
from autoupdate.storage import AtomicFileStorage, StreamedFile

BLOCK_BYTES = 64 * 1024
#: What is encrypted begins with: file id, number of the block, whether it is the last.
_PLACE = struct.Struct(">16sQ?")
#: On the disk, before each encrypted block: its length.
_LENGTH = struct.Struct(">I")
#: A block in base64 with its padding and signature can be no longer than this.
_LONGEST_TOKEN = 2 * BLOCK_BYTES
_ENDING = ".rows"


class VaultError(Exception):
    """The stored file is missing, was changed or cut, or its key is no longer held."""


def write(chunks: Iterable[bytes]) -> str:
    """Store the chunks as one new file and return its name.

    Whatever goes wrong, in here or in the giver of the chunks, leaves nothing behind.
    """
    file_id = uuid.uuid4()
    return _storage().save(_name_of(file_id), StreamedFile(_sealed(chunks, file_id=file_id)))


def open(name: str) -> BinaryIO:
    """The stored bytes as a stream, one block in memory. Raises VaultError, also while read."""
    try:
        stored = _storage().open(name)
        return io.BufferedReader(_Opened(cast(IO[bytes], stored.file), file_id=_id_of(name)))
    except (OSError, ValueError) as error:
        raise VaultError(f"{name} cannot be opened") from error


def delete(name: str) -> None:
    """Remove the file; one that is gone already is no error."""
    _storage().delete(name)


def names_older_than(moment: datetime) -> Iterator[str]:
    """The names of everything last written before ``moment``, unfinished files included."""
    storage = _storage()
    with suppress(FileNotFoundError):
        for folder in storage.listdir("")[0]:
            for file_name in storage.listdir(folder)[1]:
                name = f"{folder}/{file_name}"
                with suppress(FileNotFoundError):
                    if storage.get_modified_time(name) < moment:
                        yield name


def _storage() -> AtomicFileStorage:
    return AtomicFileStorage(
        location=settings.UPLOAD_STORE_DIR,
        file_permissions_mode=0o600,
        directory_permissions_mode=0o700,
    )


def _name_of(file_id: uuid.UUID) -> str:
    return f"{file_id.hex[:2]}/{file_id.hex}{_ENDING}"


def _id_of(name: str) -> uuid.UUID:
    return uuid.UUID(hex=name.rpartition("/")[2].removesuffix(_ENDING))


def _sealed(chunks: Iterable[bytes], *, file_id: uuid.UUID) -> Iterator[bytes]:
    sealer = cipher()
    for index, (block, is_last) in enumerate(_blocks(chunks)):
        token = sealer.encrypt(_PLACE.pack(file_id.bytes, index, is_last) + block)
        yield _LENGTH.pack(len(token)) + token


def _blocks(chunks: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Blocks of equal size, and whether each is the last; there is always a last one."""
    pending = bytearray()
    for chunk in chunks:
        pending += chunk
        while len(pending) > BLOCK_BYTES:
            yield bytes(pending[:BLOCK_BYTES]), False
            del pending[:BLOCK_BYTES]
    yield bytes(pending), True


class _Opened(io.RawIOBase):
    """A stored file being read, block by block."""

    def __init__(self, stored: IO[bytes], *, file_id: uuid.UUID) -> None:
        self._stored = stored
        self._file_id = file_id
        self._index = 0
        self._has_ended = False
        self._pending = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        while not self._pending and not self._has_ended:
            self._pending = memoryview(self._next_block())
        taken = min(len(buffer), len(self._pending))
        buffer[:taken] = self._pending[:taken]
        self._pending = self._pending[taken:]
        return taken

    def close(self) -> None:
        self._stored.close()
        super().close()

    def _next_block(self) -> bytes:
        (length,) = _LENGTH.unpack(self._exactly(_LENGTH.size))
        if length > _LONGEST_TOKEN:
            raise VaultError("A block is longer than any block that was ever written")
        try:
            plain = cipher().decrypt(self._exactly(length))
        except InvalidToken as error:
            raise VaultError("A block was changed, or its key is no longer held") from error
        file_id, index, is_last = _PLACE.unpack_from(plain)
        if file_id != self._file_id.bytes or index != self._index:
            raise VaultError("A block is not in its place")
        if is_last and self._stored.read(1):
            raise VaultError("Something was added after the end")
        self._index += 1
        self._has_ended = is_last
        return plain[_PLACE.size :]

    def _exactly(self, size: int) -> bytes:
        data = self._stored.read(size)
        if len(data) != size:
            raise VaultError("The file stops before its end")
        return data
