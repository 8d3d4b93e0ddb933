"""One MIS person beside the accounts that may be theirs: match, not the same person, next.

Whoever may not decide sees the same page without buttons. It works out nothing itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.html import format_html
from django.views.generic.base import TemplateResponseMixin

from accounts.actions.refused import ActionRefused
from accounts.models import SchoolAssociation, UsoAccount
from accounts.permissions import Permission, check
from accounts.words import place_words
from matching.actions.deciding import match_person, reject_pair
from matching.actions.questions import live_link
from matching.actions.undoing import undoable
from matching.likelihood import likelihood
from matching.models import Standing
from matching.views.comparing import rows
from matching.views.mis_person import MisPersonPage
from matching.views.offers import Offer, offers_of

NUM_DECISIONS = 20


class PersonPage(TemplateResponseMixin, MisPersonPage):
    """The person beside the candidates."""

    permission = Permission.SEE_RESULTS
    template_name = "matching/person.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Show the page."""
        return self.render_to_response(self.get_context_data())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Do what the pressed button says: its name is the deed, its value the account."""
        check(self.by, Permission.DECIDE_MATCHES, self.school)
        pressed = next((name for name in DEEDS if request.POST.get(name, "").isdecimal()), None)
        if pressed is None:
            messages.warning(request, "Press one of the buttons below an account.")
            return redirect(request.path)
        account = get_object_or_404(UsoAccount, pk=int(request.POST[pressed]))
        try:
            return DEEDS[pressed](self, account)
        except ActionRefused as refused:
            messages.warning(request, refused.message)
            return redirect(request.path)

    def match(self, account: UsoAccount) -> HttpResponse:
        """Match, and go on with the next one."""
        match_person(self.person, account=account, by=self.by)
        self._say("{} is matched to {}.", account)
        return self.on_to_the_next()

    def reject(self, account: UsoAccount) -> HttpResponse:
        """Rule the account out, and stay: there may be others."""
        reject_pair(self.person, account=account, by=self.by)
        self._say("{} is not {}. The two are not offered together again.", account)
        return redirect(self.request.path)

    def _say(self, sentence: str, account: UsoAccount) -> None:
        """Say what was done, with a way to take it back."""
        told = format_html(sentence, self.person.display_name, account.username)
        decision = self.person.decisions.filter(account=account)[0]
        undo = reverse("matching:undo", args=[self.school.pk, decision.pk])
        messages.success(
            self.request, format_html('{} <a class="govuk-link" href="{}">Undo</a>', told, undo)
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the comparison, the place in the queue and what was decided so far."""
        person = self.person
        asks = person.standing == Standing.REQUIRES_MATCHING
        offers = offers_of(person, school=self.school) if asks else []
        link = None if asks else live_link(person)
        shown = {
            "asks": asks,
            "may_decide": self.may_decide,
            "compared": self._compared(offers) if offers else None,
            "place": self.place,
            "place_words": place_words(person),
            "linked_account": link.account if link else None,
            "decisions": self._decisions(),
        }
        return super().get_context_data(**{**shown, **kwargs})

    def _compared(self, offers: list[Offer]) -> dict[str, Any]:
        accounts = [each.account.pk for each in offers]
        held = SchoolAssociation.objects.filter(school=self.school, account__in=accounts)
        ours = set(held.values_list("account_id", flat=True))
        return {
            "caption": f"{self.person} in {self.mis_label}, and the accounts that may be theirs",
            "record": {"heading": self.person.display_name, "detail": f"In {self.mis_label}"},
            "candidates": [
                self._candidate(each, has_page=each.account.pk in ours) for each in offers
            ],
            "rows": rows(self.person, offers),
            "action_url": self.request.path if self.may_decide else "",
        }

    def _candidate(self, offer: Offer, *, has_page: bool) -> dict[str, Any]:
        account = offer.account
        words, tone = likelihood(offer.candidate.score)
        page = reverse("autoupdate:account", args=[self.school.pk, account.pk])
        other = {"label": "Not the same person", "name": "reject", "kind": "secondary"}
        return {
            "heading": account.display_name,
            "detail": account.username,
            "url": page if has_page else "",
            "tag": f"{words} ({offer.candidate.score:.0f} of 100)",
            "tone": tone,
            "action_label": "Match",
            "action_name": "match",
            "action_value": account.pk,
            "actions": [{**other, "value": account.pk}],
        }

    def _decisions(self) -> list[dict[str, Any]]:
        decided = list(
            self.person.decisions.select_related("account", "decided_by")[:NUM_DECISIONS]
        )
        is_asked = bool(decided) and self.may_decide
        can_be_undone = undoable(self.person) if is_asked else frozenset()
        return [
            {
                "decision": each,
                "undo_url": reverse("matching:undo", args=[self.school.pk, each.pk])
                if each.pk in can_be_undone
                else "",
            }
            for each in decided
        ]


DEEDS: Mapping[str, Callable[[PersonPage, UsoAccount], HttpResponse]] = {
    "match": PersonPage.match,
    "reject": PersonPage.reject,
}
