"""Processing a chosen set of schools now: one confirmation that names them, then one page that
watches all their runs."""

from __future__ import annotations

from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.generic.base import TemplateResponseMixin

from accounts.models import School
from accounts.permissions import schools_of
from autoupdate.actions.forcing import MOST, Forced, force_all
from autoupdate.models import ProcessingRun, RunStatus
from autoupdate.views.desk_forms import ForceForm
from autoupdate.views.desk_pages import DeskPage
from autoupdate.views.run_tables import RunsOfSchoolsTable
from autoupdate.views.words import plural


def _numbers(texts: list[str]) -> list[int]:
    """Those of the texts that are numbers, at most as many as may be forced at once."""
    return [int(each) for each in texts[:MOST] if each.isdecimal()]


class ForceSetPage(TemplateResponseMixin, DeskPage):
    """Asked with the chosen rows of the list; does it once there is a reason."""

    template_name = "autoupdate/desk/force_set.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Nothing was chosen here."""
        return redirect("autoupdate:desk_schools")

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Ask, or do it."""
        if not self.schools:
            messages.warning(request, "Tick the schools to process first.")
            return redirect("autoupdate:desk_schools")
        if "confirmed" not in request.POST:
            return self.render_to_response(self.get_context_data(form=ForceForm()))
        form = ForceForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        forced = force_all(self.schools, by=self.by, reason=form.cleaned_data["reason"])
        self._tell(forced)
        if not forced.runs:
            return redirect("autoupdate:desk_schools")
        query = urlencode({"run": [each.pk for each in forced.runs]}, doseq=True)
        return redirect(f"{reverse('autoupdate:desk_forced')}?{query}")

    @cached_property
    def schools(self) -> list[School]:
        """The chosen schools by name."""
        chosen = _numbers(self.request.POST.getlist("chosen"))
        found = schools_of(self.by).filter(pk__in=chosen).select_related("local_authority")
        return list(found.order_by("name", "pk"))

    def _tell(self, forced: Forced) -> None:
        """Say where nothing was started, and why."""
        told = (
            (forced.under_way, "being processed already"),
            (forced.not_set_up, "without an MIS whose exports could be processed"),
        )
        for schools, why in told:
            if schools:
                names = ", ".join(str(each) for each in schools)
                messages.warning(self.request, f"Nothing was started for {names}: {why}.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the question in words."""
        shown = {
            "schools": self.schools,
            "confirm_heading": f"Process {plural(len(self.schools), 'school')} now?",
            "confirm_label": "Process them now",
            "cancel_url": reverse("autoupdate:desk_schools"),
            "consequences": [
                "Each goes before all schools that wait, with what has arrived from it.",
                "Schools of one local authority are processed one after another.",
                "A school that is being processed already is passed over.",
                "The reason is kept with each run and in each school’s history.",
            ],
        }
        return super().get_context_data(**{**shown, **kwargs})


class ForcedSet(TemplateResponseMixin, DeskPage):
    """The runs that the address names: their progress and what came of each."""

    template_name = "autoupdate/desk/forced.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Show the page."""
        return self.render_to_response(self.get_context_data())

    @cached_property
    def runs(self) -> list[ProcessingRun]:
        """The runs; 404 where the address names none that there is."""
        numbers = _numbers(self.request.GET.getlist("run"))
        found = ProcessingRun.objects.filter(pk__in=numbers, school__in=schools_of(self.by))
        runs = list(found.select_related("school__local_authority", "requested_by").order_by("pk"))
        if not runs and numbers:
            raise Http404
        return runs

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add how far they are."""
        over = [each for each in self.runs if not each.is_live]
        failed = [each for each in over if each.status == RunStatus.FAILED]
        told = f"{len(over)} of {plural(len(self.runs), 'school')} processed"
        shown = {
            "runs": self.runs,
            "reason": self.runs[0].reason if self.runs else "",
            "is_live": len(over) < len(self.runs),
            "num_over": len(over),
            "num_all": len(self.runs),
            "told": f"{told}, {len(failed)} of them failed." if failed else f"{told}.",
            "table": RunsOfSchoolsTable(self.runs, orderable=False),
        }
        return super().get_context_data(**{**shown, **kwargs})
