"""The page that asks before what was decided about several people at once is taken back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.generic.base import TemplateResponseMixin

from accounts.actions.refused import ActionRefused
from accounts.permissions import Permission
from accounts.views.pages import SchoolPage
from accounts.words import counted
from matching.actions.bulk_undoing import TakenBack, ask_together, undo_together

#: So many of those who are left out are told of one by one.
_TOLD = 5


class UndoTogetherPage(TemplateResponseMixin, SchoolPage):
    """Take new accounts back that were created together."""

    permission = Permission.DECIDE_MATCHES
    template_name = "matching/undo_together.html"

    @property
    def decided_url(self) -> str:
        """The list of decisions."""
        return reverse("matching:decided", args=[self.school.pk])

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Ask, unless nothing of it stands."""
        asked = self._asked()
        if not asked.decisions:
            messages.info(request, "All of this has been taken back already.")
            return redirect(self.decided_url)
        return self.render_to_response(self.get_context_data(asked=asked))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Take them back, and show the list in which they wait again."""
        asked = self._asked()
        try:
            done = undo_together(self.kwargs["together"], school=self.school, by=self.by)
        except ActionRefused as refused:
            messages.warning(request, refused.message)
            return redirect(request.path)
        person = [*(each.mis_person for each in asked.decisions), *_people(asked)][0]
        if done.decisions:
            who = counted(len(done.decisions), person.kind)
            verb = "requires" if len(done.decisions) == 1 else "require"
            messages.success(request, f"Taken back. {who} {verb} matching again.")
        for each in done.left_out[:_TOLD]:
            messages.info(request, each.why)
        return redirect("autoupdate:not_matched", self.school.pk, person.kind)

    def _asked(self) -> TakenBack:
        asked = ask_together(self.kwargs["together"], school=self.school)
        if not (asked.decisions or asked.left_out):
            raise Http404("Nothing was decided together under this number.")
        return asked

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the question in words."""
        asked: TakenBack = kwargs["asked"]
        people = counted(len(asked.decisions), asked.decisions[0].mis_person.kind)
        noun = "account" if len(asked.decisions) == 1 else "accounts"
        shown = {
            "confirm_heading": f"Take back the new {noun} of {people}?",
            "confirm_label": "Take them back",
            "confirm_key": "y",
            "keys": [{"key": "y", "what": "Take them back"}],
            "cancel_url": self.decided_url,
            "consequences": [
                "Each requires matching again, with the same accounts to choose from.",
                "The accounts stay as unallocated ones, which are not offered for them again.",
                "Whoever was told a username can no longer use it.",
            ],
        }
        return super().get_context_data(**{**shown, **kwargs})


def _people(asked: TakenBack) -> list[Any]:
    return [each.person for each in asked.left_out]
