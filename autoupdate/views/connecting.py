"""Approving at the vendor of a school's MIS: the way there, the way back, and taking it back.

It decides nothing itself.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.views.generic.base import TemplateResponseMixin

from accounts.actions.refused import ActionRefused
from accounts.dates import uk_datetime
from accounts.models import SchoolMis
from accounts.permissions import Permission
from accounts.views.pages import SignedInPage
from autoupdate.actions import approving
from autoupdate.connectors import registry
from autoupdate.connectors.trouble import VendorTrouble, school_text
from autoupdate.queries.reports import ReportState, reports_of
from autoupdate.queries.setup import Turn, steps_of
from autoupdate.queries.setup_facts import SetupFacts, setup_facts
from autoupdate.reaching import connection_kept
from autoupdate.views.connection_panel import trouble_of
from autoupdate.views.mis_pages import InUsePage


def come_back_to(request: HttpRequest) -> str:
    """The one address to which every vendor sends people back."""
    return request.build_absolute_uri(reverse("autoupdate:approved"))


class AuthorisePage(InUsePage):
    """Says what will happen at the vendor, and sends the browser there."""

    permission = Permission.CONNECT_MIS
    template_name = "components/confirm_page.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Say what will happen, where there is something to approve."""
        if self.used.approval is None:
            messages.info(request, f"{self.used.label} needs no approval from this page.")
            return redirect(self.settings_url)
        return super().get(request, **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Send the browser to the vendor."""
        try:
            address = approving.begin(self.in_use, by=self.by, return_to=come_back_to(request))
        except ActionRefused as refused:
            messages.error(request, refused.message)
            return redirect(self.settings_url)
        except VendorTrouble as trouble:
            text = school_text(trouble.code, mis=self.used.label, details=trouble.details)
            messages.error(request, text)
            return redirect(self.settings_url)
        return HttpResponseRedirect(address)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what will happen."""
        label = self.used.label
        accepted = [
            each.label for each in reports_of(self.in_use) if each.state is ReportState.ACCEPTED
        ]
        reads = (
            f"AutoUpdate reads what the accepted reports need: {', '.join(accepted)}."
            if accepted
            else "No report is accepted yet, so nothing is read before one is."
        )
        shown = {
            "confirm_heading": f"Authorise AutoUpdate in {label}",
            "confirm_lead": f"You approve this for {self.school}, in {label} itself.",
            "consequences": [
                f"You go to {label} and sign in there, as somebody who may approve partners.",
                f"{label} shows what AutoUpdate may read, and you approve it.",
                "You come back here, to a page that says whether it worked.",
                reads,
            ],
            "confirm_label": f"Go to {label}",
            "cancel_url": self.settings_url,
        }
        return super().get_context_data(**{**shown, **kwargs})


class ApprovedPage(TemplateResponseMixin, SignedInPage):
    """Where every vendor sends people back to; the state says who was sent for which school."""

    template_name = "autoupdate/settings/not_approved.html"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """Take in what the vendor says, once, and lead on to a page that may be loaded again."""
        state, code = request.GET.get("state", ""), request.GET.get("code", "")
        asked = approving.asked_of(state=state, by=self.by)
        try:
            if request.GET.get("error") or not code:
                return self._declined(approving.decline(state=state, by=self.by))
            kept = approving.finish(
                state=state, code=code, by=self.by, return_to=come_back_to(request)
            )
        except ActionRefused as refused:
            return self._not_approved("The approval could not be used", refused.message, asked)
        except VendorTrouble as trouble:
            label = registry.get(asked.product).label if asked else ""
            text = school_text(trouble.code, mis=label, details=trouble.details)
            return self._not_approved("The approval did not work", text, asked)
        return redirect("autoupdate:connected", school_id=kept.school_mis.school_id)

    def _declined(self, school_mis: SchoolMis) -> HttpResponseBase:
        label = registry.get(school_mis.product).label
        text = (
            f"You came back from {label} without an approval, so nothing was changed. Nothing is "
            f"read from {label} meanwhile."
        )
        return self._not_approved(f"AutoUpdate was not approved in {label}", text, school_mis)

    def _not_approved(
        self, heading: str, text: str, school_mis: SchoolMis | None
    ) -> HttpResponseBase:
        response = self.render_to_response(
            self.get_context_data(
                not_approved_heading=heading,
                text=text,
                school=school_mis.school if school_mis else None,
            )
        )
        add_never_cache_headers(response)
        return response


class ConnectedPage(InUsePage):
    """What an approval brought, and what is next."""

    permission = Permission.CONNECT_MIS
    template_name = "autoupdate/settings/connected.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Show the page, where something was approved."""
        if connection_kept(self.in_use).approved_at is None:
            return redirect(self.settings_url)
        return super().get(request, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add whether it is complete, and the next step."""
        connection = connection_kept(self.in_use)
        facts = setup_facts(self.in_use, connection=connection)
        shown = {
            "trouble": trouble_of(connection, self.used, facts),
            "rows": [
                {"key": "School", "value": self.school},
                {"key": "Approved by", "value": connection.approved_by},
                {"key": "Approved", "value": uk_datetime(connection.approved_at)},
            ],
            "next_step": _next_step(facts),
        }
        return super().get_context_data(**{**shown, **kwargs})


def _next_step(facts: SetupFacts) -> str:
    """The first step that is not done, in words; "" where all are."""
    todo = (each for each in steps_of(facts) if each.turn not in {Turn.DONE, Turn.FREE})
    return next((each.text for each in todo), "")


class ForgetConnectionPage(InUsePage):
    """Asks first, then takes the approval back and forgets what was entered."""

    permission = Permission.CONNECT_MIS
    template_name = "components/confirm_page.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Ask first, where there is something to forget."""
        if self.used.puller is None:
            messages.info(request, f"{self.used.label} has no connection that could be forgotten.")
            return redirect(self.settings_url)
        return super().get(request, **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Forget it."""
        if self.used.puller is not None:
            is_heard = approving.forget(self.in_use, by=self.by)
            told = "" if is_heard else f" {self.used.leaving_hint}"
            messages.success(request, f"The connection to {self.used.label} is forgotten.{told}")
        return redirect(self.settings_url)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the question."""
        label = self.used.label
        shown = {
            "confirm_heading": f"Forget the connection to {label}?",
            "confirm_lead": f"For {self.school}.",
            "consequences": [
                f"Nothing is fetched from {label} any more, from this moment on.",
                "The approval, and what was entered, are deleted here.",
                f"AutoUpdate gives the approval back, where {label} has a way to.",
                "Accounts stay as they are. Nobody is unallocated because of it.",
                "The accepted reports stay accepted. To fetch again, connect again.",
            ],
            "confirm_label": "Forget the connection",
            "confirm_kind": "danger",
            "cancel_url": self.settings_url,
        }
        return super().get_context_data(**{**shown, **kwargs})
