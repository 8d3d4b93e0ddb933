"""The Service Desk's overview: what waits for it, in which states the schools are, how far the
night is, and what waits in the queues. It works nothing out itself."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet, Window
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.generic.base import TemplateResponseMixin

from accounts.dates import uk_date, uk_datetime, uk_time
from accounts.queries.roles import for_the_desk
from autoupdate import heartbeat
from autoupdate.models import CaseState
from autoupdate.queries import facts, tonight
from autoupdate.queries.cases import all_cases
from autoupdate.queries.nights import next_night
from autoupdate.queries.tonight import NightProgress, Queues
from autoupdate.views.desk_pages import DeskPage
from autoupdate.views.night_tiles import last_night_of
from autoupdate.views.school_lists import state_tiles
from autoupdate.views.words import ago, lasted, plural

NUM_CASES = 5
NUM_REQUESTS = 5


class DeskHomePage(TemplateResponseMixin, DeskPage):
    """Where the desk's day begins."""

    template_name = "autoupdate/desk/home.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Show the page, by facts that are fresh enough."""
        facts.refresh()
        return self.render_to_response(self.get_context_data())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what the page shows."""
        now = timezone.now()
        waiting = all_cases().filter(state=CaseState.WITH_DESK).order_by("state_at", "pk")
        cases, num_cases = _first(NUM_CASES, waiting)
        requests, num_requests = _first(NUM_REQUESTS, for_the_desk())
        shown = {
            "cases": [(each, ago(each.state_at, now=now)) for each in cases],
            "num_cases": num_cases,
            "requests": [(each, ago(each.asked_at, now=now)) for each in requests],
            "num_requests": num_requests,
            "state_tiles": state_tiles(self.by, url=reverse("autoupdate:desk_schools")),
            **last_night_of(self.by),
            **night_words(tonight.last_night(now=now), now=now),
            "queue_rows": _queue_rows(tonight.queues(), now=now),
        }
        return super().get_context_data(**{**shown, **kwargs})


def _first(number: int, rows: QuerySet[Any]) -> tuple[list[Any], int]:
    """So many of the rows, and how many there are in all. One query."""
    found = list(rows.annotate(num_all=Window(Count("pk")))[:number])
    return found, found[0].num_all if found else 0


class NightProgressPart(TemplateResponseMixin, DeskPage):
    """The progress of the night alone, for the page that watches; once over, the page anew."""

    template_name = "autoupdate/desk/night_progress.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Send the component, or the word to load the whole page."""
        now = timezone.now()
        night = tonight.last_night(now=now)
        if night is None or night.is_over:
            return HttpResponse(headers={"HX-Refresh": "true"})
        return self.render_to_response(night_words(night, now=now))


def night_words(night: NightProgress | None, *, now: datetime) -> dict[str, Any]:
    """How far a night is, in words and numbers, and where to ask again while it is under way."""
    if night is None:
        return {"night_text": f"There was no night yet. The first one starts {next_night(now)}."}
    name = f"The night of {uk_date(night.night.night_on)}"
    failed = f", {night.num_failed:,} of them failed" if night.num_failed else ""
    if night.is_over:
        told = f"{name} is over: {_told(night)}{failed}."
        return {"night_text": f"{told} The next one starts {next_night(now)}."}
    ends = f" It may end about {uk_time(night.ends_at)}." if night.ends_at else ""
    return {
        "is_night": True,
        "night_label": name,
        "night_value": night.num_over,
        "night_total": night.num_all,
        "night_detail": f"{night.num_over:,} of {plural(night.num_all, 'school')} processed"
        f"{failed}.{ends}",
        "poll_url": reverse("autoupdate:desk_night"),
    }


def _told(night: NightProgress) -> str:
    """What a night that is over came to."""
    schools = f"{plural(night.num_all, 'school')} processed"
    if night.began_at is None or night.ended_at is None:
        return schools
    return (
        f"{schools} in {lasted(night.ended_at - night.began_at)}, until {uk_time(night.ended_at)}"
    )


def _queue_rows(queues: Queues, *, now: datetime) -> list[dict[str, Any]]:
    """What waits, and who is awake, for a summary list."""
    since = f"The oldest has waited since {uk_datetime(queues.oldest_run_at)}."
    return [
        {
            "key": "Schools to process",
            "value": f"{queues.num_runs_waiting:,} waiting, {queues.num_runs_running:,} under way",
            "hint": since if queues.oldest_run_at else "",
        },
        {
            "key": "MISs to fetch",
            "value": f"{queues.num_pulls_waiting:,} waiting, "
            f"{queues.num_pulls_running:,} under way",
        },
        {"key": "Uploads to check", "value": f"{queues.num_uploads_to_check:,} waiting"},
        *_worker_rows(now),
    ]


def _worker_rows(now: datetime) -> list[dict[str, Any]]:
    """When each kind of worker was last heard. The queue is rows, so no answer stops nothing."""
    heard = heartbeat.heard()
    if heard is None:
        told = "Redis does not answer, so the workers cannot be heard."
        hint = "Nothing is lost: what waits is in the database, and is taken up from there."
        return [{"key": "Workers", "value": told, "hint": hint, "tag": "Not heard", "tone": "warn"}]
    return [
        {"key": each.who, "value": f"Last heard {ago(each.at, now=now)}"}
        if each.at
        else {"key": each.who, "value": "for a day", "tag": "Not heard", "tone": "bad"}
        for each in heard
    ]
