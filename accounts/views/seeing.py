"""Beginning and ending the desk's “see what the school sees”. It decides nothing."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.generic.base import TemplateResponseMixin

from accounts import seeing
from accounts.actions.seeing import PRESSED, start_seeing, stop_seeing
from accounts.forms import PortalForm
from accounts.models import Role
from accounts.permissions import Permission
from accounts.views.pages import SchoolPage, SignedInPage


class SeeingForm(PortalForm):
    """Through whose eyes."""

    role = forms.ChoiceField(
        label="As which role?",
        choices=[(each.value, each.label) for each in seeing.ROLES],
        widget=forms.RadioSelect,
    )


class SeeAsSchool(TemplateResponseMixin, SchoolPage):
    """Ask as which role, and begin."""

    permission = Permission.SEE_AS_SCHOOL
    template_name = "components/confirm_page.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Ask."""
        return self._ask(SeeingForm())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Begin, at the school's home."""
        form = SeeingForm(request.POST)
        if not form.is_valid():
            return self._ask(form, status=422)
        role = Role(form.cleaned_data["role"])
        start_seeing(self.school, role=role, by=self.by)
        seeing.begin(request, school=self.school, role=role)
        return redirect("autoupdate:school", self.school.pk)

    def _ask(self, form: SeeingForm, *, status: int = 200) -> HttpResponseBase:
        desk_url = reverse("autoupdate:desk_school", args=[self.school.pk])
        context = self.get_context_data(
            form=form,
            breadcrumbs=[{"label": self.school.name, "url": desk_url}],
            confirm_heading=f"See what {self.school} sees",
            consequences=[
                "Every page looks as it does for somebody with that role at this school.",
                "Nothing can be changed. A strip at the top says so, and has the way out.",
                "It ends by itself after half an hour.",
                "When it began and ended is in the school’s history under your name.",
            ],
            confirm_label="Begin",
            cancel_url=desk_url,
        )
        return self.render_to_response(context, status=status)


class StopSeeing(SignedInPage):
    """The way out."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponseBase:
        """Stop, back at the desk's page of the school."""
        seen = seeing.in_session(request)
        if seen is None:  # its time was over, or another window was quicker
            return redirect("autoupdate:home")
        seeing.forget(request)
        stop_seeing(seen.school, role=seen.role, by=self.by, reason=PRESSED)
        messages.success(request, f"You no longer see what {seen.school} sees.")
        return redirect("autoupdate:desk_school", seen.school.pk)
