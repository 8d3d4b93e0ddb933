"""The tables of uploads and of the problems in their rows. They know how cells look, no page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import django_tables2 as tables
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.models import School
from accounts.tables import PortalTable, TagColumn
from autoupdate.connectors.base import Connector
from autoupdate.models import Upload
from autoupdate.queries.upload_page import (
    SEVERITIES,
    STATES,
    field_label,
    how_it_came,
    outcome_of,
    shown_value,
)
from autoupdate.views.cells import NUMBER, ChoiceTagColumn, moment


def uploads_of(school: School) -> QuerySet[Upload]:
    """Every upload of the school, rejected ones and those of earlier MISs included."""
    return Upload.objects.filter(school_mis__school=school).select_related(
        "school_mis", "processed_run"
    )


class UploadTable(PortalTable):
    """A row for each upload. ``labels``: sub-report → its name."""

    received_at = tables.Column(verbose_name="Arrived")
    sub_report = tables.Column(verbose_name="Report")
    delivery = tables.Column(verbose_name="How")
    num_rows = tables.Column(verbose_name="Rows", attrs=NUMBER)
    num_problems = tables.Column(verbose_name="Problems", attrs=NUMBER)
    state = ChoiceTagColumn(verbose_name="State", tones=dict(STATES))
    outcome = tables.Column(verbose_name="What came of it", empty_values=(), orderable=False)

    class Meta(PortalTable.Meta):
        empty_text = "Nothing has been uploaded yet."

    def __init__(
        self, *args: Any, labels: Mapping[str, str], caption: str = "Uploads", **kwargs: Any
    ) -> None:
        self.labels, self.now = labels, timezone.now()
        super().__init__(*args, **kwargs)
        self.caption = caption

    def render_received_at(self, record: Upload) -> SafeString:
        """How long ago, as the link to the upload's page, and exactly when."""
        url = reverse("autoupdate:upload", args=[record.school_mis.school_id, record.pk])
        return moment(record.received_at, now=self.now, url=url)

    def value_received_at(self, record: Upload) -> str:
        """The moment, for downloads."""
        return timezone.localtime(record.received_at).strftime("%Y-%m-%d %H:%M:%S")

    def render_sub_report(self, value: str) -> str:
        """The sub-report's name."""
        return self.labels.get(value, value)

    def render_delivery(self, record: Upload) -> str:
        """How it came."""
        return how_it_came(record)

    def render_num_rows(self, value: int) -> str:
        """The number with separators."""
        return f"{value:,}"

    render_num_problems = render_num_rows

    def value_num_rows(self, value: int) -> int:
        """The number, for downloads."""
        return value

    value_num_problems = value_num_rows

    def render_outcome(self, record: Upload) -> str:
        """One sentence."""
        return outcome_of(record, now=self.now)


class ProblemTable(PortalTable):
    """A row for each problem that was kept, in words of the school's MIS.

    ``whose`` is the kind of person whose records the rows are.
    """

    caption = "Problems in the rows"

    row_number = tables.Column(verbose_name="Row", attrs=NUMBER)
    person = tables.Column(verbose_name="Person", default="Not known")
    field = tables.Column(verbose_name="Field")
    value = tables.Column(verbose_name="What came", orderable=False, default="–")
    code = tables.Column(verbose_name="What is wrong")
    remedy = tables.Column(verbose_name="What to do", empty_values=(), orderable=False)
    severity = TagColumn(verbose_name="What it means", tones=dict(SEVERITIES))

    class Meta(PortalTable.Meta):
        empty_text = "No row has this problem among those that are kept."

    def __init__(self, *args: Any, connector: Connector, whose: str, **kwargs: Any) -> None:
        self.connector, self.whose = connector, whose
        super().__init__(*args, **kwargs)
        self.columns["remedy"].column.verbose_name = f"What to do in {connector.label}"

    def render_field(self, value: str) -> str:
        """The field's name."""
        return field_label(value)

    def render_value(self, record: Any) -> SafeString:
        """What came, as it came but for a UPN."""
        return format_html("<code>{}</code>", self.value_value(record))

    def value_value(self, record: Any) -> str:
        """The same, for downloads."""
        return shown_value(record.field, record.value)

    def render_code(self, value: str) -> str:
        """The sentence."""
        return self.connector.problem_text(value).sentence

    def render_remedy(self, record: Any) -> str:
        """What to do about it."""
        return self.connector.problem_text(record.code).remedy_for(self.whose)
