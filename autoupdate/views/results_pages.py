"""What the pages under Whole School Bulk Results share: the way back, and small cells."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.permissions import Permission
from autoupdate.connectors.base import Connector
from autoupdate.views.mis_pages import MisPage


class ResultsPage(MisPage):
    """A page under Whole School Bulk Results."""

    permission = Permission.SEE_RESULTS

    @property
    def results_url(self) -> str:
        """Whole School Bulk Results itself."""
        return reverse("autoupdate:results", args=[self.school.pk])

    def crumbs(self) -> list[dict[str, str]]:
        """The way back, top first."""
        return [{"label": "Whole School Bulk Results", "url": self.results_url}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the way back."""
        return super().get_context_data(**{"breadcrumbs": self.crumbs(), **kwargs})


def words_of_mis(connector: Connector | None) -> str:
    """The MIS as sentences name it."""
    return connector.label if connector else "your MIS"


def person_cell(name: str, *, url: str, detail: str = "") -> SafeString:
    """A name as a link, with something small under it."""
    link = format_html('<a class="govuk-link" href="{}">{}</a>', url, name)
    if not detail:
        return link
    return format_html('{}<br><span class="uso-small uso-muted">{}</span>', link, detail)
