"""The Service Desk adds trusts, renames, removes and puts them back. The pages decide nothing."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from accounts.actions import trusts
from accounts.actions.refused import ActionRefused
from accounts.forms import PortalForm
from accounts.models import Trust
from accounts.permissions import Permission, is_desk, may_everywhere
from accounts.queries.trusts import hindrances, live_trusts
from accounts.second_step import ask_unless_fresh
from accounts.views.role_pages import TRUST, AskFirst
from accounts.views.trust_forms import ReasonForm, RenameForm, TrustForm


class TrustDeed(AskFirst):
    """Something is done with a trust, and the desk's second step is asked afresh."""

    caption: ClassVar[str] = TRUST.label

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Let the desk in, and nobody else."""
        if request.user.is_authenticated:
            if not (is_desk(self.by) and may_everywhere(self.by, Permission.MANAGE_TRUSTS)):
                raise PermissionDenied
            ask_unless_fresh(request, {Permission.MANAGE_TRUSTS})
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def place(self) -> Trust:
        """The trust of the address, or 404."""
        return get_object_or_404(live_trusts(), pk=self.kwargs["trust_id"])

    @property
    def back_url(self) -> str:
        """Its page."""
        return reverse("accounts:trust", args=[self.place.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the way back."""
        above = [
            {"label": TRUST.plural, "url": reverse(TRUST.list_url_name)},
            {"label": self.place.name, "url": reverse("accounts:trust", args=[self.place.pk])},
        ]
        return super().get_context_data(**{"breadcrumbs": above, **kwargs})


class AddTrust(TrustDeed):
    """Add one."""

    form_class = TrustForm
    added: Trust | None = None

    @cached_property
    def place(self) -> Trust:
        """There is none yet."""
        return Trust()

    @property
    def back_url(self) -> str:
        """The new one's page; the list, while there is none."""
        if self.added is None:
            return reverse(TRUST.list_url_name)
        return reverse("accounts:trust", args=[self.added.pk])

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

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The way back is the list."""
        above = [{"label": TRUST.plural, "url": reverse(TRUST.list_url_name)}]
        return super(TrustDeed, self).get_context_data(**{**kwargs, "breadcrumbs": above})


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
        return reverse(TRUST.list_url_name) if gone else super().back_url

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
            return redirect(TRUST.list_url_name)
        messages.success(request, f"{found} is a trust again, without schools and users.")
        return redirect(self.back_url)

    def asked(self) -> dict[str, Any]:
        """The question."""
        return {
            "cancel_url": reverse(TRUST.list_url_name),
            "confirm_heading": f"Put {self.place} back?",
            "consequences": [
                "It can have schools and users again. It has none at first, so nobody sees more."
            ],
            "confirm_label": "Put it back",
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The way back is the list: a removed trust has no page."""
        above = [{"label": TRUST.plural, "url": reverse(TRUST.list_url_name)}]
        return super(TrustDeed, self).get_context_data(**{**kwargs, "breadcrumbs": above})
