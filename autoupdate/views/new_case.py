"""Raising a case, for a school or for the desk in its place: first the kind, then its fields.

The pages work nothing out themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic.base import TemplateResponseMixin

from accounts.actions.refused import ActionRefused
from accounts.forms import say_why
from accounts.permissions import Permission
from autoupdate.actions import cases
from autoupdate.casework import kinds as case_kinds
from autoupdate.casework.kinds import Kind
from autoupdate.casework.kinds_for_desk import for_desk, why_not_for_desk
from autoupdate.models import Case
from autoupdate.queries.cases import open_case_of
from autoupdate.views.case_forms import KindForm, RaiseForm, RaiseForSchoolForm
from autoupdate.views.case_pages import above, add_errors
from autoupdate.views.mis_pages import MisPage


@method_decorator(sensitive_post_parameters(), name="dispatch")
class NewCasePage(TemplateResponseMixin, MisPage):
    """First what it is about, then the fields of that kind: ``?kind=iris_connection``."""

    holds_secrets = True
    permission = Permission.RAISE_CASES
    template_name = "autoupdate/cases/new.html"
    form_class: ClassVar[type[RaiseForm]] = RaiseForm
    url_name: ClassVar[str] = "autoupdate:case_new"
    same_words: ClassVar[str] = "Your school has asked for this already. This is the case."

    @property
    def product(self) -> str:
        """The MIS in use, "" for none."""
        return self.school_mis.product if self.school_mis else ""

    @cached_property
    def asked(self) -> Kind | None:
        """The kind of the address, where there is one that the school can ask for."""
        offered = {each.code: each for each in self.offered}
        return offered.get(self.request.GET.get("kind", ""))

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Ask what it is about, or show the fields of what it is about."""
        if self.asked is None:
            return self._choose(self._why_not())
        same = self._same()
        if same is not None:
            messages.info(request, self.same_words)
            return redirect(self.address_of(same))
        return self._show(self.form_class(kind=self.asked, school_mis=self.school_mis))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Raise the case and show it."""
        if self.asked is None:
            return self._choose(self._why_not(), status=422)
        form = self.form_class(request.POST, kind=self.asked, school_mis=self.school_mis)
        if not form.is_valid():
            return self._show(form, status=422)
        try:
            case = self.do(self.asked, form)
        except cases.FieldsRefused as refused:
            add_errors(form, refused.errors)
            return self._show(form, status=422)
        except ActionRefused as refused:
            say_why(form, refused)
            return self._show(form, status=422)
        messages.success(request, self.words_after(case))
        return redirect(self.address_of(case))

    def do(self, asked: Kind, form: RaiseForm) -> Case:
        """Raise it. Raises FieldsRefused or ActionRefused."""
        return cases.raise_case(
            self.school,
            kind=asked.code,
            given=form.given,
            message=form.cleaned_data["message"],
            by=self.by,
        )

    def words_after(self, case: Case) -> str:
        """What to say once it is raised."""
        return f"Case {case.pk} is with the Service Desk. You get a mail when they answer."

    def address_of(self, case: Case) -> str:
        """Where the reader works on the case."""
        return reverse("autoupdate:case", args=[self.school.pk, case.pk])

    @property
    def offered(self) -> Sequence[Kind]:
        """What can be asked for."""
        return case_kinds.offered(product=self.product)

    def _same(self) -> Case | None:
        """An open case of a kind that is asked for once at a time."""
        if self.asked is None or not self.asked.is_asked_once:
            return None
        return open_case_of(self.school, self.asked.code)

    def why_not(self, asked: Kind) -> str:
        """Why a kind is not offered, as a sentence; "" where it is."""
        return case_kinds.why_not(asked, product=self.product)

    def _why_not(self) -> str:
        """Why the kind of the address is not offered, "" where none was named."""
        try:
            asked = case_kinds.kind(self.request.GET.get("kind", ""))
        except KeyError:
            return ""
        return self.why_not(asked)

    def _choose(self, why_not: str, *, status: int = 200) -> HttpResponseBase:
        pressed = "kind" in self.request.GET and not why_not
        form = KindForm(self.request.GET if pressed else None, offered=self.offered)
        context = self.get_context_data(form=form, why_not=why_not)
        return self.render_to_response(context, status=status)

    def _show(self, form: RaiseForm, *, status: int = 200) -> HttpResponseBase:
        return self.render_to_response(self.get_context_data(form=form), status=status)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the kind and the way back."""
        shown = {
            "asked": self.asked,
            "new_url": reverse(self.url_name, args=[self.school.pk]),
            "breadcrumbs": above(self.school),
        }
        return super().get_context_data(**{**shown, **kwargs})


class NewCaseForSchool(NewCasePage):
    """The desk raises a case for a school that asked by telephone, and says who did."""

    permission = Permission.RAISE_FOR_SCHOOL
    form_class = RaiseForSchoolForm
    url_name = "autoupdate:desk_case_new"
    same_words = "The school has asked for this already. This is the case."

    @property
    def offered(self) -> Sequence[Kind]:
        """What needs no secret: only the school enters those. In words for the desk."""
        return [for_desk(each) for each in super().offered if not each.secrets]

    def why_not(self, asked: Kind) -> str:
        """The same of the school, for the desk."""
        if asked.secrets or super().why_not(asked):
            return why_not_for_desk(asked)
        return ""

    def do(self, asked: Kind, form: RaiseForm) -> Case:
        """Raise it for the school."""
        return cases.raise_for_school(
            self.school,
            kind=asked.code,
            given=form.given,
            message=form.cleaned_data["message"],
            asked_by=form.cleaned_data["asked_by"],
            by=self.by,
        )

    def words_after(self, case: Case) -> str:
        """What to say once it is raised."""
        return f"Case {case.pk} is raised for {self.school}, and you look after it."

    def address_of(self, case: Case) -> str:
        """The desk's page of the case."""
        return reverse("autoupdate:desk_case", args=[case.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add that it is for the school."""
        return super().get_context_data(**{"is_for_school": True, **kwargs})
