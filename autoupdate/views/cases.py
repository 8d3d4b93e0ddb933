"""Service Desk > Raise an Issue, for schools: their cases, a new one, and one as a conversation.

The pages work nothing out themselves.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters

from accounts.actions.refused import ActionRefused
from accounts.permissions import Permission, can
from accounts.views.lists import SchoolListPage
from autoupdate.actions import cases
from autoupdate.models import Case, CaseState
from autoupdate.queries.cases import (
    LOOKED_AT,
    TURNS,
    cases_of,
    kind_of,
    said_to_school,
    shown_fields,
)
from autoupdate.views.case_forms import DetailsForm, ReopenForm, WriteForm
from autoupdate.views.case_pages import SchoolCasePage
from autoupdate.views.case_tables import SchoolCaseTable


class CaseFilters(django_filters.FilterSet):
    """By whose turn it is."""

    state = django_filters.ChoiceFilter(
        label="Whose turn it is",
        empty_label="Any",
        choices=[(state.value, words) for state, words in LOOKED_AT.items()],
    )


class CasesPage(SchoolListPage):
    """The school's cases, newest first."""

    permission = Permission.SEE_CASES
    table_class = SchoolCaseTable
    filterset_class = CaseFilters
    template_name = "autoupdate/cases/list.html"
    download_name = "cases"

    def get_rows(self) -> QuerySet[Any]:
        """Every case of the school."""
        return cases_of(self.school)

    def table_options(self) -> dict[str, Any]:
        """“Your turn” only for those whose turn it can be."""
        may_raise = can(self.by, Permission.RAISE_CASES, self.school)
        own = {state: words for state, (words, _, _) in TURNS.items()}
        return {"turns": own if may_raise else LOOKED_AT}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add whether there is any case at all."""
        shown = {"has_cases": Case.objects.filter(school=self.school).exists()}
        return super().get_context_data(**{**shown, **kwargs})


class CasePage(SchoolCasePage):
    """One case: what was asked, what was said, and room for an answer."""

    template_name = "autoupdate/cases/page.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Show it."""
        return self.render_to_response(self.get_context_data())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the conversation and what the reader may do."""
        state = CaseState(self.case.state)
        may_raise = can(self.by, Permission.RAISE_CASES, self.school)
        kind = kind_of(self.case)
        shown = {
            "turn": TURNS[state][0] if may_raise else LOOKED_AT[state],
            "turn_tone": TURNS[state][2],
            "kind": kind,
            "field_rows": shown_fields(self.case),
            "said": said_to_school(self.case),
            "may_raise": may_raise,
            "has_keys": bool(self.case.handover) and may_raise,
            "has_fields": bool(shown_fields(self.case)),
            "needs_details": bool(kind.secrets) and not self.case.sealed and not self.case.taken_at,
            "answer_form": WriteForm() if may_raise and self.case.is_open else None,
            "reopen_form": ReopenForm() if may_raise and not self.case.is_open else None,
        }
        return super().get_context_data(**{**shown, **kwargs})

    def words_again(self, refused: ActionRefused) -> HttpResponseBase:
        """What was typed, in the form that takes it as the case is now, and why it was not sent."""
        self.case.refresh_from_db()
        name = "answer_form" if self.case.is_open else "reopen_form"
        form = (WriteForm if self.case.is_open else ReopenForm)(self.request.POST)
        return self.asked_again(form, refused, **{name: form})


class AnswerCase(CasePage):
    """The school answers."""

    permission = Permission.RAISE_CASES
    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Send it, or say what is missing."""
        form = WriteForm(request.POST)
        if not form.is_valid():
            context = self.get_context_data(answer_form=form, form=form)
            return self.render_to_response(context, status=422)
        text = form.cleaned_data["text"]
        return self.done(
            lambda: cases.answer(self.case, text=text, by=self.by),
            "Your answer is with the Service Desk.",
            again=self.words_again,
        )


class ReopenCase(CasePage):
    """The school opens the case again."""

    permission = Permission.RAISE_CASES
    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Reopen it, or say what is missing."""
        form = ReopenForm(request.POST)
        if not form.is_valid():
            context = self.get_context_data(reopen_form=form, form=form)
            return self.render_to_response(context, status=422)
        text = form.cleaned_data["text"]
        return self.done(
            lambda: cases.reopen(self.case, text=text, by=self.by),
            "The case is open again, and with the Service Desk.",
            again=self.words_again,
        )


@method_decorator(sensitive_post_parameters(), name="dispatch")
class CaseDetailsPage(SchoolCasePage):
    """The typed fields once more: a secret was wrong, or is gone."""

    holds_secrets = True
    permission = Permission.RAISE_CASES
    template_name = "autoupdate/cases/details.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Ask for all of them, with what is not secret filled in."""
        if not self.case.is_open or not kind_of(self.case).fields:
            return redirect(self.case_url)
        return self.render_to_response(self.get_context_data(form=self._form(None)))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Keep them in place of the old ones."""
        form = self._form(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        return self.done(
            lambda: cases.replace_details(self.case, given=form.given, by=self.by),
            "The details are with the Service Desk.",
            again=partial(self.asked_again, form),
        )

    def _form(self, data: Any) -> DetailsForm:
        return DetailsForm(
            data,
            kind=kind_of(self.case),
            school_mis=self.school_mis,
            initial=self.case.details,
        )


class CloseCase(SchoolCasePage):
    """The school needs nothing any more."""

    permission = Permission.RAISE_CASES
    template_name = "components/confirm_page.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Ask first."""
        return self.render_to_response(self.get_context_data())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Close it."""
        return self.done(lambda: cases.close(self.case, by=self.by), "The case is closed.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the question."""
        kept = ["What was sealed in it is erased."] if self.case.sealed else []
        shown = {
            "confirm_heading": f"Close case {self.case.pk}?",
            "confirm_lead": f"{self.case.subject}, for {self.school}.",
            "consequences": [
                "The Service Desk does nothing more about it.",
                *kept,
                "You can open it again at any time.",
            ],
            "confirm_label": "Close the case",
            "cancel_url": self.case_url,
        }
        return super().get_context_data(**{**shown, **kwargs})
