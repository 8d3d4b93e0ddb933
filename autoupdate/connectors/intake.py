"""The door's reading: an export of one sub-report → the rows file that may be stored.

Columns that are not declared, or that the school opted out, are dropped while reading: they are
never anywhere but in the chunk at hand. Knows neither the web nor where the result is stored.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Self

from autoupdate.connectors.base import ReportField, SubReport
from autoupdate.connectors.caption import caption_key
from autoupdate.connectors.filter import allowed_captions
from autoupdate.connectors.rowsfile import write_rows
from autoupdate.connectors.tabular.opening import MAX_BYTES, MAX_RATIO, open_rows
from autoupdate.connectors.tabular.rows import ByteSource, Rows
from autoupdate.connectors.unreadable import UnreadableExport

#: Far more than any school has; beyond it somebody is trying what we can bear.
MAX_PEOPLE = 300_000
MAX_ROWS = 2_000_000


class FilteredExport:
    """An export on its way through the door: iterate once for the chunks of its rows file.

    When the chunks are used up, ``num_rows``, ``seen`` (captions kept) and ``dropped`` (captions
    that came and were not kept) are complete. UnreadableExport may be raised at any chunk, the last
    included: what was written so far must then be thrown away.
    """

    def __init__(
        self,
        rows: Rows,
        *,
        sub_report: SubReport,
        not_uploaded: Collection[str] = (),
    ) -> None:
        self.sub_report = sub_report
        self.num_rows = 0
        self._most_rows = MAX_PEOPLE if sub_report.record_type.is_person else MAX_ROWS
        self._field_of = allowed_captions(sub_report, not_uploaded=not_uploaded)
        self.columns = tuple(
            caption
            for each in sub_report.fields
            for caption in each.captions
            if caption_key(caption) in self._field_of
        )
        self.seen: set[str] = set()
        self.dropped: set[str] = set()
        self._rows = rows
        self.format = rows.format

    @classmethod
    def of_file(
        cls,
        source: ByteSource,
        *,
        sub_report: SubReport,
        not_uploaded: Collection[str] = (),
        max_bytes: int = MAX_BYTES,
        max_ratio: int = MAX_RATIO,
    ) -> Self:
        """An export in a file, of whatever shape."""
        rows = open_rows(source, max_bytes=max_bytes, max_ratio=max_ratio)
        return cls(rows, sub_report=sub_report, not_uploaded=not_uploaded)

    def __iter__(self) -> Iterator[bytes]:
        yield from write_rows(self.columns, self._kept_rows(), seen=self.seen)

    def _kept_rows(self) -> Iterator[list[str | None]]:
        captions = self._rows.captions
        num_known = -1
        names: list[str] = []
        for row in self._rows:
            if len(captions) != num_known:  # XML shows its columns one by one
                num_known = len(captions)
                names = self._names_sent(captions)
            self.num_rows += 1
            if self.num_rows > self._most_rows:
                raise UnreadableExport("too_many_rows", limit=f"{self._most_rows:,}")
            yield list(map(row.get, names))
        self._finish(captions)

    def _names_sent(self, captions: Collection[str]) -> list[str]:
        """For each column, the caption as this file spells it, or "" when it has not come."""
        sent: dict[str, str] = {}
        for caption in captions:
            key = caption_key(caption)
            if key in self._field_of and sent.setdefault(key, caption) != caption:
                raise UnreadableExport("duplicate_captions", caption=caption)
        return [sent.get(caption_key(column), "") for column in self.columns]

    def _finish(self, captions: Collection[str]) -> None:
        if self.sub_report.ends_with_count and self._rows.num_stated is None:
            raise UnreadableExport("truncated")
        names = self._names_sent(captions)
        self.seen.update(column for column, name in zip(self.columns, names, strict=True) if name)
        self.dropped.update(each for each in captions if caption_key(each) not in self._field_of)
        if captions or self.num_rows:  # an XML file without records shows no columns
            check_columns(self.sub_report, captions=captions, seen=self.seen)
        if not self.num_rows and not self.sub_report.may_be_empty:
            raise UnreadableExport("no_rows")


def check_columns(
    sub_report: SubReport, *, captions: Collection[str], seen: Collection[str]
) -> None:
    """Refuse a file of another report, and one without a mandatory column.

    ``captions`` are all that came, ``seen`` those of our columns among them.
    """
    came = {caption_key(caption) for caption in captions}
    for caption, report in sub_report.foreign_captions.items():
        if caption_key(caption) in came:
            raise UnreadableExport(
                "looks_like_other", expected=sub_report.label, report=report, caption=caption
            )
    missing = [
        each for each in sub_report.mandatory_fields if not _has_column(sub_report, each, seen)
    ]
    if missing:
        columns = " and ".join(f"the column “{each.captions[0]}”" for each in missing)
        raise UnreadableExport("columns_missing", columns=columns)


def _has_column(sub_report: SubReport, field: ReportField, seen: Collection[str]) -> bool:
    captions = field.captions
    if field.falls_back_on:
        captions += sub_report.field(field.falls_back_on).captions
    return any(caption in seen for caption in captions)
