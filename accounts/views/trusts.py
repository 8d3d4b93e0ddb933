"""The Service Desk adds trusts, renames, removes and puts them back. The pages decide nothing."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from accounts.actions import trusts
from accounts.actions.refused import ActionRefused
from accounts.forms import PortalForm
from accounts.models import Trust
from accounts.permissions import Permission
from accounts.queries.trusts import hindrances
from accounts.views.desk_deeds import AddGroup, GroupDeed
from accounts.views.role_pages import TRUST
from accounts.views.trust_forms import ReasonForm, RenameForm, TrustForm


class TrustDeed(GroupDeed):
    """Something is done with a trust."""

    permission = Permission.MANAGE_TRUSTS
    kind = TRUST


class AddTrust(AddGroup, TrustDeed):
    """Add one."""

    form_class = TrustForm

    def act(self, given: dict[str, Any]) -> str:
        """Add it."""
        self.added = trusts.add_trust(given["name"], by=self.by)
        return f"{self.added} is there. Put its schools into it, then invite its users."

    def asked(self) -> dict[str, Any]:
        """The question."""
        return {
            "confirm_heading": "Add a trust",
            "consequences": ["It has neither schools nor users at first, so nobody sees more."],
            "confirm_label": "Add the trust",
        }


class RenameTrust(TrustDeed):
    """Call it otherwise."""

    form_class = RenameForm

    def initial(self) -> dict[str, Any]:
        """As it is called."""
        return {"name": self.place.name}

    def act(self, given: dict[str, Any]) -> str:
        """Rename it."""
        renamed = trusts.rename_trust(
            self.place, name=given["name"], reason=given["reason"], by=self.by
        )
        return f"It is called {renamed} now."

    def asked(self) -> dict[str, Any]:
        """The question."""
        return {
            "confirm_heading": f"Rename {self.place}",
            "consequences": [
                "Its users and schools read the new name from now on. Nobody sees more or less.",
                "What was written down before keeps the old name. It can be renamed again.",
            ],
            "confirm_label": "Rename it",
        }


class RemoveTrust(TrustDeed):
    """Remove it, or say why it cannot be."""

    form_class = ReasonForm
    template_name = "accounts/trusts/remove.html"

    def act(self, given: dict[str, Any]) -> str:
        """Remove it."""
        removed = trusts.remove_trust(self.place, reason=given["reason"], by=self.by)
        return f"{removed} is removed. It can be put back from the list of removed trusts."

    @property
    def back_url(self) -> str:
        """The list, once it is removed."""
        gone = Trust.objects.filter(pk=self.place.pk, removed_at__isnull=False).exists()
        return self.list_url if gone else super().back_url

    def asked(self) -> dict[str, Any]:
        """The question."""
        return {
            "why_not": hindrances(self.place),
            "schools_url": reverse("accounts:trust_schools", args=[self.place.pk]),
            "confirm_heading": f"Remove {self.place}?",
            "consequences": [
                "Nobody sees less: it has neither schools nor users.",
                "Who were its users stays in the history. It can be put back.",
            ],
            "confirm_label": "Remove the trust",
            "confirm_kind": "danger",
        }


class PutBackTrust(TrustDeed):
    """Make a removed trust one again."""

    @cached_property
    def place(self) -> Trust:
        """A trust of any state, or 404."""
        return get_object_or_404(Trust, pk=self.kwargs["trust_id"])

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Ask, where it is removed."""
        if self.place.removed_at is None:
            return redirect(self.back_url)
        return super().get(request, **kwargs)

    def make_form(self, data: Any = None) -> PortalForm | None:
        """Nothing is to be said."""
        return None

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Do it, and show it, or the list where it could not be done."""
        try:
            found = trusts.put_back_trust(self.place, by=self.by)
        except ActionRefused as refused:
            messages.error(request, refused.message)
            return redirect(self.list_url)
        messages.success(request, f"{found} is a trust again, without schools and users.")
        return redirect(self.back_url)

    def asked(self) -> dict[str, Any]:
        """The question."""
        return {
            "cancel_url": self.list_url,
            "confirm_heading": f"Put {self.place} back?",
            "consequences": [
                "It can have schools and users again. It has none at first, so nobody sees more."
            ],
            "confirm_label": "Put it back",
        }

    def above(self) -> list[dict[str, str]]:
        """The list: a removed trust has no page."""
        return super().above()[:1]
