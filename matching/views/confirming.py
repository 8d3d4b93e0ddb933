"""The pages that ask first: creating an account, and taking a decision back."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.html import format_html
from django.views.generic.base import TemplateResponseMixin

from accounts.actions.refused import ActionRefused
from accounts.permissions import Permission
from accounts.views.pages import SchoolPage
from matching.actions.deciding import create_new
from matching.actions.undoing import undo, undoable
from matching.models import Decision, MatchDecision
from matching.queries.queue import Wanted
from matching.queries.told import newest_decision, told
from matching.views.mis_person import MisPersonPage


class CreatePage(TemplateResponseMixin, MisPersonPage):
    """Create a new account where somebody on offer may well be the person: the page asks first."""

    permission = Permission.DECIDE_MATCHES
    template_name = "matching/create.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Ask."""
        return self.render_to_response(self.get_context_data())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Create, and go on with the next one."""
        _ = self.place  # whoever comes next is looked for while the person is still in the queue
        try:
            account = create_new(self.person, by=self.by)
        except ActionRefused as refused:
            messages.warning(request, refused.message)
            return redirect(self.person_url)
        page = reverse("autoupdate:account", args=[self.school.pk, account.pk])
        link = "{} has a new account, <a class='govuk-link' href='{}'>{}</a>."
        done = format_html(link, self.person.display_name, page, account.username)
        decision = newest_decision(self.person)
        if decision is not None and decision.decided_by_id != self.by.pk:
            messages.info(request, f"{told(decision)} Nothing was left for you to do.")
            return self.on_to_the_next()
        if decision is not None:
            undo_url = self.url_of("undo", decision.pk)
            link = '{} <a class="govuk-link" href="{}" data-key="u">Undo</a>'
            done = format_html(link, done, undo_url)
        messages.success(request, done)
        return self.on_to_the_next()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add who is offered, whom the account is not for."""
        candidates = self.person.candidates.select_related("account")
        shown = {
            "confirm_heading": f"Create a new account for {self.person}?",
            "confirm_label": "Create the account",
            "confirm_key": "y",
            "keys": [{"key": "y", "what": "Create the account"}],
            "cancel_url": self.person_url,
            "candidates": list(candidates),
            "consequences": [
                f"{self.person} gets a new account with a username of their own, at once.",
                f"It takes its details from {self.mis_label} from now on.",
                "You can take it back. The username is then not given to anybody else.",
            ],
        }
        return super().get_context_data(**{**shown, **kwargs})


class UndoPage(TemplateResponseMixin, SchoolPage):
    """Take a decision back."""

    permission = Permission.DECIDE_MATCHES
    template_name = "components/confirm_page.html"

    @cached_property
    def decision(self) -> MatchDecision:
        """The decision about a person of this school, or 404."""
        decisions = MatchDecision.objects.select_related(
            "mis_person__school_mis__school", "account"
        )
        return get_object_or_404(
            decisions, pk=self.kwargs["decision_id"], mis_person__school_mis__school=self.school
        )

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Ask, unless it has been taken back or cannot be."""
        if self.decision.pk not in undoable(self.decision.mis_person):
            messages.info(request, self._why_not())
            return self._back()
        return self.render_to_response(self.get_context_data())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Take it back, and show the person; say who did, where somebody else was quicker."""
        try:
            undone = undo(self.decision, by=self.by)
        except ActionRefused as refused:
            messages.warning(request, refused.message)
            return self._back()
        if undone.decided_by_id == self.by.pk:
            person = self.decision.mis_person
            messages.success(request, f"Taken back. {person} requires matching again.")
        else:
            messages.info(request, f"{told(undone)} Nothing was left for you to do.")
        return self._back()

    def _why_not(self) -> str:
        """Why there is nothing to take back: who did what since."""
        newest = newest_decision(self.decision.mis_person, account_id=self.decision.account_id)
        done = f" {told(newest)}" if newest and newest.pk != self.decision.pk else ""
        return f"This has been taken back already, or cannot be taken back.{done}"

    def _back(self) -> HttpResponse:
        return redirect(self._person_url)

    @property
    def _person_url(self) -> str:
        """The person, in the same part of the queue."""
        page = reverse("matching:person", args=[self.school.pk, self.decision.mis_person_id])
        return page + Wanted.of(self.request.GET).query

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the question in words."""
        person, account = self.decision.mis_person, self.decision.account
        heading, consequences = QUESTIONS[Decision(self.decision.decision)]
        words = {"person": person.display_name, "account": account.username}
        shown = {
            "confirm_heading": heading.format(**words),
            "consequences": [each.format(**words) for each in consequences],
            "confirm_label": "Take it back",
            "confirm_key": "y",
            "keys": [{"key": "y", "what": "Take it back"}],
            "cancel_url": self._person_url,
        }
        return super().get_context_data(**{**shown, **kwargs})


QUESTIONS: dict[Decision, tuple[str, tuple[str, ...]]] = {
    Decision.MATCHED: (
        "Take back the match of {person} and {account}?",
        (
            "{person} requires matching again, with the same accounts to choose from.",
            "If the match brought {account} to this school, this school lets go of it again.",
            "Details that came with the match go back to what they were, unless they have changed "
            "since.",
        ),
    ),
    Decision.CREATED_NEW: (
        "Take back the new account {account} of {person}?",
        (
            "{person} requires matching again, with the same accounts to choose from.",
            "{account} stays as an unallocated account, which is not offered for {person} again.",
            "Whoever was told the username can no longer use it.",
        ),
    ),
    Decision.NOT_SAME_PERSON: (
        "Take back that {person} is not {account}?",
        ("{account} is offered for {person} again.",),
    ),
}
