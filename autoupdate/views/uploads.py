"""Upload History: every upload of a school, rejected ones included. It works nothing out itself."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.permissions import Permission
from accounts.views.lists import ListMixin
from autoupdate.connectors import registry
from autoupdate.connectors.catalogue import REPORT_TEXTS
from autoupdate.models import Upload, UploadState
from autoupdate.queries.upload_page import STATES, labels_of
from autoupdate.views.mis_pages import MisPage
from autoupdate.views.pull_tables import newest_pulls
from autoupdate.views.upload_tables import UploadTable, uploads_of


def _day_box() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date", "class": "govuk-input--width-10"})


class UploadFilters(django_filters.FilterSet):
    """By report, by state, by the days on which they came."""

    report = django_filters.ChoiceFilter(
        label="Report",
        empty_label="Any",
        choices=[(code.value, text.label) for code, text in REPORT_TEXTS.items()],
    )
    state = django_filters.ChoiceFilter(
        label="State",
        empty_label="Any",
        choices=[(str(state), words) for state, (words, _) in STATES.items()],
    )
    since = django_filters.DateFilter(
        label="From", field_name="received_at", lookup_expr="date__gte", widget=_day_box()
    )
    until = django_filters.DateFilter(
        label="To", field_name="received_at", lookup_expr="date__lte", widget=_day_box()
    )


class UploadHistoryPage(ListMixin, MisPage):
    """The list, newest first. It loads itself again while something is being checked."""

    permission = Permission.SEE_UPLOADS
    table_class = UploadTable
    filterset_class = UploadFilters
    template_name = "autoupdate/uploads/list.html"
    download_name = "uploads"
    request: HttpRequest

    def get_rows(self) -> QuerySet[Any]:
        """Every upload of the school."""
        return uploads_of(self.school)

    def table_options(self) -> dict[str, Any]:
        """Name the sub-reports of every MIS that the school may have used."""
        return {"labels": labels_of(registry.all())}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add whether something is being checked."""
        unchecked = Upload.objects.filter(
            school_mis__school=self.school, state=UploadState.RECEIVED
        )
        shown = {
            "is_checking": unchecked.exists(),
            "refresh_url": self.request.get_full_path(),
            "pull_table": newest_pulls(self.school),
        }
        return super().get_context_data(**{**shown, **kwargs})
