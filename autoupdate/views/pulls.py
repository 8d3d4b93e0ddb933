"""Force run, and the page of one pull: watched while it is under way, read afterwards.

It works nothing out itself.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic.base import TemplateResponseMixin

from accounts.actions.refused import ActionRefused
from accounts.dates import uk_datetime, uk_time
from accounts.permissions import Permission
from autoupdate.actions.pulls import force_run
from autoupdate.models import ProcessingRun, Pull, PullStatus, RunStatus
from autoupdate.night import progress
from autoupdate.queries import runs
from autoupdate.queries.nights import next_night
from autoupdate.queries.pull_page import PullWords, how_far, is_moving, processed_in, why
from autoupdate.queries.pulls import ForceRun, force_run_of, live_pull_of, pulls_of
from autoupdate.queries.readiness import allowed_of
from autoupdate.queries.upload_page import labels_of
from autoupdate.views.mis_pages import MisPage
from autoupdate.views.pull_tables import PULL_TAGS
from autoupdate.views.upload_tables import UploadTable
from autoupdate.views.words import lasted, plural


class ForceRunPage(TemplateResponseMixin, MisPage):
    """Asks whether to fetch now, and does it; says politely why not, and until when."""

    permission = Permission.FORCE_RUN
    template_name = "components/confirm_page.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Ask first."""
        if self.school_mis is None:
            return self._refused(f"{self.school} has not chosen its MIS yet.")
        offer = force_run_of(self.school_mis, self.by, timezone.now())
        if not offer.may:
            return self._refused(offer.why)
        return self.render_to_response(self.get_context_data(offer=offer))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Fetch, and show how far it is."""
        try:
            pull = force_run(self.school, by=self.by)
        except ActionRefused as refused:
            return self._refused(refused.message)
        return redirect("autoupdate:pull", school_id=self.school.pk, pull_id=pull.pk)

    def _refused(self, why_not: str) -> HttpResponseBase:
        """The reason, on the page of what is being fetched, or on the settings."""
        messages.warning(self.request, why_not)
        live = live_pull_of(self.school)
        if live is not None:
            return redirect("autoupdate:pull", school_id=self.school.pk, pull_id=live.pk)
        return redirect("autoupdate:settings", school_id=self.school.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the question."""
        offer: ForceRun = kwargs["offer"]
        shown = {
            "confirm_heading": f"Fetch from {self.mis_label} now?",
            "confirm_lead": f"For {self.school}.",
            "consequences": self._consequences(offer),
            "confirm_label": "Force run",
            "cancel_url": reverse("autoupdate:settings", args=[self.school.pk]),
        }
        return super().get_context_data(**{**shown, **kwargs})

    def _consequences(self, offer: ForceRun) -> list[str]:
        reports = [each.label for each in allowed_of(self.school_mis)] if self.school_mis else []
        return [
            f"{self.mis_label} is read at once: {', '.join(reports)}.",
            _usually(offer.last),
            offer.consequence,
            "A page shows how far it is. You can leave it: the fetching goes on by itself.",
        ]


def _usually(last: Pull | None) -> str:
    if last is None or last.finished_at is None or last.status != PullStatus.DONE:
        return "It usually takes about a quarter of an hour."
    return f"Last time it took {lasted(last.finished_at - last.queued_at)}."


