"""Changing the MIS: choose the new one, read what will happen, do it. It decides nothing itself."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.generic.base import TemplateResponseMixin

from accounts.actions.refused import ActionRefused
from accounts.forms import PortalForm
from accounts.models import SchoolMis
from accounts.permissions import Permission
from autoupdate.actions.changing_mis import change_mis
from autoupdate.models import MisChange
from autoupdate.queries.change_preview import preview_of
from autoupdate.queries.changes import waiting_change
from autoupdate.queries.mis_choices import Choice, choice_for, choices_for
from autoupdate.views.change_words import consequences
from autoupdate.views.mis_pages import MisPage


class ChooseForm(PortalForm):
    """Which MIS, among those that may be chosen."""

    product = forms.ChoiceField(
        label="Which MIS are you changing to?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the MIS that you change to"},
    )

    def __init__(self, *args: Any, choices: list[Choice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["product"]
        field.choices = [  # type: ignore[attr-defined]
            (each.connector.code, each.connector.label) for each in choices
        ]
        field.widget.option_hints = {
            each.connector.code: f"{each.connector.delivery_text} {each.connector.cadence}."
            for each in choices
        }


class ChangePageBase(TemplateResponseMixin, MisPage):
    """A page of the wizard; a school that uses no MIS has none to change."""

    permission = Permission.CHANGE_MIS

    @cached_property
    def in_use(self) -> SchoolMis:
        """The MIS in use, or 404."""
        if self.school_mis is None:
            raise Http404
        return self.school_mis

    @cached_property
    def waiting(self) -> MisChange | None:
        """An earlier change that nobody has looked at."""
        return waiting_change(self.school)

    @property
    def choose_url(self) -> str:
        """The first page of the wizard."""
        return reverse("autoupdate:change_mis", args=[self.school.pk])

    @property
    def settings_url(self) -> str:
        """Where the wizard begins and ends."""
        return reverse("autoupdate:settings", args=[self.school.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the way back."""
        crumbs = [{"label": "AutoUpdate Settings", "url": self.settings_url}]
        return super().get_context_data(**{"breadcrumbs": crumbs, **kwargs})


class ChooseMisPage(ChangePageBase):
    """Which MIS may be chosen, and why not the others."""

    template_name = "autoupdate/changes/choose.html"

    @cached_property
    def choices(self) -> list[Choice]:
        """Every MIS there is."""
        return choices_for(self.by, school=self.school, in_use=self.in_use)

    def _form(self, data: Any = None) -> ChooseForm:
        return ChooseForm(data, choices=[each for each in self.choices if not each.why_not])

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Ask."""
        return self.render_to_response(self.get_context_data(form=self._form()))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Go on to what will happen."""
        form = self._form(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        return redirect("autoupdate:change_mis_to", self.school.pk, form.cleaned_data["product"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add who cannot be chosen, and a change that stands in the way."""
        others = [
            {"key": each.connector.label, "value": each.why_not}
            for each in self.choices
            if each.why_not
        ]
        shown = {
            "others": others,
            "waiting": self.waiting,
            "cancel_url": self.settings_url,
            "any_choice": len(others) < len(self.choices),
        }
        return super().get_context_data(**{**shown, **kwargs})


class ChangeMisPage(ChangePageBase):
    """What the change will do, and doing it."""

    template_name = "autoupdate/changes/what_happens.html"

    @cached_property
    def choice(self) -> Choice:
        """The MIS in the address, or 404."""
        try:
            return choice_for(
                self.kwargs["product"], self.by, school=self.school, in_use=self.in_use
            )
        except KeyError as error:
            raise Http404 from error

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Say what will happen; or why it cannot."""
        if self.choice.why_not or self.waiting:
            if self.choice.why_not:
                messages.warning(request, self.choice.why_not)
            return redirect(self.choose_url)
        return self.render_to_response(self.get_context_data())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Change it."""
        try:
            change_mis(self.school, product=self.choice.connector.code, by=self.by)
        except ActionRefused as refused:
            messages.warning(request, refused.message)
            return redirect(self.choose_url)
        messages.success(
            request,
            f"{self.school} uses {self.choice.connector.label} from now on. Next: accept the "
            "reports. Nobody loses an account.",
        )
        return redirect(self.settings_url)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the sentences."""
        preview = preview_of(self.in_use, after=self.choice.connector)
        shown = {
            "confirm_heading": f"Change from {preview.before.label} to {preview.after.label}?",
            "confirm_label": f"Change to {preview.after.label}",
            "confirm_lead": f"This is for {self.school}. It can be taken back as a whole until "
            "somebody has confirmed what the first night made of it.",
            "parts": consequences(preview),
            "cancel_url": self.choose_url,
        }
        return super().get_context_data(**{**shown, **kwargs})
