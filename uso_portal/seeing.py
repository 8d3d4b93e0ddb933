"""While the desk sees what a school sees: every page as for that role, and nothing is changed.

One place: whoever looks is given the school's role for the request, and pressing is refused.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from accounts import seeing
from accounts.actions.seeing import TIME_OVER, stop_seeing
from accounts.dates import uk_time
from accounts.models import PortalUser
from accounts.permissions import is_desk, see_as

_READING: Final = frozenset({"GET", "HEAD", "OPTIONS"})
#: The way out, and the ways out of everything.
_MAY_BE_PRESSED: Final = frozenset({"accounts:seeing_stop", "account_logout"})
#: Opening these does something: a vendor sends somebody back who has approved.
_DOES_SOMETHING: Final = frozenset({"autoupdate:approved"})


class SeeingGate:
    """Puts whoever sees as a school into its role, for one request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Read the session; what is over is written down and forgotten."""
        seen = seeing.in_session(request) if hasattr(request, "session") else None
        user = request.user
        if seen is not None and isinstance(user, PortalUser):
            if seen.is_over or not is_desk(user):
                seeing.forget(request)
                stop_seeing(seen.school, role=seen.role, by=user, reason=TIME_OVER)
            else:
                see_as(user, role=seen.role, school=seen.school)
                request.seeing = seen  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Refuse what would change something."""
        if not hasattr(request, "seeing") or request.resolver_match is None:
            return None
        name = request.resolver_match.view_name
        if name in _MAY_BE_PRESSED:
            return None
        if request.method in _READING and name not in _DOES_SOMETHING:
            return None
        return render(request, "accounts/seeing_refused.html", status=403)


def seeing_notice(request: HttpRequest) -> dict[str, Any]:
    """Context processor: the strip over every page, with the way out."""
    seen: seeing.Seeing | None = getattr(request, "seeing", None)
    if seen is None:
        return {}
    text = (
        f"You see what a {seen.role.label} of {seen.school} sees, until {uk_time(seen.until)}. "
        "Nothing can be changed."
    )
    action = {"action_label": "Stop", "action_post_url": reverse("accounts:seeing_stop")}
    return {"shell_notice": {"text": text, **action}}
