"""What is done to accounts without the MIS: keep, keep no longer, end, undo, mark as done.

Keeping and ending ask first, naming everybody. It works nothing out itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.generic.base import TemplateResponseMixin

from accounts.actions.refused import ActionRefused
from accounts.forms import PortalForm, say_why
from accounts.models import UsoAccount
from accounts.permissions import Permission
from accounts.widgets import DatePartsField
from autoupdate.actions import reviewing
from autoupdate.queries.non_mis import held_without_mis, to_review
from autoupdate.views.mis_pages import MisPage
from autoupdate.views.restoring import chosen_ids, named
from autoupdate.views.words import plural

#: Where the session keeps what was ended last.
_LAST = "ended_in_review"


class ReasonForm(PortalForm):
    """Why."""

    reason = forms.CharField(
        label="Why?",
        max_length=reviewing.LONGEST_REASON,
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"required": "Say why"},
    )


class KeepForm(ReasonForm):
    """Until when, and why."""

    until = DatePartsField(
        label="Keep until",
        help_text="After that day it is on the list again. Two years ahead at the most.",
        error_messages={
            **DatePartsField.AHEAD,
            "required": "Enter the day until which it is kept, for example 31 8 2027",
        },
    )
    field_order = ("until", "reason")


class ReviewingPage(TemplateResponseMixin, MisPage):
    """A page that changes something of the review."""

    permission = Permission.REVIEW_ACCOUNTS

    @property
    def list_url(self) -> str:
        """The list they came from."""
        return reverse("autoupdate:non_mis", args=[self.school.pk])

    def refused(self, refused: ActionRefused) -> HttpResponse:
        """Say why, on the list."""
        messages.warning(self.request, refused.message)
        return redirect(self.list_url)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the way back."""
        shown = {
            "cancel_url": self.list_url,
            "breadcrumbs": [{"label": "Review Non-MIS Accounts", "url": self.list_url}],
        }
        return super().get_context_data(**{**shown, **kwargs})


class SettlePage(ReviewingPage):
    """Asked with the ticked rows and what to do; does it once it is confirmed."""

    template_name = "autoupdate/non_mis/settle.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Nothing was chosen here."""
        return redirect(self.list_url)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Ask, or do it."""
        ids, deed = chosen_ids(request), DEEDS.get(request.POST.get("do", ""))
        if not ids or deed is None:
            messages.warning(request, "Tick the accounts first, then choose what to do.")
            return redirect(self.list_url)
        try:
            return deed(self, ids)
        except ActionRefused as refused:
            return self.refused(refused)

    def keep(self, ids: list[int]) -> HttpResponse:
        """Ask until when and why; then keep."""
        form = KeepForm(self.request.POST if "confirmed" in self.request.POST else None)
        if not form.is_valid():
            return self._ask(ids, form)
        try:
            kept = reviewing.keep(ids, school=self.school, by=self.by, **form.cleaned_data)
        except ActionRefused as refused:
            say_why(form, refused)
            return self._ask(ids, form)
        if kept:
            told = (
                '{}: kept. <a class="govuk-link" href="{}?show=kept">See whom you keep, or stop</a>'
            )
            messages.success(self.request, format_html(told, named(tuple(kept)), self.list_url))
        return redirect(self.list_url)

    def end(self, ids: list[int]) -> HttpResponse:
        """Ask why; then end."""
        form = ReasonForm(self.request.POST if "confirmed" in self.request.POST else None)
        if not form.is_valid():
            return self._ask(ids, form)
        try:
            changed = reviewing.end(ids, school=self.school, by=self.by, **form.cleaned_data)
        except ActionRefused as refused:
            say_why(form, refused)
            return self._ask(ids, form)
        if changed.done:
            self.request.session[_LAST] = [each.pk for each in changed.done]
            undo = reverse("autoupdate:non_mis_undo", args=[self.school.pk])
            told = '{} ended. <a class="govuk-link" href="{}">Undo</a>'
            messages.success(self.request, format_html(told, named(changed.done), undo))
        if changed.skipped:
            told = f"{named(changed.skipped)}: left alone, because {self.mis_label} names them now."
            messages.info(self.request, told)
        return redirect(self.list_url)

    def stop(self, ids: list[int]) -> HttpResponse:
        """Put them back among those to review; nothing is lost by it, so nothing is asked."""
        back = reviewing.stop_keeping(ids, school=self.school, by=self.by)
        if back:
            messages.success(self.request, f"{named(tuple(back))}: on the list again.")
        return redirect(self.list_url)

    def _ask(self, ids: list[int], form: PortalForm) -> HttpResponse:
        held = held_without_mis(self.school).filter(account__in=ids).select_related("account")
        accounts = [each.account for each in held.order_by("account__legal_surname", "pk")]
        if not accounts:
            messages.info(self.request, "They are not on the list any more.")
            return redirect(self.list_url)
        context = self.get_context_data(form=form, accounts=accounts)
        return self.render_to_response(context, status=422 if form.errors else 200)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the question in words."""
        deed = self.request.POST["do"]
        accounts = kwargs["accounts"]
        who = accounts[0].display_name if len(accounts) == 1 else plural(len(accounts), "account")
        heading, consequences, kind = QUESTIONS[deed]
        shown = {
            "deed": deed,
            "confirm_heading": heading.format(who=who),
            "confirm_label": deed.capitalize(),
            "confirm_kind": kind,
            "consequences": [
                each.format(school=self.school, mis=self.mis_label) for each in consequences
            ],
        }
        return super().get_context_data(**{**shown, **kwargs})


