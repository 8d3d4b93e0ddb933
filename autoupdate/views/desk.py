"""The Service Desk's list of schools: found by name, number, authority or MIS."""

from __future__ import annotations

from typing import Any

import django_filters
import django_tables2 as tables
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.models import LocalAuthority, MisProduct
from accounts.permissions import is_desk, schools_of
from accounts.tables import PortalTable
from accounts.views.lists import ListMixin
from accounts.views.pages import SignedInPage
from autoupdate.queries.trouble import with_trouble
from autoupdate.views.cells import moment
from autoupdate.views.schools import named


class DeskFilters(django_filters.FilterSet):
    """By name or number, local authority, MIS."""

    q = django_filters.CharFilter(label="Name, DfE number or URN", method="by_name")
    la = django_filters.ModelChoiceFilter(
        label="Local authority",
        empty_label="Any",
        queryset=LocalAuthority.objects.all(),
        field_name="local_authority",
    )
    mis = django_filters.ChoiceFilter(
        label="MIS", empty_label="Any", choices=MisProduct.choices, method="by_mis"
    )

    def by_name(self, schools: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Schools whose name has all the words, or whose number it is."""
        return named(schools, value)

    def by_mis(self, schools: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Schools that use the MIS now."""
        return schools.filter(product=value)


class DeskTable(PortalTable):
    """A row for each school."""

    caption = "Schools"

    name = tables.Column(verbose_name="School", order_by=("name", "pk"))
    dfe_number = tables.Column(
        verbose_name="DfE number", order_by=("local_authority__code", "establishment")
    )
    local_authority = tables.Column(verbose_name="Local authority")
    product = tables.Column(verbose_name="MIS", default="None chosen")
    last_upload_at = tables.Column(verbose_name="Last upload", empty_values=())

    class Meta(PortalTable.Meta):
        empty_text = "No school is like that. Try a part of the name, or the DfE number."

    def render_name(self, record: Any) -> SafeString:
        """The name, as the link to the desk's page of the school."""
        url = reverse("autoupdate:desk_school", args=[record.pk])
        return format_html('<a class="govuk-link" href="{}">{}</a>', url, record.name)

    def render_product(self, value: str) -> str:
        """The MIS's name."""
        return str(MisProduct(value).label)

    def render_last_upload_at(self, record: Any) -> SafeString:
        """When, in both ways of saying it."""
        return moment(record.last_upload_at)


class DeskSchoolsPage(ListMixin, SignedInPage):
    """Every school there is, for the desk."""

    table_class = DeskTable
    filterset_class = DeskFilters
    template_name = "autoupdate/desk/schools.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Let nobody in but the desk."""
        if request.user.is_authenticated and not is_desk(self.by):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_rows(self) -> QuerySet[Any]:
        """The schools by name."""
        return with_trouble(schools_of(self.by), now=timezone.now()).order_by("name", "pk")
