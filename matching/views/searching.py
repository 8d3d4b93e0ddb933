"""A search for an account that the engine did not offer to a person, and the page that asks before
one of them is matched.

What is looked for is not kept in the address: names and usernames stay out of logs.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.views.generic.base import TemplateResponseMixin

from accounts.actions.refused import ActionRefused
from accounts.forms import say_why
from accounts.permissions import Permission
from matching.actions.deciding import match_found
from matching.actions.settling import took_details
from matching.forms import FoundForm, SearchForm
from matching.models import Standing
from matching.newer_data import BEFORE, newer_data_of
from matching.queries.finding import (
    MOST_SHOWN,
    Found,
    Reason,
    find_by_upn,
    find_by_words,
    find_one,
)
from matching.queries.told import newest_decision, told, what_happened
from matching.views.candidates import side_by_side
from matching.views.mis_person import MisPersonPage
from matching.views.offers import Offer, offered


class AskedPage(TemplateResponseMixin, MisPersonPage):
    """A page about somebody who requires matching; about others the person's own page tells."""

    permission = Permission.DECIDE_MATCHES

    def gone(self) -> HttpResponse | None:
        """Back to the person, saying who did what, where nothing is left to decide."""
        if self.may_decide and self.person.standing == Standing.REQUIRES_MATCHING:
            return None
        messages.info(self.request, f"Nothing to search for. {what_happened(self.person)}")
        return redirect(self.person_url)

    def compared(self, found: list[Found], *, action_url: str) -> dict[str, Any]:
        """The person beside what was found, with why it was not offered."""
        may = {each.candidate.account_id for each in found if each.may_match}
        action_url = action_url if may else ""

        def buttons(offer: Offer) -> dict[str, Any]:
            account = offer.account.pk
            if not action_url or account not in may:
                return {}
            return {"action_label": "Match", "action_name": "found", "action_value": account}

        candidates = [each.candidate for each in found]
        shown = side_by_side(
            self.person,
            offered(candidates, school=self.school, by=self.by),
            school=self.school,
            action_url=action_url,
            buttons=buttons,
        )
        why = [{"value": each.sentence} for each in found]
        row = {"label": "Why it was not offered", "value": "", "is_plain": True, "cells": why}
        rows = [_only_where_it_may_be(each, found) for each in shown["rows"]]
        return {**shown, "rows": [*rows, row]}


def _only_where_it_may_be(row: dict[str, Any], found: list[Found]) -> dict[str, Any]:
    """What follows from a match is said only of accounts that may be matched."""
    if not row.get("is_plain"):
        return row
    cells = [
        cell if each.may_match else {"value": "It cannot be matched."}
        for cell, each in zip(row["cells"], found, strict=True)
    ]
    return {**row, "cells": cells}


class SearchPage(AskedPage):
    """The form, and what was found."""

    template_name = "matching/search.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Show the form, with the surname filled in."""
        form = SearchForm(initial={"words": self.person.legal_surname})
        return self.gone() or self.render_to_response(self.get_context_data(form=form))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Search, or go on with one that was found."""
        account_id = request.POST.get("found", "")
        if account_id.isdecimal():
            return redirect(self.url_of("found", self.person.pk, int(account_id)))
        gone = self.gone()
        if gone is not None:
            return gone
        if "upn" in request.POST:
            shown = {"form": SearchForm(), "found": find_by_upn(self.person)}
            return self.render_to_response(self.get_context_data(**shown))
        form = SearchForm(request.POST)
        found = find_by_words(self.person, form.cleaned_data["words"]) if form.is_valid() else None
        return self.render_to_response(self.get_context_data(form=form, found=found))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what was found."""
        found: list[Found] | None = kwargs.get("found")
        shown = {
            "has_searched": found is not None,
            "compared": self.compared(found, action_url=self.request.get_full_path())
            if found
            else None,
            "is_cut_short": found is not None and len(found) == MOST_SHOWN,
            "num_shown": MOST_SHOWN,
            "person_url": self.person_url,
        }
        return super().get_context_data(**{**shown, **kwargs})


class FoundPage(AskedPage):
    """Match with one that was found: asks why it is right."""

    template_name = "matching/found.html"

    @cached_property
    def found(self) -> Found:
        """The account beside the person, or 404."""
        found = find_one(self.person, self.kwargs["account_id"])
        if found is None:
            raise Http404
        return found

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Ask, or say why it cannot be."""
        return self._shut() or self.render_to_response(self.get_context_data(form=FoundForm()))

    def _shut(self) -> HttpResponse | None:
        gone = self.gone()
        if gone is None and not self.found.may_match:
            messages.warning(self.request, f"{self.found.sentence} Nothing was changed.")
            return redirect(self.person_url)
        return gone

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Match, and go on with the next one."""
        _ = self.place  # whoever comes next is looked for while the person is still in the queue
        account = self.found.candidate.account
        form = FoundForm(request.POST)
        shut = self._shut()
        if shut is not None:
            return shut
        if not form.is_valid():
            return self._again(form)
        reason = form.cleaned_data["reason"]
        try:
            match_found(self.person, account=account, by=self.by, reason=reason)
        except ActionRefused as refused:
            say_why(form, refused)
            return self._again(form)
        self._say()
        return self.on_to_the_next()

    def _again(self, form: FoundForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def _say(self) -> None:
        account = self.found.candidate.account
        decision = newest_decision(self.person)
        if decision is None or decision.decided_by_id != self.by.pk:
            who = told(decision) if decision else ""
            messages.info(self.request, f"{who} Nothing was left for you to do.")
            return
        follows = (
            f"The account has {self.mis_label}’s details now."
            if took_details(self.person, account)
            else "The account’s details follow in the next run."
        )
        undo = reverse("matching:undo", args=[self.school.pk, decision.pk]) + self.wanted.query
        link = '{} is matched to {}. {} <a class="govuk-link" href="{}" data-key="u">Undo</a>'
        who = self.person.display_name
        messages.success(self.request, format_html(link, who, account.username, follows, undo))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the question in words, with the two side by side."""
        found = self.found
        account, score = found.candidate.account, found.candidate.score
        newer = newer_data_of(self.person.school_mis, kind=self.person.kind)
        doubt = (
            f"Little agrees between the two ({score:.0f} of 100)."
            if found.reason is Reason.LITTLE
            else f"The account was not on offer ({score:.0f} of 100). {found.sentence}"
        )
        shown = {
            "confirm_heading": f"Match {self.person} to {account.display_name}?",
            "compared": self.compared([found], action_url=""),
            "doubt": doubt,
            "consequences": [
                f"{account.username} is the account of {self.person} from now on.",
                BEFORE[newer].format(mis=self.mis_label),
                "You can undo it.",
            ],
            "confirm_label": "They are the same person: match",
            "cancel_url": self.url_of("search", self.person.pk),
        }
        return super().get_context_data(**{**shown, **kwargs})
