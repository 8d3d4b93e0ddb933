"""Settling a change of MIS: keeping accounts, confirming, taking it back. Each asks first."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.generic.base import TemplateResponseMixin

from accounts.actions.refused import ActionRefused
from accounts.forms import PortalForm, say_why
from accounts.permissions import Permission
from autoupdate.actions.confirming_change import confirm_change
from autoupdate.actions.keeping import LONGEST_REASON, keep, stop_keeping
from autoupdate.actions.taking_change_back import num_decisions, take_back
from autoupdate.connectors import registry
from autoupdate.connectors.base import Delivery
from autoupdate.models import MisConnection
from autoupdate.queries import changes
from autoupdate.views.change_result import ResultPage
from autoupdate.views.restoring import chosen_ids
from autoupdate.views.words import plural
from matching.models import Link

#: Names shown on the page that asks; the rest are counted.
NUM_NAMED = 20


class KeepForm(PortalForm):
    """Why people who are missing keep their accounts."""

    reason = forms.CharField(
        label="Why do they keep their accounts?",
        help_text="For example: a governor, who is not in the MIS.",
        max_length=LONGEST_REASON,
        error_messages={"required": "Say why they keep their accounts"},
    )


class SettlingPage(TemplateResponseMixin, ResultPage):
    """A page that asks, and is settled once the change is."""

    permission = Permission.CHANGE_MIS

    def refused(self, refused: ActionRefused) -> HttpResponseBase:
        """Say why, on the page of the change."""
        messages.warning(self.request, refused.message)
        return redirect(self.url("change"))

    def crumbs(self) -> list[dict[str, str]]:
        """By way of the change."""
        label = f"Change from {self.before} to {self.after}"
        return [*super().crumbs(), {"label": label, "url": self.url("change")}]


class KeepPage(SettlingPage):
    """Asked with the chosen rows of those who are missing."""

    template_name = "autoupdate/changes/keep.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Nothing was chosen here."""
        return redirect(self.url("change_missing"))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Ask why, or do it."""
        ids = chosen_ids(request)
        if not ids:
            messages.warning(request, "Tick the people first.")
            return redirect(self.url("change_missing"))
        try:
            if request.POST.get("do") == "stop":
                return self._stop(ids)
            return self._keep(ids)
        except ActionRefused as refused:
            return self.refused(refused)

    def _keep(self, ids: list[int]) -> HttpResponseBase:
        links = list(changes.unlinked(self.change).filter(account__in=ids))
        if not links:
            messages.info(self.request, "They are not missing any more.")
            return redirect(self.url("change_missing"))
        form = KeepForm(self.request.POST if "confirmed" in self.request.POST else None)
        if not form.is_valid():
            return self._ask(links, form)
        reason = form.cleaned_data["reason"]
        try:
            kept = keep(self.change, account_ids=ids, reason=reason, by=self.by)
        except ActionRefused as refused:
            say_why(form, refused)
            return self._ask(links, form)
        told = f"{plural(len(kept), 'account')} will be kept when the change is confirmed."
        messages.success(self.request, told)
        return redirect(self.url("change_missing"))

    def _ask(self, links: list[Link], form: KeepForm) -> HttpResponseBase:
        shown = self.get_context_data(links=links, form=form)
        return self.render_to_response(shown, status=422 if form.errors else 200)

    def _stop(self, ids: list[int]) -> HttpResponseBase:
        number = stop_keeping(self.change, account_ids=ids, by=self.by)
        if number:
            told = f"{plural(number, 'account')} will not be kept on your word any more."
            messages.success(self.request, told)
        else:
            messages.info(self.request, "None of them was kept on anybody’s word.")
        return redirect(self.url("change_missing"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the question."""
        number = len(kwargs["links"])
        shown = {
            "confirm_heading": f"Keep {plural(number, 'account')}?",
            "confirm_label": "Keep",
            "cancel_url": self.url("change_missing"),
            "consequences": [
                f"When the change is confirmed they stay with {self.school}, without a link to "
                f"{self.after}.",
                "From then on the school looks after them by hand. Whoever comes from "
                f"{self.after} later is linked again.",
            ],
        }
        return super().get_context_data(**{**shown, **kwargs})


