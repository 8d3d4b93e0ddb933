"""The Service Desk decides which MIS a school may see: made visible, hidden again.

It decides nothing itself.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.generic.base import TemplateResponseMixin

from accounts.actions.refused import ActionRefused
from accounts.permissions import Permission
from autoupdate.actions import connecting
from autoupdate.connectors import registry
from autoupdate.connectors.base import Connector, Delivery
from autoupdate.queries.offers import offered_to
from autoupdate.views.connection_panel import entered_by
from autoupdate.views.mis_pages import MisPage


class DeskMisBase(TemplateResponseMixin, MisPage):
    """Pages of the desk on the MISs of one school."""

    permission = Permission.OFFER_MIS

    @property
    def list_url(self) -> str:
        """The list of all MISs, to which the others lead back."""
        return reverse("autoupdate:desk_mis", args=[self.school.pk])

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Show the page."""
        return self.render_to_response(self.get_context_data())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the way back."""
        url = reverse("autoupdate:desk_school", args=[self.school.pk])
        above = [{"label": self.school.name, "url": url}]
        return super().get_context_data(**{"breadcrumbs": above, **kwargs})


class DeskMisPage(DeskMisBase):
    """Every MIS: whether the school sees it, uses it, and what the desk can do about it."""

    template_name = "autoupdate/desk/mis.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add a row for each MIS."""
        offered = offered_to(self.school)
        rows = [self._row(each, is_offered=each.code in offered) for each in registry.all()]
        return super().get_context_data(**{"rows": rows, **kwargs})

    def _row(self, connector: Connector, *, is_offered: bool) -> dict[str, Any]:
        used = self.connector is connector
        tag, tone = _standing(connector, is_used=used, is_offered=is_offered)
        return {
            "connector": connector,
            "who": "The school" if connector.school_may_change_to else "The Service Desk",
            "tag": tag,
            "tone": tone,
            "links": self._links(connector, is_used=used, is_offered=is_offered),
        }

    def _links(
        self, connector: Connector, *, is_used: bool, is_offered: bool
    ) -> list[dict[str, str]]:
        """What can be done about it, in the order in which it is done."""
        may_start = self.connector is None and connector.can_receive
        is_hidden = connector.needs_offer and not is_offered and not is_used
        ways = (
            ("Make visible", "desk_mis_offer", is_hidden),
            ("Hide", "desk_mis_hide", is_offered and not is_used),
            ("Put the school on it", "choose_product", may_start and not is_hidden),
        )
        links = [
            {"label": label, "url": self._address(name, connector)}
            for label, name, is_open in ways
            if is_open
        ]
        return [*links, *(self._used_links(connector) if is_used else [])]

    def _used_links(self, connector: Connector) -> list[dict[str, str]]:
        ways = (
            ("Issue keys", "key_new", connector.delivery is not Delivery.PULL),
            ("Enter the details", "credentials", bool(entered_by(self.by, connector))),
            ("Test", "test_connection", True),
        )
        return [
            {"label": label, "url": reverse(f"autoupdate:{name}", args=[self.school.pk])}
            for label, name, is_open in ways
            if is_open
        ]

    def _address(self, name: str, connector: Connector) -> str:
        return reverse(f"autoupdate:{name}", args=[self.school.pk, connector.code])


def _standing(connector: Connector, *, is_used: bool, is_offered: bool) -> tuple[str, str]:
    """Where the MIS stands with the school, and its tone."""
    if is_used:
        return "In use", "good"
    if not connector.can_receive:
        return "Not received yet", "neutral"
    if is_offered or not connector.needs_offer:
        return "Visible", "info"
    return "Hidden", "neutral"


class DeskMisDeed(DeskMisBase):
    """A question about one MIS, and doing it."""

    template_name = "components/confirm_page.html"

    @cached_property
    def chosen(self) -> Connector:
        """The MIS of the address, or 404."""
        try:
            return registry.get(self.kwargs["product"])
        except KeyError:
            raise Http404 from None

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Do it, and go back to the list."""
        try:
            messages.success(request, self.do())
        except ActionRefused as refused:
            messages.error(request, refused.message)
        return redirect(self.list_url)

    def do(self) -> str:
        """Do it; returns what to tell."""
        raise NotImplementedError


class OfferMis(DeskMisDeed):
    """Makes an MIS visible to the school."""

    def do(self) -> str:
        """Make it visible."""
        connecting.offer_mis(self.school, product=self.chosen.code, by=self.by)
        return f"{self.school} can see {self.chosen.label} now."

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the question."""
        label = self.chosen.label
        chooses = (
            f"The school can then choose {label} by itself."
            if self.chosen.school_may_change_to
            else f"You can then put the school on {label}; it cannot do so by itself."
        )
        shown = {
            "confirm_heading": f"Make {label} visible?",
            "confirm_lead": f"To {self.school}.",
            "consequences": [chooses, "Nothing else changes."],
            "confirm_label": "Make it visible",
            "cancel_url": self.list_url,
        }
        return super().get_context_data(**{**shown, **kwargs})


class HideMis(DeskMisDeed):
    """Hides an MIS from the school again."""

    def do(self) -> str:
        """Hide it."""
        connecting.withdraw_offer(self.school, product=self.chosen.code, by=self.by)
        return f"{self.chosen.label} is hidden from {self.school}."

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the question."""
        shown = {
            "confirm_heading": f"Hide {self.chosen.label}?",
            "confirm_lead": f"From {self.school}.",
            "consequences": [
                f"The school can no longer choose {self.chosen.label}.",
                "Nothing else changes. It can be made visible again.",
            ],
            "confirm_label": "Hide it",
            "cancel_url": self.list_url,
        }
        return super().get_context_data(**{**shown, **kwargs})