class PullBase(TemplateResponseMixin, MisPage):
    """Finds the pull of the address, at the school of the address."""

    permission = Permission.SEE_UPLOADS

    @cached_property
    def pull(self) -> Pull:
        """The pull."""
        return get_object_or_404(pulls_of(self.school), pk=self.kwargs["pull_id"])

    @cached_property
    def words(self) -> PullWords:
        """The pull in words."""
        return PullWords(self.pull, now=timezone.now())

    @cached_property
    def is_moving(self) -> bool:
        """Whether there is something to wait for."""
        return is_moving(self.pull, self.words.uploads)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add how far the pull is."""
        shown = {
            "pull": self.pull,
            "is_moving": self.is_moving,
            "fetched_from": self.words.connector.label,
            "steps": self.words.steps(),
            **(_progress_of(self.pull, self.words) if self.is_moving else {}),
        }
        return super().get_context_data(**{**shown, **kwargs})


class PullPage(PullBase):
    """The pull's page."""

    template_name = "autoupdate/pulls/page.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Show the page."""
        return self.render_to_response(self.get_context_data())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what came of it and, for the desk, the log."""
        pull, words = self.pull, self.words
        run = processed_in(pull, words.uploads)
        state, tone = PULL_TAGS[PullStatus(pull.status)]
        shown = {
            "state_words": state,
            "state_tone": tone,
            "failure": words.failure,
            "run": run,
            "run_failure": runs.failure_of(pull.run) if pull.run else None,
            "tiles": runs.tiles(run) if run else [],
            "waiting_text": _waiting(pull, words, has_run=run is not None),
            "rows": _facts(pull),
            "table": UploadTable(
                words.uploads, labels=labels_of([words.connector]), orderable=False
            ),
            "lines": [
                {"at": each.at, "level": "info", "text": each.message}
                for each in pull.log_lines.all()
            ],
            "breadcrumbs": [
                {
                    "label": "Upload History",
                    "url": reverse("autoupdate:uploads", args=[self.school.pk]),
                }
            ],
        }
        return super().get_context_data(**{**shown, **kwargs})


class PullProgress(PullBase):
    """The live part alone, for the page that watches; once over, the word to load it anew."""

    template_name = "autoupdate/pulls/live.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Send the live part."""
        if not self.is_moving:
            return HttpResponse(headers={"HX-Refresh": "true"})
        return self.render_to_response(self.get_context_data())


def _progress_of(pull: Pull, words: PullWords) -> dict[str, Any]:
    """The bar's label, per cent and detail, and where to ask again."""
    label, value, detail = _bar(pull, words)
    return {
        "progress_label": label,
        "progress_value": value,
        "progress_detail": detail,
        "poll_url": reverse("autoupdate:pull_progress", args=[pull.school_id, pull.pk]),
    }


def _bar(pull: Pull, words: PullWords) -> tuple[str, int | None, str]:
    if pull.status == PullStatus.QUEUED:
        if pull.not_before is not None:
            return f"Tried again after {uk_time(pull.not_before)}", None, ""
        return "Waiting for a free worker", None, ""
    reading = words.reading
    if reading is not None:
        label = f"Reading {words.label_of(reading)} from {words.connector.label}"
        return label, words.percent(), f"{how_far(reading, words.connector)}{_left(words)}"
    if words.has_more_to_read:
        return f"Connecting to {words.connector.label}", None, ""
    if pull.is_live or pull.run is None:
        return "Checking what came", None, ""
    return _processing(pull.run)


def _processing(run: ProcessingRun) -> tuple[str, int | None, str]:
    known = progress.of_run(run.pk) if run.status == RunStatus.RUNNING else None
    if known is None:
        return "Waiting to be processed", None, ""
    people = f"{plural(known.num_people, 'record')} read" if known.num_people else ""
    return f"Processing: {known.label.lower()}", known.percent, people


def _left(words: PullWords) -> str:
    minutes = words.minutes_left()
    return f"; about {plural(minutes, 'minute')} left" if minutes is not None else ""


def _waiting(pull: Pull, words: PullWords, *, has_run: bool) -> str:
    """When what came is processed, in a sentence; "" where it was, or nothing came."""
    waits = any(each.state == "ready" for each in words.uploads)
    if not waits or has_run or (pull.run is not None and pull.run.is_live):
        return ""
    return f"What came is processed {next_night(timezone.now())}."


def _facts(pull: Pull) -> list[dict[str, Any]]:
    facts: list[dict[str, Any]] = [
        {"key": "Why", "value": why(pull)},
        {"key": "Asked for", "value": uk_datetime(pull.queued_at)},
        {"key": "Ended", "value": uk_datetime(pull.finished_at)},
        {"key": "Requests to the MIS", "value": f"{pull.num_requests:,}"},
    ]
    if pull.num_attempts > 1:
        facts.append({"key": "Attempts", "value": pull.num_attempts})
    return facts
