"""The table of the last processed files of a school. It knows how cells look, no page."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.tables import PortalTable
from autoupdate.queries.results import LastFile
from autoupdate.queries.upload_page import STATES, outcome_of
from autoupdate.views.cells import moment
from autoupdate.views.words import plural


class FilesTable(PortalTable):
    """A row for each sub-report of the accepted reports, over a list of LastFile."""

    caption = "Last processed files"

    report = tables.Column(verbose_name="Report", accessor="sub_report__label")
    file = tables.Column(verbose_name="File came", empty_values=())
    rows_in_it = tables.Column(verbose_name="Rows", empty_values=())
    processed = tables.Column(verbose_name="Processed", empty_values=())
    newer = tables.Column(verbose_name="Newer file", empty_values=())

    class Meta(PortalTable.Meta):
        empty_text = "No report is accepted yet, so nothing can be received."

    def __init__(self, *args: Any, school_id: int, **kwargs: Any) -> None:
        self.school_id, self.now = school_id, timezone.now()
        super().__init__(*args, **kwargs)

    def _url(self, upload: Any) -> str:
        return reverse("autoupdate:upload", args=[self.school_id, upload.pk])

    def render_file(self, record: LastFile) -> SafeString:
        """When the file came, leading to it."""
        if record.processed is None:
            return SafeString("None yet")
        url = self._url(record.processed)
        return moment(record.processed.received_at, now=self.now, url=url)

    def render_rows_in_it(self, record: LastFile) -> SafeString:
        """Its rows, and how many problems were in them."""
        upload = record.processed
        if upload is None:
            return SafeString("–")
        rows = plural(upload.num_rows, "row")
        if not upload.num_problems:
            return SafeString(rows)
        problems = plural(upload.num_problems, "problem")
        cell = '{}<br><a class="govuk-link uso-small" href="{}">{}</a>'
        return format_html(cell, rows, self._url(upload), problems)

    def render_processed(self, record: LastFile) -> SafeString:
        """When it was processed."""
        if record.processed is None:
            return SafeString("–")
        return moment(record.processed.state_at, now=self.now)

    def render_newer(self, record: LastFile) -> SafeString:
        """The state of a newer file, if there is one."""
        if record.newer is None:
            return SafeString("Nothing newer")
        text, tone = STATES[record.newer.state]
        tag = render_to_string("components/tag.html", {"text": text, "tone": tone})
        cell = (
            '<a class="govuk-link" href="{}">{}</a><br><span class="uso-small uso-muted">{}</span>'
        )
        told = outcome_of(record.newer, now=self.now)
        return format_html(cell, self._url(record.newer), SafeString(tag), told)
