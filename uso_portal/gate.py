"""Nobody whose role needs a second step comes to any page without one: the one place for that.

It knows addresses by name, and no page.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from accounts.second_step import has_one, is_required, was_shown
from autoupdate.api.errors import second_step_is_missing

#: Open to everybody who has signed in, with or without a second step.
_ALWAYS: Final = frozenset(
    {
        *("account_logout", "health_live", "health_ready", "schema"),
        *("autoupdate:help", "autoupdate:help_article", "autoupdate:help_guide"),
        "autoupdate:accessibility",
    }
)
#: What setting one up takes. An address that was never confirmed would stand in its way.
_SETTING_UP: Final = frozenset(
    {
        "accounts:second_step",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "account_reauthenticate",
        "account_email",
        "account_email_verification_sent",
        "account_confirm_email",
    }
)
#: Where one that was set up elsewhere, or before, is shown.
_SHOWING: Final = frozenset({"mfa_reauthenticate", "mfa_reauthenticate_webauthn"})
#: A password is no second step for whoever has one.
_BY_PASSWORD: Final = "account_reauthenticate"  # noqa: S105
#: Answered by a key of their own, or for nobody in particular.
_NOT_PAGES: Final = frozenset({"agent_api", "push_api"})
#: Read by scripts, which are told what is missing and led to no page.
_DATA: Final = "staff_api"


def second_step(request: HttpRequest) -> dict[str, Any]:
    """Context processor: whether heads, contacts and the desk must have a second step."""
    return {"second_step_is_required": settings.REQUIRE_SECOND_STEP}


class SecondStepGate:
    """Leads people to their second step, or to setting one up, before anything else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Go on: the decision is made once the address is known."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Lead elsewhere, or let the page answer (None)."""
        match = request.resolver_match
        if match is None or match.view_name in _ALWAYS or _NOT_PAGES & set(match.namespaces):
            return None
        if match.view_name == _BY_PASSWORD and has_one(request.user):
            return _shown_first(request, next_url=request.GET.get("next", ""))
        if was_shown(request) or not is_required(request.user):
            return None
        if _DATA in match.namespaces:
            return second_step_is_missing()
        return _lead(request, at=match.view_name)


def _lead(request: HttpRequest, *, at: str) -> HttpResponse | None:
    """To what is missing, unless they are there."""
    has_it = has_one(request.user)
    if at in (_SHOWING if has_it else _SETTING_UP):
        return None
    if has_it:
        return _shown_first(request, next_url=request.get_full_path())
    return HttpResponseRedirect(reverse("accounts:second_step"))


def _shown_first(request: HttpRequest, *, next_url: str) -> HttpResponse:
    """To the page that asks for it, and then on to what was asked for."""
    page = get_adapter().get_reauthentication_methods(request.user)[0]["url"]
    return HttpResponseRedirect(f"{page}?{urlencode({'next': next_url})}" if next_url else page)
