"""A file storage whose files appear whole or not at all; it must not know what is in them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage

if TYPE_CHECKING:
    BytesFile = File[bytes]
else:
    BytesFile = File  # generic for the type checker only

UNFINISHED = ".part"


class StreamedFile(BytesFile):
    """Chunks on their way into a storage, never all of them at once."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        super().__init__(None)
        self._pieces = pieces

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        """The pieces, as they come."""
        yield from self._pieces


class AtomicFileStorage(FileSystemStorage):
    """Writes beside the final name, and takes the final name only when all is on the disk."""

    def _save(self, name: str, content: File[Any]) -> str:
        unfinished = name + UNFINISHED
        try:
            super()._save(unfinished, content)  # type: ignore[misc]
            self._put_in_place(Path(self.path(unfinished)), Path(self.path(name)))
        except BaseException:
            # Interrupted in any way, the caller included: half a file must not stay behind.
            with suppress(OSError):
                self.delete(unfinished)
            raise
        return name

    def _put_in_place(self, unfinished: Path, final: Path) -> None:
        _flush(unfinished)
        unfinished.replace(final)
        # A name that a power cut takes away would leave an upload without its file.
        _flush(final.parent)


def _flush(place: Path) -> None:
    descriptor = os.open(place, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
