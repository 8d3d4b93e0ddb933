"""Fetches one school from ScholarPack: lists become rows with the columns that may be kept.

ScholarPack does not let one choose properties, so what the school does not upload comes, and is
dropped here before anything else sees it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from autoupdate.connectors.base import SubReport
from autoupdate.connectors.pulling import Row, Session, text_of
from autoupdate.connectors.scholarpack.api import PER_PAGE, Api
from autoupdate.connectors.scholarpack.rows import SOURCES
from autoupdate.connectors.trouble import VendorTrouble


class ScholarPackPuller:
    """One session with one school's ScholarPack."""

    def __init__(self, session: Session, *, per_page: int = PER_PAGE) -> None:
        self._today = session.today
        self._api = Api(session, per_page=per_page)

    def rows(self, sub_report: SubReport, *, wanted: Collection[str]) -> Iterator[Row]:
        """All rows, or a VendorTrouble at the end: also where there is nobody."""
        source = SOURCES[sub_report.code]
        columns = [
            each.captions[0]
            for each in sub_report.fields
            if each.is_mandatory or each.code in wanted
        ]
        num_rows = 0
        filters = source.filters(self._today)
        for item in self._api.items(source.resource, key=source.key, filters=filters):
            for values in source.unfold(item):
                num_rows += 1
                yield {name: text_of(values[name]) for name in columns if name in values}
        if not num_rows:
            _check_somebody(sub_report)

    def check(self, sub_report: SubReport, *, wanted: Collection[str]) -> None:
        """The first item of the list."""
        del wanted  # nothing can be asked for field by field
        source = SOURCES[sub_report.code]
        if not self._api.count(source.resource, filters=source.filters(self._today)):
            _check_somebody(sub_report)


def _check_somebody(sub_report: SubReport) -> None:
    if not sub_report.may_be_empty:
        raise VendorTrouble("nobody", host="ScholarPack", resource=sub_report.label.lower())
