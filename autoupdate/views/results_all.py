"""Whole School Bulk Results across the schools a person reaches: the last processed files.

A column for each report; constant queries, however many schools there are.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

import django_tables2 as tables
from django.utils.safestring import SafeString, mark_safe

from accounts.dates import uk_datetime
from accounts.tables import tag
from autoupdate.connectors.catalogue import REPORT_TEXTS
from autoupdate.connectors.reports import ReportCode
from autoupdate.queries.last_files import Files, ReportFiles, all_reports, files_of
from autoupdate.queries.upload_page import STATES
from autoupdate.views.cells import moment
from autoupdate.views.school_lists import SchoolsListPage
from autoupdate.views.school_tables import SchoolsTable
from autoupdate.views.words import plural

#: Reports by which the table can be sorted: the facts know when their last files came.
_SORTED_BY = {"staff": "staff_file_at", "students": "students_file_at"}


class ReportColumn(tables.Column):
    """The last files of one report."""

    def __init__(self, report: ReportCode, **extra: Any) -> None:
        self.report = report
        by = _SORTED_BY.get(report)
        if by:
            extra["order_by"] = (f"facts_copy__{by}", "name", "pk")
        super().__init__(
            verbose_name=REPORT_TEXTS[report].label,
            empty_values=(),
            orderable=bool(by),
            accessor="pk",
            **extra,
        )

    def render(self, record: Any, table: LastFilesTable) -> SafeString:
        """When the last file came, what was in it, and what came since."""
        files = table.files_of(record, self.report)
        if files is None:
            return SafeString('<span class="uso-muted">–</span>')
        url = table.url("autoupdate:uploads", record)
        came = moment(files.at, now=table.now, url=url) if files.at else SafeString("None yet")
        told = f'{came}<br><span class="uso-small">{_in_it(files)}</span>{_newer(files)}'
        return mark_safe(told)  # noqa: S308 - figures and our own words between markup

    def value(self, record: Any, table: LastFilesTable) -> str:
        """The same in words, for downloads."""
        files = table.files_of(record, self.report)
        if files is None:
            return ""
        told = [uk_datetime(files.at) if files.at else "None yet", _in_it(files)]
        if files.newer:
            told.append(f"since then: {STATES[files.newer.state][0]}")
        return ", ".join(each for each in told if each)


class LastFilesTable(SchoolsTable):
    """A row for each school, a column for each report."""

    caption = "Last processed files"
    page_of_school = "autoupdate:results"

    class Meta(SchoolsTable.Meta):
        attrs = {"class": "uso-table uso-table--wide"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        columns = [(code.value, ReportColumn(code)) for code in all_reports()]
        super().__init__(*args, extra_columns=columns, **kwargs)

    @cached_property
    def _files(self) -> Files:
        """The files of the schools in view, read once for all of them."""
        in_use = [each.school_mis_id for each in self._facts.values() if each.school_mis_id]
        return files_of(in_use, now=self.now)

    def files_of(self, school: Any, report: str) -> ReportFiles | None:
        """The last files of a report, None where the school does not accept it."""
        return self._files.get((self.facts(school).school_mis_id, report))


class ResultsOfAllPage(SchoolsListPage):
    """Every school that the person reaches."""

    table_class = LastFilesTable
    template_name = "autoupdate/results/all.html"
    download_name = "last-processed-files"


def _in_it(files: ReportFiles) -> str:
    """What was in the processed files and how they came out."""
    if not files.processed:
        return ""
    problems = f", {plural(files.num_problems, 'problem')}" if files.num_problems else ""
    return f"Processed: {plural(files.num_rows, 'row')}{problems}"


def _newer(files: ReportFiles) -> SafeString:
    """A tag for what came since and was not processed."""
    if files.newer is None:
        return SafeString("")
    words, tone = STATES[files.newer.state]
    return SafeString("<br>") + tag(words, tone)
