"""Who asks for a role that nobody at their school may give: the Service Desk's list of them.

It decides nothing: each is granted or refused on its own page, at the school.
"""

from __future__ import annotations

from typing import Any, Final

import django_filters
import django_tables2 as tables
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from accounts.models import SCHOOL_ROLES, RoleRequest, School
from accounts.queries.roles import for_the_desk
from accounts.queries.schools import named
from accounts.tables import PortalTable
from accounts.views.lists import ListMixin
from accounts.views.role_tables import with_small
from autoupdate.views.cells import moment
from autoupdate.views.desk_pages import DeskPage

_LINK: Final = (
    '<a class="govuk-link" href="{}">{}<span class="govuk-visually-hidden"> {}</span></a>'
)


class DeskRequestFilters(django_filters.FilterSet):
    """By school and role."""

    school = django_filters.CharFilter(label="School or DfE number", method="by_school")
    role = django_filters.ChoiceFilter(
        label="Role",
        empty_label="Any",
        choices=[(each.value, each.label) for each in SCHOOL_ROLES],
    )

    def by_school(self, asking: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Requests at schools with all the words in their name, or of that number."""
        return asking.filter(school__in=named(School.objects.all(), value))


class DeskRequestTable(PortalTable):
    """A row for each request, with both answers."""

    caption = "Requests that only we can answer"

    who = tables.Column(verbose_name="Who", empty_values=(), orderable=False)
    role = tables.Column(verbose_name="Wants to be", orderable=False)
    school = tables.Column(verbose_name="School", order_by=("school__name", "pk"))
    words = tables.Column(verbose_name="What they do", default="–", orderable=False)
    asked_at = tables.Column(verbose_name="Asked", order_by=("asked_at", "pk"))
    action = tables.Column(verbose_name="Answer", empty_values=(), orderable=False)

    class Meta(PortalTable.Meta):
        empty_text = "Nobody asks for a role that only the Service Desk can give."

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.now = timezone.now()
        super().__init__(*args, **kwargs)

    def render_who(self, record: RoleRequest) -> SafeString:
        """The name and the address."""
        return with_small(record.user, record.user.email)

    def render_role(self, record: RoleRequest) -> str:
        """The role's name."""
        return record.get_role_display()

    def render_school(self, record: RoleRequest) -> SafeString:
        """The school, leading to who holds a role there."""
        url = reverse("accounts:roles", args=[record.school_id])
        link = format_html('<a class="govuk-link" href="{}">{}</a>', url, record.school.name)
        return with_small(link, record.school.dfe_number)

    def render_asked_at(self, record: RoleRequest) -> SafeString:
        """How long ago, and when."""
        return moment(record.asked_at, now=self.now)

    def render_action(self, record: RoleRequest) -> SafeString:
        """Grant or refuse."""
        cells = (
            (
                reverse("accounts:role_answer", args=[record.school_id, record.pk, answer]),
                answer.capitalize(),
                record.user,
            )
            for answer in ("grant", "refuse")
        )
        return format_html_join(SafeString(" &ensp; "), _LINK, cells)


class DeskRequestsPage(ListMixin, DeskPage):
    """All of them, those first that have waited longest."""

    table_class = DeskRequestTable
    filterset_class = DeskRequestFilters
    template_name = "autoupdate/desk/requests.html"

    def get_rows(self) -> QuerySet[Any]:
        """Those who wait for the desk."""
        return for_the_desk()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add whether nobody waits and nothing was asked for."""
        is_clear = not self.request.GET and not len(kwargs["table"].rows)
        return super().get_context_data(**{"is_clear": is_clear, **kwargs})