DEEDS: Mapping[str, Callable[[SettlePage, list[int]], HttpResponse]] = {
    "keep": SettlePage.keep,
    "end": SettlePage.end,
    "stop": SettlePage.stop,
}
#: What is asked first → heading, what will happen, kind of the button.
QUESTIONS: Mapping[str, tuple[str, tuple[str, ...], str]] = {
    "keep": (
        "Keep {who}?",
        (
            "They stay at {school} although {mis} does not name them, and leave this list.",
            "After the day you choose they are on the list again. Nothing ends by itself.",
            "You can stop keeping them at any time: show those that are kept.",
        ),
        "primary",
    ),
    "end": (
        "End {who}?",
        (
            "{school} lets go of them at once. Where no other school has the account it is "
            "unallocated.",
            "If {mis} names one of them later, the account comes back.",
            "You can undo it.",
        ),
        "danger",
    ),
}


class UndoEndPage(ReviewingPage):
    """Take back what this person ended last."""

    template_name = "components/confirm_page.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Ask, if there is something to take back."""
        accounts = tuple(UsoAccount.objects.filter(pk__in=self._ids()))
        if not accounts:
            messages.info(request, "There is nothing to take back.")
            return redirect(self.list_url)
        context = self.get_context_data(
            confirm_heading=f"Take back ending {named(accounts)}?",
            confirm_label="Take it back",
            consequences=[f"{self.school} has them again at once, with the same usernames."],
        )
        return self.render_to_response(context)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Take it back."""
        try:
            changed = reviewing.undo_end(self._ids(), school=self.school, by=self.by)
        except ActionRefused as refused:
            return self.refused(refused)
        request.session.pop(_LAST, None)
        if changed.done:
            messages.success(request, f"{named(changed.done)}: held here again.")
        return redirect(self.list_url)

    def _ids(self) -> list[int]:
        ids: list[int] = self.request.session.get(_LAST, [])
        return ids


class DonePage(ReviewingPage):
    """Mark the review as done."""

    template_name = "components/confirm_page.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Ask."""
        number = to_review(self.school, today=timezone.localdate()).count()
        left = f"{plural(number, 'account')} on the list" if number else "nothing on the list"
        context = self.get_context_data(
            confirm_heading="Mark this review as done?",
            confirm_label="Mark as done",
            consequences=[
                f"It is written down that you reviewed the list today, with {left}.",
                "What is on the list stays there, and stays as it is.",
                "You are reminded when the MIS changes, and with each new school year.",
            ],
        )
        return self.render_to_response(context)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Write it down."""
        try:
            reviewing.mark_done(self.school, by=self.by)
        except ActionRefused as refused:
            return self.refused(refused)
        messages.success(request, "The review is marked as done.")
        return redirect(self.list_url)
