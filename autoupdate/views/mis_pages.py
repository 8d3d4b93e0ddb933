"""A page about a school's MIS: its connector, and what the templates call its parts.

It knows no particular page.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.generic.base import TemplateResponseMixin

from accounts.models import SchoolMis
from accounts.views.pages import SchoolPage
from autoupdate.connectors import registry
from autoupdate.connectors.base import Connector
from autoupdate.queries.mis import connector_for


class MisPage(SchoolPage):
    """A page of one school that also shows ``connector``, None where no MIS is in use."""

    @cached_property
    def school_mis(self) -> SchoolMis | None:
        """The MIS in use, or None, with the school that the page has read already."""
        found = self.school.mis_periods.filter(ended_at__isnull=True).first()
        if found is not None:
            found.school = self.school
        return found

    @cached_property
    def connector(self) -> Connector | None:
        """What the portal knows of the MIS in use."""
        return connector_for(self.school_mis.product if self.school_mis else None)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the connector and the MIS in use."""
        connector = self.connector
        shared = {
            "connector": connector,
            "school_mis": self.school_mis,
            "can_receive": connector is not None and connector.can_receive,
        }
        return super().get_context_data(**{**shared, **kwargs})


class InUsePage(TemplateResponseMixin, MisPage):
    """A page below AutoUpdate Settings that is about the MIS in use; 404 without one."""

    @cached_property
    def in_use(self) -> SchoolMis:
        """The MIS in use."""
        if self.school_mis is None:
            raise Http404
        return self.school_mis

    @cached_property
    def used(self) -> Connector:
        """What the portal knows of it."""
        return registry.get(self.in_use.product)

    @property
    def settings_url(self) -> str:
        """Where the page's links lead back to."""
        return reverse("autoupdate:settings", args=[self.school.pk])

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Show the page."""
        return self.render_to_response(self.get_context_data())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the way back."""
        above = [{"label": "AutoUpdate Settings", "url": self.settings_url}]
        return super().get_context_data(**{"breadcrumbs": above, **kwargs})
