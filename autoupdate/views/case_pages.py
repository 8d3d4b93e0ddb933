"""What the pages about one case have in common: which case it is, and forms that an action may
refuse. It knows no particular page."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.generic.base import TemplateResponseMixin

from accounts.actions.refused import ActionRefused
from accounts.forms import say_why
from accounts.models import School
from accounts.permissions import Permission
from autoupdate.models import Case
from autoupdate.views.mis_pages import MisPage

#: Shows a form again, with why it was refused.
AskAgain = Callable[[ActionRefused], HttpResponseBase]


def _cases() -> QuerySet[Case]:
    return Case.objects.select_related(
        "school__local_authority", "raised_by", "assigned_to", "resolved_by"
    )


class _CaseDeeds(TemplateResponseMixin, MisPage):
    """A page on which something is done with a case."""

    case: Any
    case_url: Any

    def done(
        self, do: Callable[[], object], said: str, *, again: AskAgain | None = None
    ) -> HttpResponseBase:
        """Do it and go back to the case with what was said.

        Why it was refused is said there too; or ``again`` shows the form again, with what was
        typed.
        """
        try:
            do()
        except ActionRefused as refused:
            if again is not None:
                return again(refused)
            messages.error(self.request, refused.message)
        else:
            messages.success(self.request, said)
        return redirect(self.case_url)

    def asked_again(self, form: BaseForm, refused: ActionRefused, **shown: Any) -> HttpResponseBase:
        """The page with the case as it is now, what was typed, and why it was not done."""
        self.case.refresh_from_db()
        say_why(form, refused)
        return self.render_to_response(self.get_context_data(form=form, **shown), status=422)


def above(school: School) -> list[dict[str, str]]:
    """The way back to the school's cases."""
    return [{"label": "Raise an Issue", "url": reverse("autoupdate:cases", args=[school.pk])}]


class SchoolCasePage(_CaseDeeds):
    """A page of one case of the school of its address."""

    permission = Permission.SEE_CASES

    @cached_property
    def case(self) -> Case:
        """The case of this school, or 404."""
        return get_object_or_404(_cases(), pk=self.kwargs["case_id"], school=self.school)

    @property
    def case_url(self) -> str:
        """Where the case is read."""
        return reverse("autoupdate:case", args=[self.school.pk, self.case.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the case and the way back."""
        shown = {
            "case": self.case,
            "breadcrumbs": above(self.school),
        }
        return super().get_context_data(**{**shown, **kwargs})


class DeskCasePages(_CaseDeeds):
    """A page of the Service Desk about one case, whose school decides who may come."""

    permission = Permission.WORK_CASES

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Look the case up, then do as every page of its school does."""
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        school_id = self.case.school_id
        return super().dispatch(request, *args, **{**kwargs, "school_id": school_id})

    @cached_property
    def case(self) -> Case:
        """The case, or 404."""
        return get_object_or_404(_cases(), pk=self.kwargs["case_id"])

    @property
    def case_url(self) -> str:
        """Where the desk reads the case."""
        return reverse("autoupdate:desk_case", args=[self.case.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the case and the way back."""
        shown = {
            "case": self.case,
            "breadcrumbs": [{"label": "Cases", "url": reverse("autoupdate:desk_cases")}],
        }
        return super().get_context_data(**{**shown, **kwargs})


def add_errors(form: BaseForm, errors: dict[str, str]) -> None:
    """Put what an action found wrong beside the fields; what has no field goes over the form."""
    for code, error in errors.items():
        form.add_error(code if code in form.fields else None, error)
