"""Who did what at a school, for those who answer for it. It works nothing out itself."""

from __future__ import annotations

from typing import Any

import django_filters
import django_tables2 as tables
from django import forms
from django.db.models import Q, QuerySet

from accounts.models import AuditEvent
from accounts.permissions import Permission
from accounts.tables import MomentColumn, PortalTable
from accounts.views.lists import SchoolListPage
from autoupdate.queries.history import SUBJECTS, events_of, to_what, what


class HistoryFilters(django_filters.FilterSet):
    """By subject, by person, by day."""

    subject = django_filters.ChoiceFilter(
        label="What", empty_label="Anything", choices=list(SUBJECTS.items()), method="by_subject"
    )
    who = django_filters.CharFilter(label="Who", field_name="by_label", lookup_expr="icontains")
    since = django_filters.DateFilter(
        label="From",
        field_name="at",
        lookup_expr="date__gte",
        widget=forms.DateInput(attrs={"type": "date", "class": "govuk-input--width-10"}),
    )

    def by_subject(self, events: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Events whose code begins with the subject, or with its plural."""
        return events.filter(Q(action__startswith=f"{value}.") | Q(action__startswith=f"{value}s."))


class HistoryTable(PortalTable):
    """A row for each event."""

    caption = "What happened"

    at = MomentColumn(verbose_name="When")
    by_label = tables.Column(verbose_name="Who")
    action = tables.Column(verbose_name="What")
    to_what = tables.Column(verbose_name="To what or whom", empty_values=(), orderable=False)
    reason = tables.Column(verbose_name="Why", orderable=False, default="")

    class Meta(PortalTable.Meta):
        empty_text = "Nothing has happened yet."

    def render_action(self, value: str) -> str:
        """In words."""
        return what(value)

    def render_to_what(self, record: AuditEvent) -> str:
        """A name."""
        return to_what(record)


class HistoryPage(SchoolListPage):
    """The school's history, newest first."""

    permission = Permission.SEE_HISTORY
    table_class = HistoryTable
    filterset_class = HistoryFilters
    template_name = "autoupdate/settings/history.html"
    download_name = "history"

    def get_rows(self) -> QuerySet[Any]:
        """Every event of the school."""
        return events_of(self.school)
