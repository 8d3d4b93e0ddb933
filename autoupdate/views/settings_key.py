"""The keys with which a school's data are sent: shown on purpose, made anew, revoked.

They are never in a page's address. It decides nothing itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.views.generic.base import TemplateResponseMixin

from accounts.actions.refused import ActionRefused
from accounts.models import SchoolMis
from accounts.permissions import Permission
from autoupdate.actions import connecting, keys, revealing
from autoupdate.connectors.base import Delivery
from autoupdate.reaching import connection_kept
from autoupdate.views.mis_pages import MisPage


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page of keys shows; ``password`` "" where it is not known any more."""

    licence_key: str
    supplier_id: str = ""
    password: str = ""


@dataclass(frozen=True, slots=True)
class _Question:
    """What is asked before keys are made."""

    heading: str
    label: str
    consequences: tuple[str, ...]


_ARRIVED = "Uploads that have arrived already are processed all the same."
_ENTER_KEY = "Nothing can be uploaded until the new key is entered in {sender}."
_ENTER_KEYS = "{sender} cannot send until they are entered in it."
_ONCE = (
    "The supplier password is shown on the next page alone: enter it in {sender} straight away, or "
    "note it down."
)
#: (the MIS sends by itself, there are keys already) → the question.
_WORDS: Mapping[tuple[bool, bool], _Question] = MappingProxyType(
    {
        (False, False): _Question("Make a licence key?", "Make a key", (_ENTER_KEY, _ARRIVED)),
        (False, True): _Question(
            "Make a new licence key?",
            "Make a new key",
            ("The key in use stops working at once.", _ENTER_KEY, _ARRIVED),
        ),
        (True, False): _Question("Make the keys?", "Make the keys", (_ENTER_KEYS, _ONCE, _ARRIVED)),
        (True, True): _Question(
            "Make new keys?",
            "Make new keys",
            (
                "The licence key and the supplier password in use stop working at once.",
                "The supplier ID stays as it is.",
                _ENTER_KEYS,
                _ONCE,
                _ARRIVED,
            ),
        ),
    }
)


class KeyPage(TemplateResponseMixin, MisPage):
    """Pages on the school's keys."""

    @property
    def settings_url(self) -> str:
        """Where the pages' links lead back to."""
        return reverse("autoupdate:settings", args=[self.school.pk])

    @property
    def sending(self) -> SchoolMis | None:
        """The MIS in use, where it sends by itself and so needs all three keys."""
        is_push = self.connector is not None and self.connector.delivery is Delivery.PUSH
        return self.school_mis if is_push else None

    @property
    def sender(self) -> str:
        """Who signs in with the keys, in words."""
        return self.mis_label if self.sending else "the AutoUpdate software"

    def show(self, keys_shown: Shown, *, is_new: bool) -> HttpResponseBase:
        """The page with the keys on it, which no browser or proxy may keep."""
        self.template_name = "autoupdate/settings/key.html"
        above = [{"label": "AutoUpdate Settings", "url": self.settings_url}]
        response = self.render_to_response(
            self.get_context_data(
                shown=keys_shown,
                is_new=is_new,
                is_push=self.sending is not None,
                enter_text=self._enter_text(),
                breadcrumbs=above,
            )
        )
        add_never_cache_headers(response)
        return response

    def _enter_text(self) -> str:
        """Where the keys are entered in an MIS that sends, in its connector's words."""
        steps = self.connector.setup_steps if self.connector else ()
        return next((each.text for each in steps if each.code == "enter_keys"), "")

    def refuse(self, refused: ActionRefused) -> HttpResponseBase:
        """Back to the settings, with the reason."""
        messages.error(self.request, refused.message)
        return redirect(self.settings_url)


class ShowKey(KeyPage):
    """The keys themselves. Only a POST shows them, so that no link does so by accident."""

    permission = Permission.SEE_LICENCE_KEY

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Somebody who came by a bookmark has to press the button."""
        return redirect(self.settings_url)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Show the keys; the look is written down."""
        supplier_id = connection_kept(self.sending).reference if self.sending else ""
        try:
            plain = revealing.reveal_key(self.school, by=self.by)
        except ActionRefused as refused:
            return self.refuse(refused)
        return self.show(Shown(plain, supplier_id), is_new=False)


class NewKey(KeyPage):
    """First keys, or new ones in place of the old."""

    permission = Permission.CHANGE_LICENCE_KEY
    template_name = "components/confirm_page.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Ask first."""
        return self.render_to_response(self.get_context_data())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Make the keys and show them once."""
        try:
            return self.show(self._made(), is_new=True)
        except ActionRefused as refused:
            return self.refuse(refused)

    def _made(self) -> Shown:
        if self.sending is None:
            return Shown(keys.rotate_key(self.school, by=self.by).plain)
        made = connecting.issue_push_keys(self.sending, by=self.by)
        return Shown(made.licence_key, made.supplier_id, made.supplier_password)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the question."""
        words = _WORDS[self.sending is not None, keys.live_key(self.school) is not None]
        shown = {
            "confirm_heading": words.heading,
            "confirm_lead": f"For {self.sender} of {self.school}.",
            "consequences": [each.format(sender=self.sender) for each in words.consequences],
            "confirm_label": words.label,
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
            "confirm_lead": f"For {self.sender} of {self.school}.",
            "consequences": [
                f"The key stops working at once and {self.sender} can upload nothing more.",
                "Accounts stay as they are; nobody is created or unallocated meanwhile.",
                f"To upload again, make a new key and enter it in {self.sender}.",
            ],
            "confirm_label": "Revoke the key",
            "confirm_kind": "danger",
            "cancel_url": self.settings_url,
        }
        return super().get_context_data(**{**shown, **kwargs})
