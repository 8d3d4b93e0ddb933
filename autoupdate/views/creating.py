"""New accounts for chosen people of the list: asks first, naming each of them, then does it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.views.generic.base import TemplateResponseMixin

from accounts.actions.refused import ActionRefused
from accounts.models import AccountKind
from accounts.permissions import Permission
from accounts.words import HEADINGS, PEOPLE, counted
from autoupdate.views.restoring import chosen_ids
from autoupdate.views.results_pages import ResultsPage
from autoupdate.views.words import plural
from matching.actions.bulk_creating import (
    MOST,
    Asked,
    Created,
    LeftOut,
    Made,
    ask_for_many,
    create_for_many,
)
from matching.queries.queue import Wanted
from matching.views.comparing import in_words
from matching.views.offers import offered

#: So many are named in a message; the others are counted.
_NAMED = 5


class CreateManyPage(TemplateResponseMixin, ResultsPage):
    """Asked with the chosen rows of a list; creates once it is confirmed."""

    permission = Permission.DECIDE_MATCHES
    template_name = "autoupdate/results/create_many.html"

    @property
    def kind(self) -> AccountKind:
        """The kind in the address."""
        return AccountKind(self.kwargs["kind"])

    @property
    def list_url(self) -> str:
        """The list they came from, filtered as it was."""
        page = reverse("autoupdate:not_matched", args=[self.school.pk, self.kind])
        return page + Wanted.of(self.request.GET).query

    def crumbs(self) -> list[dict[str, str]]:
        """The way back, by the list."""
        above = {"label": f"{HEADINGS[self.kind]} not matched", "url": self.list_url}
        return [*super().crumbs(), above]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Nothing was chosen here."""
        return redirect(self.list_url)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Ask, or do it."""
        ids = chosen_ids(request)
        if not ids:
            messages.warning(request, f"Tick the {PEOPLE[self.kind][1]} to create accounts for.")
            return redirect(self.list_url)
        if len(ids) > MOST:
            told = f"{len(ids)} are too many at once. Tick {MOST} at most. Nothing was changed."
            messages.warning(request, told)
            return redirect(self.list_url)
        if "confirmed" in request.POST:
            return self._create(ids)
        asked = ask_for_many(ids, school=self.school, kind=self.kind)
        if not asked.willing:
            self._tell_left_out(asked.left_out)
            return redirect(self.list_url)
        return self.render_to_response(self.get_context_data(asked=asked))

    def _create(self, ids: list[int]) -> HttpResponseRedirect:
        try:
            made = create_for_many(ids, school=self.school, kind=self.kind, by=self.by)
        except ActionRefused as refused:
            messages.warning(self.request, refused.message)
            return redirect(self.list_url)
        self._tell(made)
        return redirect(self.list_url)

    def _tell(self, made: Made) -> None:
        if made.created:
            number = plural(len(made.created), "account")
            told = format_html("{} created: {}.", number, self._named(made.created))
            messages.success(self.request, self._undoable(told, made))
        self._tell_left_out(made.left_out)

    def _undoable(self, told: SafeString, made: Made) -> SafeString:
        """The sentence with a way to take all of them back, where there are several."""
        if made.together is None or len(made.created) == 1:
            return told
        undo_all = reverse("matching:undo_together", args=[self.school.pk, made.together])
        return format_html('{} <a class="govuk-link" href="{}">Undo all</a>', told, undo_all)

    def _named(self, created: Sequence[Created]) -> SafeString:
        """The first few by name, each with a link to the person, where it can be taken back."""
        link = '<a class="govuk-link" href="{}">{}</a> ({})'
        named = format_html_join(
            ", ",
            link,
            (
                (
                    reverse("matching:person", args=[self.school.pk, each.person.pk]),
                    each.person.display_name,
                    each.account.username,
                )
                for each in created[:_NAMED]
            ),
        )
        others = len(created) - _NAMED
        return format_html("{} and {} more", named, others) if others > 0 else named

    def _tell_left_out(self, left_out: Sequence[LeftOut]) -> None:
        for each in left_out[:_NAMED]:
            messages.info(self.request, each.why)
        others = len(left_out) - _NAMED
        if others > 0:
            messages.info(self.request, f"{others} more got no account; each says why on its page.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the question in words."""
        asked: Asked = kwargs["asked"]
        number = len(asked.willing)
        candidates = [each for _, found in asked.willing for each in found]
        offers = offered(candidates, school=self.school, by=self.by)
        words = {each.candidate.pk: in_words(each) for each in offers}
        who = str(asked.willing[0][0]) if number == 1 else counted(number, self.kind)
        accounts = "a new account" if number == 1 else "new accounts"
        shown = {
            "confirm_heading": f"Create {accounts} for {who}?",
            "confirm_label": f"Create {plural(number, 'account')}",
            "cancel_url": self.list_url,
            "willing": [
                (person, [words[each.pk] for each in found]) for person, found in asked.willing
            ],
            "consequences": [
                "Each gets an account with a username of their own, at once.",
                f"The accounts take their details from {self.mis_label} from now on.",
                "All can be taken back together, or each on the person’s page. The usernames are "
                "then not given to anybody else.",
            ],
        }
        return super().get_context_data(**{**shown, **kwargs})
