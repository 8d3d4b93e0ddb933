"""Whole School Bulk Results across the schools a person reaches: the last processed files."""

from __future__ import annotations

from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from accounts.models import LocalAuthority, School
from accounts.permissions import schools_of
from accounts.tables import PortalTable
from accounts.views.lists import ListMixin
from accounts.views.pages import SignedInPage
from autoupdate.queries.results import with_last_files
from autoupdate.views.cells import NUMBER, moment
from autoupdate.views.results_pages import person_cell


def _authorities(request: HttpRequest) -> QuerySet[LocalAuthority]:
    """Those whose schools the person reaches."""
    schools = schools_of(request.user)
    return LocalAuthority.objects.filter(schools__in=schools).distinct()


class SchoolFilters(django_filters.FilterSet):
    """By name, by local authority, by who waits."""

    q = django_filters.CharFilter(label="School", field_name="name", lookup_expr="icontains")
    local_authority = django_filters.ModelChoiceFilter(
        label="Local authority", empty_label="Any", queryset=_authorities
    )
    waiting = django_filters.ChoiceFilter(
        label="To match",
        empty_label="Anything",
        choices=[("yes", "Somebody to match")],
        method="by_waiting",
    )

    def by_waiting(self, schools: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Schools where somebody requires matching."""
        return schools.filter(Q(staff_to_match__gt=0) | Q(students_to_match__gt=0))


class SchoolTable(PortalTable):
    """A row for each school."""

    caption = "Last processed files"

    name = tables.Column(verbose_name="School", order_by=("name", "pk"))
    staff_file_at = tables.Column(verbose_name="Staff file", empty_values=())
    students_file_at = tables.Column(verbose_name="Pupils file", empty_values=())
    staff_to_match = tables.Column(verbose_name="Staff to match", default="0", attrs=NUMBER)
    students_to_match = tables.Column(verbose_name="Pupils to match", default="0", attrs=NUMBER)

    class Meta(PortalTable.Meta):
        empty_text = "No school is like that."

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.now = timezone.now()
        super().__init__(*args, **kwargs)

    def render_name(self, record: School) -> SafeString:
        """The name, leading to the school's results."""
        url = reverse("autoupdate:results", args=[record.pk])
        return person_cell(record.name, url=url, detail=record.dfe_number)

    def value_name(self, record: School) -> str:
        """The name, for downloads."""
        return record.name

    def render_staff_file_at(self, value: Any) -> SafeString:
        """When the file came that was processed last."""
        return moment(value, now=self.now)

    render_students_file_at = render_staff_file_at

    def value_staff_file_at(self, value: Any) -> str:
        """The moment, for downloads."""
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M") if value else ""

    value_students_file_at = value_staff_file_at


class ResultsOfAllPage(ListMixin, SignedInPage):
    """Every school that the person reaches."""

    table_class = SchoolTable
    filterset_class = SchoolFilters
    template_name = "autoupdate/results/all.html"
    download_name = "last-processed-files"

    def get_rows(self) -> QuerySet[Any]:
        """The schools by name."""
        return with_last_files(schools_of(self.by)).order_by("name", "pk")
