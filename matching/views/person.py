"""One MIS person beside the accounts that may be theirs: every decision, and then the next one.

Whoever may not decide sees the same page without buttons. It works out nothing itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.html import format_html
from django.views.generic.base import TemplateResponseMixin

from accounts.actions.refused import ActionRefused
from accounts.dates import waited
from accounts.models import UsoAccount
from accounts.permissions import Permission, check
from accounts.words import place_words
from matching.actions.deciding import create_new, match_person, reject_pair
from matching.actions.excluding import exclude_person
from matching.actions.questions import live_link
from matching.actions.settling import took_details
from matching.likelihood import is_weak
from matching.models import Decision, Standing
from matching.newer_data import BEFORE, newer_data_of
from matching.queries.told import newest_decision, told, what_happened
from matching.views.candidates import side_by_side
from matching.views.leading import standing_out
from matching.views.mis_person import MisPersonPage
from matching.views.offers import Offer, offers_of
from matching.views.past import past_of, take_off_url

#: The keys that work where scripts run, as the page says them.
KEYS = (
    ("m", "Match the account in focus, or the first"),
    ("n", "Not the same person: that account"),
    ("1 to 9", "Go to the first account, the second, …"),
    ("c", "Create a new account"),
    ("x", "Not for USO"),
    ("f", "Find an account that is not on offer"),
    ("s", "Skip"),
    ("b", "Back to the one before"),
    ("u", "Undo the last decision"),
)


class PersonPage(TemplateResponseMixin, MisPersonPage):
    """The person beside the candidates."""

    permission = Permission.SEE_RESULTS
    template_name = "matching/person.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Show the page."""
        return self.render_to_response(self.get_context_data())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Do what the pressed button says: its name is the deed, its value the account, if any."""
        check(self.by, Permission.DECIDE_MATCHES, self.school)
        _ = self.place  # whoever comes next is looked for while the person is still in the queue
        pressed = next((name for name in DEEDS if request.POST.get(name, "").isdecimal()), None)
        if pressed is None:
            messages.warning(request, "Press one of the buttons below an account.")
            return redirect(self.person_url)
        try:
            return DEEDS[pressed](self, int(request.POST[pressed]))
        except ActionRefused as refused:
            messages.warning(request, refused.message)
            return redirect(self.person_url)

    def match(self, account_id: int) -> HttpResponse:
        """Match, and go on with the next one."""
        account = get_object_or_404(UsoAccount, pk=account_id)
        match_person(self.person, account=account, by=self.by)
        follows = (
            f"The account has {self.mis_label}’s details now."
            if took_details(self.person, account)
            else "The account’s details follow in the next run."
        )
        self._say(f"{self.person} is matched to {account.username}. {follows}", Decision.MATCHED)
        return self.on_to_the_next()

    def reject(self, account_id: int) -> HttpResponse:
        """Rule the account out, and stay: there may be others, or a new account to create."""
        account = get_object_or_404(UsoAccount, pk=account_id)
        reject_pair(self.person, account=account, by=self.by)
        self._say(
            f"{self.person} is not {account.username}. The two are not offered together again.",
            Decision.NOT_SAME_PERSON,
            account_id=account.pk,
        )
        return redirect(self.person_url)

    def create(self, _: int) -> HttpResponse:
        """Create and go on where nothing speaks for any account on offer, else ask first."""
        best = self.person.candidates.first()
        if self.person.standing == Standing.REQUIRES_MATCHING and not is_weak(
            best.score if best else None
        ):
            return redirect(self.url_of("create", self.person.pk))
        account = create_new(self.person, by=self.by)
        self._say(f"{self.person} has a new account, {account.username}.", Decision.CREATED_NEW)
        return self.on_to_the_next()

    def exclude(self, _: int) -> HttpResponse:
        """Not for USO, and go on with the next one."""
        check(self.by, Permission.EXCLUDE_NAMES, self.school)
        name = exclude_person(self.person, by=self.by)
        undo = take_off_url(name, self.person, self.wanted)
        self._say_undoable(f"{self.person} is not for USO.", undo)
        return self.on_to_the_next()

    def skip(self, _: int) -> HttpResponse:
        """Leave the person as they are; say so where somebody else did not."""
        if self.person.standing != Standing.REQUIRES_MATCHING:
            messages.info(self.request, f"You skipped {self.person}. {what_happened(self.person)}")
        return self.on_to_the_next()

    def _say(self, sentence: str, deed: Decision, *, account_id: int | None = None) -> None:
        """Say what was done, with a way to take it back; or who had done it before."""
        decision = newest_decision(self.person, account_id=account_id)
        if decision is None or decision.decision != deed:
            messages.success(self.request, sentence)
        elif decision.decided_by_id != self.by.pk:
            done = f"{told(decision)} Nothing was left for you to do."
            messages.info(self.request, done)
        else:
            self._say_undoable(sentence, self.url_of("undo", decision.pk))

    def _say_undoable(self, sentence: str, url: str) -> None:
        link = '{} <a class="govuk-link" href="{}" data-key="u">Undo</a>'
        told = format_html(link, sentence, url)
        messages.success(self.request, told)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the comparison, the place in the queue and what was decided so far."""
        person = self.person
        asks = person.standing == Standing.REQUIRES_MATCHING
        shown = {
            "asks": asks,
            "may_decide": self.may_decide,
            "place": self.place,
            "place_words": place_words(person),
            "waited": waited(person.standing_since) if asks else "",
            "past": past_of(person, may_undo=self.may_decide, wanted=self.wanted),
            "before_url": self._url_of_neighbour(self.place.before),
            "after_url": self._url_of_neighbour(self.place.after),
            "is_narrowed": self.wanted.is_narrowed,
            **(self._question() if asks else self._answer()),
        }
        return super().get_context_data(**{**shown, **kwargs})

    def _question(self) -> dict[str, Any]:
        """The candidates, and what a decision would do."""
        offers = offers_of(self.person, school=self.school, by=self.by)
        action_url = self.person_url if self.may_decide else ""
        newer = newer_data_of(self.person.school_mis, kind=self.person.kind)
        best = offers[0].candidate.score if offers else None
        return {
            "compared": self._compared(offers, action_url) if offers else None,
            "currency": BEFORE[newer].format(mis=self.mis_label),
            "asks_before_creating": not is_weak(best),
            "action_url": action_url,
            "search_url": self.url_of("search", self.person.pk),
            "keys": [{"key": key, "what": what} for key, what in KEYS],
        }

    def _compared(self, offers: list[Offer], action_url: str) -> dict[str, Any]:
        return side_by_side(
            self.person,
            offers,
            school=self.school,
            action_url=action_url,
            beside=[standing_out(self.person, offers)],
        )

    def _answer(self) -> dict[str, Any]:
        """Why there is nothing to decide."""
        link = live_link(self.person)
        return {
            "linked_account": link.account if link else None,
            "happened": what_happened(self.person),
        }

    def _url_of_neighbour(self, pk: int | None) -> str:
        return self.url_of("person", pk) if pk else ""


DEEDS: Mapping[str, Callable[[PersonPage, int], HttpResponse]] = {
    "match": PersonPage.match,
    "reject": PersonPage.reject,
    "create": PersonPage.create,
    "exclude": PersonPage.exclude,
    "skip": PersonPage.skip,
}
