"""The licence key: shown on purpose, made anew, revoked. It is never in a page's address.

It decides nothing itself.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.views.generic.base import TemplateResponseMixin

from accounts.actions.refused import ActionRefused
from accounts.permissions import Permission
from autoupdate.actions import keys, revealing
from autoupdate.views.mis_pages import MisPage

_NEEDS_IT = (
    "The AutoUpdate software at the school cannot upload until the new key is entered in it."
)


class KeyPage(TemplateResponseMixin, MisPage):
    """Pages on the school's licence key."""

    @property
    def settings_url(self) -> str:
        """Where the pages' links lead back to."""
        return reverse("autoupdate:settings", args=[self.school.pk])

    def show(self, plain: str, *, is_new: bool) -> HttpResponseBase:
        """The page with the key on it, which no browser or proxy may keep."""
        self.template_name = "autoupdate/settings/key.html"
        response = self.render_to_response(
            self.get_context_data(plain=plain, is_new=is_new, breadcrumbs=self._above())
        )
        add_never_cache_headers(response)
        return response

    def _above(self) -> list[dict[str, str]]:
        return [{"label": "AutoUpdate Settings", "url": self.settings_url}]

    def refuse(self, refused: ActionRefused) -> HttpResponseBase:
        """Back to the settings, with the reason."""
        messages.error(self.request, refused.message)
        return redirect(self.settings_url)


class ShowKey(KeyPage):
    """The key itself. Only a POST shows it, so that no link does so by accident."""

    permission = Permission.SEE_LICENCE_KEY

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Somebody who came by a bookmark has to press the button."""
        return redirect(self.settings_url)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Show the key; the look is written down."""
        try:
            return self.show(revealing.reveal_key(self.school, by=self.by), is_new=False)
        except ActionRefused as refused:
            return self.refuse(refused)


class NewKey(KeyPage):
    """A first key, or a new one in place of the old."""

    permission = Permission.CHANGE_LICENCE_KEY
    template_name = "components/confirm_page.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Ask first."""
        return self.render_to_response(self.get_context_data())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Make the key and show it once."""
        return self.show(keys.rotate_key(self.school, by=self.by).plain, is_new=True)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the question."""
        has_key = keys.live_key(self.school) is not None
        shown = {
            "confirm_heading": "Make a new licence key?" if has_key else "Make a licence key?",
            "confirm_lead": f"For the AutoUpdate software of {self.school}.",
            "consequences": [
                *(["The key in use stops working at once."] if has_key else []),
                _NEEDS_IT,
                "Uploads that have arrived already are processed all the same.",
            ],
            "confirm_label": "Make a new key" if has_key else "Make a key",
            "cancel_url": self.settings_url,
        }
        return super().get_context_data(**{**shown, **kwargs})


class RevokeKey(KeyPage):
    """Stop the key working, with none in its place."""

    permission = Permission.CHANGE_LICENCE_KEY
    template_name = "components/confirm_page.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Ask first."""
        return self.render_to_response(self.get_context_data())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Revoke the key."""
        try:
            keys.revoke_key(self.school, by=self.by)
        except ActionRefused as refused:
            return self.refuse(refused)
        messages.success(request, "The licence key is revoked. Nothing can be uploaded with it.")
        return redirect(self.settings_url)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the question."""
        shown = {
            "confirm_heading": "Revoke the licence key?",
            "confirm_lead": f"For the AutoUpdate software of {self.school}.",
            "consequences": [
                "The key stops working at once and the software can upload nothing more.",
                "Accounts stay as they are; nobody is created or unallocated meanwhile.",
                "To upload again, make a new key and enter it in the software.",
            ],
            "confirm_label": "Revoke the key",
            "confirm_kind": "danger",
            "cancel_url": self.settings_url,
        }
        return super().get_context_data(**{**shown, **kwargs})
