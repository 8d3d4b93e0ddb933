"""The Service Desk's page of one case: assign, answer, note, resolve.

It works nothing out itself.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, ClassVar

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from accounts.models import PortalUser
from autoupdate.actions import desk_cases
from autoupdate.models import Case, CaseState
from autoupdate.queries.case_plans import plans_of
from autoupdate.queries.cases import (
    TURNS,
    desk_people,
    kind_of,
    said_to_desk,
    shown_fields,
)
from autoupdate.views.case_forms import (
    AssignForm,
    DeskAnswerForm,
    NoteForm,
    ResolveForm,
    WriteForm,
)
from autoupdate.views.case_pages import DeskCasePages
from autoupdate.views.desk_case_plan import button_words


class DeskCasePage(DeskCasePages):
    """Everything about the case, with the one main button."""

    template_name = "autoupdate/desk/case.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Show it."""
        return self.render_to_response(self.get_context_data())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the conversation and the forms."""
        case = self.case
        _, turn, tone = TURNS[CaseState(case.state)]
        shown = {
            "turn": turn,
            "turn_tone": tone,
            "kind": kind_of(case),
            "field_rows": shown_fields(case),
            "said": said_to_desk(case),
            "plans": plans_of(case) if case.is_open else {},
            "button_words": button_words(case),
            "deeds": list(case.deeds.select_related("done_by")),
            "answer_form": DeskAnswerForm() if case.is_open else None,
            "note_form": NoteForm(),
            "assign_form": AssignForm(people=desk_people()) if case.is_open else None,
            "is_mine": case.assigned_to_id == self.by.pk,
        }
        return super().get_context_data(**{**shown, **kwargs})


class WritingPage(DeskCasePage):
    """Takes a form on the desk's page of the case; shows the page again where it is not filled."""

    http_method_names = ["post"]
    form_name: ClassVar[str]
    said_when_done: ClassVar[str]
    make_form: ClassVar[Callable[[Any], WriteForm]]
    write: ClassVar[Callable[..., Case]]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Write it, or say what is missing."""
        form = type(self).make_form(request.POST)
        if not form.is_valid():
            context = self.get_context_data(**{self.form_name: form, "form": form})
            return self.render_to_response(context, status=422)
        text = form.cleaned_data["text"]
        return self.done(
            lambda: type(self).write(self.case, text=text, by=self.by),
            self.said_when_done,
            again=lambda refused: self.asked_again(form, refused, **{self.form_name: form}),
        )


class AnswerAsDesk(WritingPage):
    """An answer to the school."""

    form_name = "answer_form"
    said_when_done = "Your answer is with the school."
    make_form = DeskAnswerForm
    write = staticmethod(desk_cases.answer)


class NoteOnCase(WritingPage):
    """A note that the school never sees."""

    form_name = "note_form"
    said_when_done = "The note is kept. The school does not see it."
    make_form = NoteForm
    write = staticmethod(desk_cases.note)


class AssignCase(DeskCasePage):
    """Somebody looks after the case: whoever pressed, or a colleague."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Give the case to whom the form names."""
        form = AssignForm(request.POST, people=desk_people())
        if not form.is_valid():
            context = self.get_context_data(assign_form=form, form=form)
            return self.render_to_response(context, status=422)
        to: PortalUser = form.cleaned_data["to"]
        return self.done(
            lambda: desk_cases.assign(self.case, to=to, by=self.by),
            f"{to} looks after the case now.",
            again=partial(self.asked_again, form, assign_form=form),
        )


class ResolveCase(DeskCasePages):
    """Nothing is left to do."""

    template_name = "components/confirm_page.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Ask first, with room for last words."""
        return self.render_to_response(self.get_context_data(form=ResolveForm()))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Resolve it."""
        form = ResolveForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        text = form.cleaned_data["text"]
        return self.done(
            lambda: desk_cases.resolve(self.case, text=text, by=self.by),
            "The case is resolved.",
            again=partial(self.asked_again, form),
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the question."""
        kept = (
            ["What the school sealed in it is erased, and has not gone into any connection."]
            if self.case.sealed
            else []
        )
        shown = {
            "confirm_heading": f"Resolve case {self.case.pk}?",
            "confirm_lead": f"{self.case.subject}, for {self.school}.",
            "consequences": [
                "The school is told by mail, and can open the case again.",
                *kept,
            ],
            "confirm_label": "Resolve the case",
            "cancel_url": self.case_url,
        }
        return super().get_context_data(**{**shown, **kwargs})
