"""The face that every reader shows: rows as dictionaries, one at a time, and the captions seen."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from typing import ClassVar, Protocol

#: caption (as sent, trimmed) → text; a column that is absent from the row is absent here too.
Row = dict[str, str]


class Readable(Protocol):
    """A binary file, an HTTP body, an opened vault file: anything with ``read``."""

    def read(self, size: int = ..., /) -> bytes: ...


#: What the readers accept: something readable, or its chunks.
ByteSource = Readable | Iterable[bytes]

CHUNK_BYTES = 32 * 1024
#: The longest row. With two chunks more (where it begins and where it is noticed) a row still has
#: no text longer than the csv module's limit of 131,072 characters, so what is stored reads back.
MAX_RECORD_BYTES = 48 * 1024
MAX_CAPTIONS = 500


class Rows(ABC):
    """An export being read, once. ``captions`` is complete when the rows have been used up.

    Iterating gives one ``Row`` a data row, in file order, holding no more than one chunk in memory.
    Raises ``UnreadableExport`` and nothing else. ``format`` is what Upload History calls the shape.
    ``num_stated``: how many rows the file itself says it has, known after the last; None: it does
    not say.
    """

    format: ClassVar[str]
    captions: set[str]
    num_stated: int | None = None

    @abstractmethod
    def __iter__(self) -> Iterator[Row]: ...


class GivenRows(Rows):
    """Rows that a connector has made of a vendor's answers: the same face as a file's."""

    format = "json"

    def __init__(self, rows: Iterable[Row]) -> None:
        self._rows = rows
        self.captions = set()

    def __iter__(self) -> Iterator[Row]:
        for row in self._rows:
            if not self.captions.issuperset(row):
                self.captions.update(row)
            yield row


def chunks(source: ByteSource, *, size: int = CHUNK_BYTES) -> Iterator[bytes]:
    """The bytes of the source, in pieces that are neither empty nor longer than ``size``."""
    read = getattr(source, "read", None)
    if read is not None:
        while chunk := read(size):
            yield chunk
        return
    for chunk in source:  # type: ignore[union-attr]
        for start in range(0, len(chunk), size):
            yield chunk[start : start + size]
