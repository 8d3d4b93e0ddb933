"""Which column of a rows file holds which field, settled once before the rows are read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Any

from autoupdate.connectors.base import ReportField, SubReport
from autoupdate.connectors.intake import check_columns
from autoupdate.connectors.rowsfile import RowsFile

#: The place of fields that have no column: a row's last text, which is always empty.
ABSENT = -1

Take = Callable[[Sequence[str]], tuple[str, ...]]


class Columns:
    """The places of a sub-report's fields in one rows file. ``known`` are the fields that came,
    without those for which another stands in."""

    def __init__(self, rows_file: RowsFile, sub_report: SubReport) -> None:
        if rows_file.num_rows:
            check_columns(sub_report, captions=rows_file.seen, seen=rows_file.seen)
        self._place_of_caption = {
            caption: place
            for place, caption in enumerate(rows_file.columns)
            if caption in rows_file.seen
        }
        self._places = {each.code: self._place(sub_report, each) for each in sub_report.fields}
        self.known = frozenset(
            each.code for each in sub_report.fields if self._own_place(each) != ABSENT
        )

    def taking(self, *codes: str) -> Take:
        """A function from a row, as ``RowsFile.taking`` gives it, to the texts of these fields."""
        getter: Any = itemgetter(*(self._places.get(code, ABSENT) for code in codes))
        return getter  # type: ignore[no-any-return]

    def _place(self, sub_report: SubReport, field: ReportField) -> int:
        place = self._own_place(field)
        if place == ABSENT and field.falls_back_on:
            return self._place(sub_report, sub_report.field(field.falls_back_on))
        return place

    def _own_place(self, field: ReportField) -> int:
        places = self._place_of_caption
        return next((places[each] for each in field.captions if each in places), ABSENT)