class ConfirmPage(SettlingPage):
    """How many leave, and confirming it."""

    template_name = "autoupdate/changes/confirm.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Ask, once there is something to confirm."""
        if not self.has_result:
            messages.info(request, "There is nothing to confirm.")
            return redirect(self.url("change"))
        return self.render_to_response(self.get_context_data())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Confirm it."""
        try:
            confirmed = confirm_change(self.change, by=self.by)
        except ActionRefused as refused:
            return self.refused(refused)
        left = plural(confirmed.num_left, "person", "people")
        unallocated = plural(confirmed.num_unallocated, "account")
        stayed = plural(confirmed.num_stayed, "account")
        messages.success(
            request,
            f"The change to {self.after} is confirmed. {left} left, {unallocated} unallocated by "
            f"it, {stayed} kept.",
        )
        return redirect(self.url("change"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the question, with how many leave and who."""
        missing = changes.missing(self.change)
        going = missing.going
        number = plural(len(going), "person", "people")
        shown = {
            "confirm_heading": f"Confirm the change to {self.after}?",
            "confirm_label": f"Yes, confirm: {number} left" if going else "Yes, confirm",
            "confirm_kind": "danger" if going else "primary",
            "cancel_url": self.url("change"),
            "missing_url": self.url("change_missing"),
            "consequences": self._consequences(len(going), len(missing.staying)),
            "named": going[:NUM_NAMED],
            "num_more": max(0, len(going) - NUM_NAMED),
            "warning": f"{len(going):,} of {missing.num_linked:,} people would leave, which is "
            f"unusual. Check that {self.after} sends everybody before you confirm."
            if missing.is_unusual
            else "",
            "num_to_match": changes.to_match(self.change).count(),
        }
        return super().get_context_data(**{**shown, **kwargs})

    def _consequences(self, num_going: int, num_staying: int) -> list[str]:
        forgotten = [f"What reached {self.before} is forgotten, and its approval is given back."]
        connected = MisConnection.objects.filter(school_mis=self.change.before_id).exists()
        going = plural(num_going, "person is", "people are")
        accounts = "account" if num_going == 1 else "accounts"
        staying = plural(num_staying, "person", "people")
        leave = [
            f"{going} missing in {self.after} and will have left: {self.school} lets go of their "
            f"{accounts} at once. An account that no other school holds is unallocated; it keeps "
            "its username and can be restored.",
        ]
        stay = [f"{staying} without a link to {self.after} will be kept and looked after by hand."]
        return [
            *(leave if num_going else ["Nobody leaves because of it."]),
            *(stay if num_staying else []),
            *(forgotten if connected else []),
            "Afterwards the change cannot be taken back.",
        ]


class TakeBackPage(SettlingPage):
    """What taking the change back does, and doing it."""

    template_name = "autoupdate/changes/take_back.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Ask, while it can be taken back."""
        if not self.change.is_waiting:
            messages.info(request, "The change cannot be taken back any more.")
            return redirect(self.url("change"))
        return self.render_to_response(self.get_context_data())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Take it back."""
        try:
            done = take_back(self.change, by=self.by)
        except ActionRefused as refused:
            return self.refused(refused)
        messages.success(
            request,
            f"{self.school} uses {self.before} again. {plural(done.num_unallocated, 'account')} "
            f"unallocated, {plural(done.num_restored, 'account')} put back as they were.",
        )
        return redirect(self.url("change"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the question, with the accounts that go."""
        created = changes.created(self.change)
        shown = {
            "confirm_heading": f"Go back from {self.after} to {self.before}?",
            "confirm_label": "Take the change back",
            "confirm_kind": "danger",
            "cancel_url": self.url("change"),
            "consequences": self._consequences(created.count()),
            "named": created[:NUM_NAMED],
            "num_more": max(0, created.count() - NUM_NAMED),
        }
        return super().get_context_data(**{**shown, **kwargs})

    def _consequences(self, num_created: int) -> list[str]:
        decisions = num_decisions(self.change)
        made = plural(num_created, "account")
        decided = plural(decisions, "decision")
        has_key = registry.get(self.change.before.product).delivery is not Delivery.PULL
        return [
            f"{self.before} is in use again at once, with the reports as they were accepted. "
            f"Nothing is received from {self.after} any more.",
            f"Everybody has the link to {self.before} that they had, and what {self.after} wrote "
            "to accounts is put back, unless somebody has changed it since.",
            *([f"{made} that the nights created will be unallocated."] if num_created else []),
            *(
                [
                    f"{decided} that staff made meanwhile stay on record. Accounts that they "
                    "matched or created stay with the school."
                ]
                if decisions
                else []
            ),
            *(
                [f"If the licence key was made anew since, enter it for {self.before} again."]
                if has_key
                else []
            ),
        ]
