"""One's own second step: the page that asks for one to be set up, and setting it up.

Who must have one is decided elsewhere.
"""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.adapter import get_adapter
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, RemoveWebAuthnView
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.generic.base import TemplateResponseMixin

from accounts.models import PortalUser
from accounts.second_step import SHOWN, has_one, is_advised, is_expected, is_required
from accounts.views.pages import SignedInPage

LAST_ONE = (
    "It was not removed, because it is your only second step and your role needs one. Set up an "
    "app or add another passkey first."
)


class SecondStepPage(TemplateResponseMixin, SignedInPage):
    """Why a second step is needed, and the two ways to have one."""

    template_name = "accounts/second_step.html"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """Show the ways, or, to whoever has one, what they have."""
        if has_one(self.by):
            return redirect("mfa_index")
        return self.render_to_response(self.get_context_data())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add whether it must be."""
        shown = {
            "is_required": is_required(self.by),
            "is_expected": is_expected(self.by),
            "is_advised": is_advised(self.by),
        }
        return super().get_context_data(**{**shown, **kwargs})


class RemovePasskey(RemoveWebAuthnView):
    """Removing a passkey, unless it is the last second step of somebody whose role needs one."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Remove it, or say why not."""
        if not get_adapter().can_delete_authenticator(self.object):
            messages.error(self.request, LAST_ONE)
            return redirect("mfa_list_webauthn")
        answered: HttpResponse = super().form_valid(form)
        return answered


class SetUpApp(ActivateTOTPView):
    """Setting up the app: its first code is a second step that was shown."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Switch it on, and note that it was shown."""
        return _shown(self.request, super().form_valid(form))


class AddPasskey(AddWebAuthnView):
    """Adding a passkey: making it is a second step that was shown."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Add it, and note that it was shown."""
        return _shown(self.request, super().form_valid(form))


def _shown(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    if isinstance(request.user, PortalUser):
        record_authentication(request, request.user, SHOWN, reauthenticated=True)
    return response
