"""The tables of authorities and trusts, and of a trust's schools. They know how cells look."""

from __future__ import annotations

from typing import Any, Final

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.models import School
from accounts.tables import PortalTable, SelectColumn

_NUMBER: Final = {"td": {"class": "uso-number"}, "th": {"class": "uso-number"}}


class GroupTable(PortalTable):
    """A row for each authority, or each trust. ``url_name`` is where one is looked after."""

    name = tables.Column(verbose_name="Name")
    code = tables.Column(verbose_name="Code")
    num_schools = tables.Column(verbose_name="Schools", attrs=_NUMBER)
    num_users = tables.Column(verbose_name="Users", attrs=_NUMBER)

    class Meta(PortalTable.Meta):
        empty_text = "None is called so."
        order_by = "name"

    def __init__(self, *args: Any, url_name: str, caption: str, **kwargs: Any) -> None:
        self.url_name = url_name
        super().__init__(*args, **kwargs)
        self.caption = caption

    def render_name(self, record: Any) -> SafeString:
        """The name, leading to its page."""
        url = reverse(self.url_name, args=[record.pk])
        return format_html('<a class="govuk-link" href="{}">{}</a>', url, record.name)


class TrustSchoolTable(PortalTable):
    """A row for each school, with a box to choose it."""

    caption = "Schools"

    chosen = SelectColumn(accessor="pk", describe=lambda school: school.name)
    name = tables.Column(verbose_name="School", order_by=("name", "pk"))
    local_authority = tables.Column(
        verbose_name="Local authority", order_by=("local_authority__name", "name", "pk")
    )
    trust = tables.Column(verbose_name="In the trust", default="None", orderable=False)

    class Meta(PortalTable.Meta):
        empty_text = "No school is like that."
        order_by = "name"

    def render_name(self, record: School) -> SafeString:
        """The name, leading to the desk's page of the school, and its number."""
        return format_html(
            '<a class="govuk-link" href="{}">{}</a><br><span class="uso-small uso-muted">{}</span>',
            reverse("autoupdate:desk_school", args=[record.pk]),
            record.name,
            record.dfe_number,
        )
