"""The desk's pages on a school's fields (opt out, opt in) and people (why no account).

They decide nothing themselves.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.generic.base import TemplateResponseMixin

from accounts.actions.refused import ActionRefused
from accounts.forms import PortalForm, say_why
from accounts.models import SchoolMis
from accounts.permissions import Permission
from autoupdate.actions import opt_outs
from autoupdate.queries.answers import for_person
from autoupdate.queries.reports import reports_of
from autoupdate.queries.standing import StandingView, described, people_named
from autoupdate.views.desk_forms import OptOutForm, ReasonForm
from autoupdate.views.mis_pages import MisPage
from matching.models import Standing

PEOPLE_PER_PAGE = 25
#: Standing → where one goes on from the answer: the words of the link, and the page.
_NEXT = {
    Standing.REQUIRES_MATCHING: ("Compare with the accounts that may be theirs", "matching:person"),
    Standing.EXCLUDED: ("The names that should not be in USO", "matching:excluded"),
}


class FieldsPage(TemplateResponseMixin, MisPage):
    """A form on the school's fields, with the way back to the desk's page."""

    permission = Permission.OPT_OUT_FIELDS
    template_name = "components/confirm_page.html"

    @cached_property
    def in_use(self) -> SchoolMis:
        """The MIS in use; a school without one has no fields."""
        if self.school_mis is None or self.connector is None:
            raise Http404
        return self.school_mis

    @property
    def desk_url(self) -> str:
        """The desk's page of the school."""
        return reverse("autoupdate:desk_school", args=[self.school.pk])

    def form(self, data: Any = None) -> PortalForm:
        """Return the page's form, bound to ``data`` where there is any."""
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the way back."""
        above = [{"label": self.school.name, "url": self.desk_url}]
        return super().get_context_data(**{"breadcrumbs": above, **kwargs})

    def carry_out(self, form: Any) -> str:
        """Do what was asked, and return the sentence that says so. May raise ActionRefused."""
        raise NotImplementedError

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Ask."""
        return self.render_to_response(self.get_context_data(form=self.form()))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Do it, or say what is missing."""
        form = self.form(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        try:
            messages.success(request, self.carry_out(form))
        except ActionRefused as refused:
            say_why(form, refused)
            return self.render_to_response(self.get_context_data(form=form), status=422)
        return redirect(self.desk_url)


class OptOutPage(FieldsPage):
    """Opt the school out of a field."""

    def form(self, data: Any = None) -> PortalForm:
        """Ask for the field and the reason."""
        return OptOutForm(data, reports=reports_of(self.in_use))

    def carry_out(self, form: Any) -> str:
        """Opt it out."""
        sub_report, field = form.chosen
        opt_outs.opt_out(
            self.school,
            sub_report=sub_report,
            field=field,
            reason=form.cleaned_data["reason"],
            by=self.by,
        )
        return "The field is opted out. From now on it is dropped before anything is stored."

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the question."""
        shown = {
            "confirm_heading": "Opt a field out",
            "confirm_lead": f"For {self.school}, because the school asked for it.",
            "consequences": [
                "From now on the field is thrown away when it arrives, whoever sends it. It is "
                "also left out of what waits for tonight.",
                "What USO accounts hold of it already stays as it is.",
                "A mandatory field cannot be opted out. The school may withdraw the whole report.",
            ],
            "confirm_label": "Opt the field out",
            "cancel_url": self.desk_url,
        }
        return super().get_context_data(**{**shown, **kwargs})


class OptInPage(FieldsPage):
    """Let a field be uploaded again."""

    def form(self, data: Any = None) -> PortalForm:
        """Ask for the reason."""
        return ReasonForm(data)

    @cached_property
    def labels(self) -> tuple[str, str]:
        """The names of the sub-report and the field; 404 where the MIS has no such field."""
        for report in reports_of(self.in_use):
            for part in report.sub_reports:
                if part.sub_report.code == self.kwargs["sub_report"]:
                    for each in part.fields:
                        if each.field.code == self.kwargs["field"]:
                            return part.sub_report.label, each.field.label
        raise Http404

    def carry_out(self, form: Any) -> str:
        """Opt it in."""
        opt_outs.opt_in(
            self.school,
            sub_report=self.kwargs["sub_report"],
            field=self.kwargs["field"],
            reason=form.cleaned_data["reason"],
            by=self.by,
        )
        return f"{self.labels[1]} of {self.labels[0]} is uploaded again from the next export on."

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the question."""
        sub_report, field = self.labels
        shown = {
            "confirm_heading": f"Opt {field} in again?",
            "confirm_lead": f"In {sub_report} of {self.school}, because the school asked for it.",
            "consequences": ["The field is received and used again from the next export on."],
            "confirm_label": "Opt the field in",
            "cancel_url": self.desk_url,
        }
        return super().get_context_data(**{**shown, **kwargs})


class WhyPage(TemplateResponseMixin, MisPage):
    """Why has this person no account? Searches the school's MIS persons by name."""

    permission = Permission.READ_RUN_LOG
    template_name = "autoupdate/desk/why.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Show who was found."""
        return self.render_to_response(self.get_context_data())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the people found, where somebody was looked for."""
        shown: dict[str, Any] = {
            "q": self.request.GET.get("q", "").strip(),
            "breadcrumbs": [
                {
                    "label": self.school.name,
                    "url": reverse("autoupdate:desk_school", args=[self.school.pk]),
                }
            ],
        }
        if self.school_mis and shown["q"]:
            found = Paginator(people_named(self.school_mis, text=shown["q"]), PEOPLE_PER_PAGE)
            page = found.get_page(self.request.GET.get("page"))
            shown["page"] = page
            known = described(list(page), school_mis=self.school_mis)
            shown["people"] = [
                (each, for_person(each, mis=self.mis_label), self._next(each)) for each in known
            ]
        return super().get_context_data(**{**shown, **kwargs})

    def _next(self, known: StandingView) -> dict[str, str]:
        """Where somebody who reads the answer goes on, or nothing."""
        standing = Standing(known.person.standing)
        if standing not in _NEXT:
            return {}
        words, page = _NEXT[standing]
        about = {"school_id": self.school.pk}
        if page == "matching:person":
            about["person_id"] = known.person.pk
        return {"label": words, "url": reverse(page, kwargs=about)}
