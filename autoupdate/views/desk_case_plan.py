"""Asking before a case is carried out, in sentences that say exactly what will happen."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from accounts.permissions import Permission
from autoupdate.actions.carrying_out import carry_out
from autoupdate.queries.case_plans import NOW, Plan, plans_of
from autoupdate.queries.cases import kind_of
from autoupdate.views.case_pages import DeskCasePages

_LAST = "The case is resolved, the conversation says what was done, and the school is told by mail."


class CarryOutPage(DeskCasePages):
    """The question, and doing it."""

    #: What a case may ask for.
    exercises = frozenset({Permission.CHANGE_MIS, Permission.CHANGE_LICENCE_KEY})
    template_name = "autoupdate/desk/case_carry_out.html"

    @cached_property
    def plan(self) -> Plan:
        """The plan of that way, or 404."""
        found = plans_of(self.case).get(self.kwargs["way"])
        if found is None:
            raise Http404
        return found

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Ask; where it cannot be done (any more), the case's page says why."""
        if self.plan.why_not or not self.case.is_open:
            return redirect(self.case_url)
        return self.render_to_response(self.get_context_data())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Do what was asked about."""
        expected = request.POST.get("expected", "")
        return self.done(
            lambda: carry_out(self.case, by=self.by, expected=expected, way=self.kwargs["way"]),
            "Done. The conversation says what was done.",
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the question in words."""
        is_now = self.plan.way == NOW
        shown = {
            "plan": self.plan,
            "confirm_heading": button_words(self.case) if is_now else "Only prepare it, for later?",
            "confirm_lead": f"{self.case.subject}, for {self.school}.",
            "consequences": [*self.plan.will, _LAST],
            "confirm_label": "Yes, do it",
            "cancel_url": self.case_url,
        }
        return super().get_context_data(**{**shown, **kwargs})


def button_words(case: Any) -> str:
    """What the one main button says."""
    return f"Do what this case asks: {kind_of(case).does}"
