"""Home: what needs this person today. Somebody with one school is taken to that school's page.

It works nothing out itself.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.generic.base import TemplateResponseMixin

from accounts.models import School
from accounts.permissions import Permission, is_desk, memberships, permitted, schools_of
from accounts.queries.roles import num_to_answer
from accounts.views.pages import SignedInPage
from autoupdate.models import ProcessingRun
from autoupdate.processing.reasons import Code
from autoupdate.queries import runs
from autoupdate.queries.cases import num_waiting_for
from autoupdate.queries.nights import next_night
from autoupdate.queries.reviews import due_from, with_occasions
from autoupdate.queries.today import Need, needs_of
from autoupdate.queries.trouble import with_facts
from autoupdate.views.asked_mis import asked_for_mis
from autoupdate.views.mis_pages import MisPage
from autoupdate.views.words import plural


class HomePage(SignedInPage):
    """The address ``/``: one school, many, or none."""

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """Send everybody where their day begins."""
        held = memberships(self.by)
        if not held:
            return render(request, "autoupdate/home/nothing.html")
        only = {each.school_id for each in held}
        if is_desk(self.by):
            return redirect("autoupdate:desk_home")
        if len(only) == 1 and None not in only:
            return redirect("autoupdate:school", school_id=only.pop())
        return redirect("autoupdate:schools")


class SchoolHomePage(TemplateResponseMixin, MisPage):
    """One school: what needs doing, and what the last night did."""

    permission = Permission.SEE_SETTINGS
    template_name = "autoupdate/home/school.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Show the page."""
        return self.render_to_response(self.get_context_data())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what needs doing and the last run."""
        now = timezone.now()
        schools = with_occasions(with_facts(schools_of(self.by), now=now))
        facts = schools.get(pk=self.school.pk)
        run = last_run(facts)
        facts.num_left = runs.num_left(run)
        facts.num_asking = num_to_answer(self.school, by=self.by)
        facts.num_cases = num_waiting_for(self.school)
        due = due_from(facts, now=now)
        facts.num_to_review = due.num if due else 0
        shown = {
            "facts": facts,
            "tasks": self._tasks(facts, now=now),
            "run": run,
            "failure": runs.failure_of(run) if run else None,
            "tiles": self._tiles(run) if run and not run.failure else [],
            "asked": None if self.school_mis else asked_for_mis(self.school),
            "waiting_text": _waiting(facts.num_waiting, night=next_night(now)),
        }
        return super().get_context_data(**{**shown, **kwargs})

    def _tiles(self, run: ProcessingRun) -> list[dict[str, Any]]:
        """The figures, leading to the people behind them where the results name them."""
        results = reverse("autoupdate:outcomes", args=[self.school.pk, run.pk])
        return [{**each, "url": _named_in(results, each["codes"])} for each in runs.tiles(run)]

    def _tasks(self, facts: Any, *, now: datetime) -> list[dict[str, Any]]:
        needs = needs_of(
            facts, permissions=permitted(self.by, self.school), now=now, mis=self.mis_label
        )
        return [_task(each, self.school) for each in needs]


def _named_in(results: str, codes: list[Code]) -> str:
    """Where the people of these codes are named: all of the run, where one code is not enough."""
    if not codes or Code.UNCHANGED in codes:
        return ""
    return f"{results}?code={codes[0]}" if len(codes) == 1 else results


def _waiting(number: int, *, night: str) -> str:
    """What waits for the night, in a sentence; "" for nothing."""
    wait = "waits" if number == 1 else "wait"
    return f"{plural(number, 'upload')} {wait} to be processed {night}." if number else ""


def last_run(facts: Any) -> ProcessingRun | None:
    """The last run of an annotated school that has ended."""
    return ProcessingRun.objects.filter(pk=facts.last_run_id).first()


def _task(need: Need, school: School) -> dict[str, Any]:
    return {
        "title": need.title,
        "hint": need.hint,
        "tone": need.tone if need.may_do else "wait",
        "status": "Your turn" if need.may_do else "Waiting",
        "waiting_for": need.waiting_for,
        "url": reverse(need.page, args=[school.pk]),
    }
