"""One processing run for the Service Desk: how far it is, what came of it, its additional log.

It works nothing out itself.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.generic.base import TemplateResponseMixin

from accounts.dates import uk_datetime
from accounts.permissions import Permission
from accounts.views.pages import SchoolPage
from autoupdate.connectors import registry
from autoupdate.models import Hold, ProcessingRun, RunStatus
from autoupdate.night import progress
from autoupdate.queries import runs
from autoupdate.queries.answers import for_run
from autoupdate.queries.upload_page import labels_of
from autoupdate.views.run_tables import RUN_TAGS, why
from autoupdate.views.upload_tables import UploadTable
from autoupdate.views.words import lasted, plural


class RunBase(TemplateResponseMixin, SchoolPage):
    """Finds the run of the address, and its school for the permission."""

    permission = Permission.READ_RUN_LOG

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Look the run up, then do as every page of its school does."""
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        school_id = self.run.school_id
        return super().dispatch(request, *args, **{**kwargs, "school_id": school_id})

    @cached_property
    def run(self) -> ProcessingRun:
        """The run."""
        found = ProcessingRun.objects.select_related("night", "requested_by", "school_mis")
        return get_object_or_404(found, pk=self.kwargs["run_id"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add how far the run is."""
        shown = {"run": self.run, **progress_of(self.run)}
        return super().get_context_data(**{**shown, **kwargs})


class RunPage(RunBase):
    """The run's page."""

    template_name = "autoupdate/desk/run.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Show the page."""
        return self.render_to_response(self.get_context_data())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what came of it, and the log."""
        run = self.run
        words, tone = RUN_TAGS[RunStatus(run.status)]
        mis = run.school_mis.get_product_display()
        labels = labels_of(registry.all())
        used = run.uploads.select_related("school_mis", "processed_run")
        counts = runs.people_counts(run, mis=mis)
        shown = {
            "state_words": words,
            "state_tone": tone,
            "failure": runs.failure_of(run),
            "rows": _facts(run),
            "tiles": runs.tiles(run) if run.status == RunStatus.DONE else [],
            "counts": counts,
            "answer_text": for_run(
                run,
                school=self.school.name,
                mis=mis,
                counts=counts,
                uploads=[(labels.get(each.sub_report, each.sub_report), each) for each in used],
            ),
            "life": runs.life_counts(run, labels=labels),
            "holds": [_held(each) for each in run.holds.all()],
            "table": UploadTable(used, labels=labels, orderable=False),
            "lines": [
                {"at": each.at, "level": "info", "text": each.message}
                for each in run.log_lines.all()
            ],
            "breadcrumbs": [
                {
                    "label": self.school.name,
                    "url": reverse("autoupdate:desk_school", args=[self.school.pk]),
                }
            ],
        }
        return super().get_context_data(**{**shown, **kwargs})


class RunProgress(RunBase):
    """The progress component alone, for the page that watches; once over, the page anew."""

    template_name = "autoupdate/desk/run_progress.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Send the component, or the word to load the whole page."""
        if not self.run.is_live:
            return HttpResponse(headers={"HX-Refresh": "true"})
        return self.render_to_response(self.get_context_data())


def progress_of(run: ProcessingRun) -> dict[str, Any]:
    """How far a live run is, in words and per cent, and where to ask again."""
    if not run.is_live:
        return {"is_live": False}
    known = progress.of_run(run.pk) if run.status == RunStatus.RUNNING else None
    waiting = "Waiting for a free worker" if run.status == RunStatus.QUEUED else "Starting"
    detail = f"{plural(known.num_people, 'record')} read" if known and known.num_people else ""
    return {
        "is_live": True,
        "progress_label": known.label if known else waiting,
        "progress_value": known.percent if known else None,
        "progress_detail": detail,
        "poll_url": reverse("autoupdate:run_progress", args=[run.pk]),
    }


def _held(hold: Hold) -> str:
    """What a run held back, in a sentence."""
    kinds = runs.KINDS[hold.kind].lower()
    return (
        f"{hold.num_removals:,} of {hold.num_live:,} {kinds} were missing from the export, so "
        f"nobody was removed. {hold.get_state_display()}."
    )


def _facts(run: ProcessingRun) -> list[dict[str, Any]]:
    """The run's facts, for a summary list."""
    facts: list[dict[str, Any]] = [
        {"key": "Why", "value": why(run), "hint": run.reason},
        {"key": "Queued", "value": uk_datetime(run.queued_at)},
        {"key": "Started", "value": uk_datetime(run.claimed_at)},
        {
            "key": "Ended",
            "value": uk_datetime(run.finished_at),
            "hint": f"It took {lasted(runs.took(run))}." if run.finished_at else "",
        },
    ]
    if run.num_attempts > 1:
        facts.append({"key": "Attempts", "value": run.num_attempts})
    if run.failure_code:
        facts.append({"key": "Failure", "value": run.failure_code})
    return facts
