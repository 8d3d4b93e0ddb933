"""Restoring chosen accounts, and taking the last restore back. Both ask first."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.views.generic.base import TemplateResponseMixin

from accounts.actions.refused import ActionRefused
from accounts.actions.restoring import restore, undo_restore
from accounts.models import UsoAccount
from accounts.permissions import Permission
from accounts.words import PEOPLE
from autoupdate.queries.results import unallocated
from autoupdate.views.results_pages import ResultsPage

#: More at once than one page shows cannot be chosen.
MOST = 500
#: Where the session keeps what was restored last.
_LAST = "restored"


def chosen_ids(request: HttpRequest) -> list[int]:
    """The ids that were ticked, as far as they are numbers."""
    return [int(each) for each in request.POST.getlist("chosen")[:MOST] if each.isdecimal()]


def named(accounts: tuple[UsoAccount, ...]) -> str:
    """``Ada Lovelace``, ``Ada Lovelace and 2 others``."""
    first, *others = (each.display_name for each in accounts)
    if len(others) == 1:
        return f"{first} and {others[0]}"
    return f"{first} and {len(others)} others" if others else first


class RestorePage(TemplateResponseMixin, ResultsPage):
    """Asked with the chosen rows of a list; does it once it is confirmed."""

    permission = Permission.RESTORE_ACCOUNTS
    template_name = "autoupdate/results/restore.html"

    @property
    def kind(self) -> str:
        """The kind in the address."""
        return str(self.kwargs["kind"])

    @property
    def list_url(self) -> str:
        """The list they came from."""
        return reverse("autoupdate:unallocated", args=[self.school.pk, self.kind])

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Nothing was chosen here."""
        return redirect(self.list_url)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Ask, or do it."""
        ids = chosen_ids(request)
        if not ids:
            messages.warning(request, f"Tick the {PEOPLE[self.kind][1]} to restore first.")
            return redirect(self.list_url)
        if "confirmed" in request.POST:
            return self._restore(ids)
        waiting = unallocated(self.school).filter(account__in=ids, account__kind=self.kind)
        accounts = [each.account for each in waiting.order_by("account__legal_surname")]
        if not accounts:
            messages.info(request, "They have been restored already.")
            return redirect(self.list_url)
        return self.render_to_response(self.get_context_data(accounts=accounts))

    def _restore(self, ids: list[int]) -> HttpResponseRedirect:
        try:
            changed = restore(ids, school=self.school, by=self.by)
        except ActionRefused as refused:
            messages.warning(self.request, refused.message)
            return redirect(self.list_url)
        if changed.done:
            self.request.session[_LAST] = [each.pk for each in changed.done]
            undo = reverse("autoupdate:restore_undo", args=[self.school.pk, self.kind])
            told = '{} restored. <a class="govuk-link" href="{}">Undo</a>'
            messages.success(self.request, format_html(told, named(changed.done), undo))
        if changed.skipped:
            messages.info(self.request, f"{named(changed.skipped)}: restored already.")
        if "one" in self.request.POST:
            return redirect("autoupdate:account", self.school.pk, ids[0])
        return redirect(self.list_url)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the question in words."""
        accounts = kwargs["accounts"]
        is_one = len(accounts) == 1
        who = accounts[0].display_name if is_one else f"{len(accounts)} accounts"
        shown = {
            "confirm_heading": f"Restore {who}?",
            "confirm_label": "Restore",
            "cancel_url": self.list_url,
            "consequences": [
                f"{self.school} has {'the account' if is_one else 'the accounts'} again at once, "
                f"with the same {'username' if is_one else 'usernames'}.",
                f"{'It stays' if is_one else 'They stay'} even while {self.mis_label} does not "
                f"name {accounts[0].display_name if is_one else 'these people'}.",
                "You can undo it.",
            ],
        }
        return super().get_context_data(**{**shown, **kwargs})


class UndoRestorePage(RestorePage):
    """Take back what this person restored last."""

    template_name = "components/confirm_page.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Ask, if there is something to take back."""
        accounts = list(UsoAccount.objects.filter(pk__in=self._ids()))
        if not accounts:
            messages.info(request, "There is nothing to take back.")
            return redirect(self.list_url)
        return self.render_to_response(self.get_context_data(accounts=accounts))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Take it back."""
        try:
            changed = undo_restore(self._ids(), school=self.school, by=self.by)
        except ActionRefused as refused:
            messages.warning(request, refused.message)
            return redirect(self.list_url)
        request.session.pop(_LAST, None)
        if changed.done:
            messages.success(request, f"{named(changed.done)}: unallocated again.")
        if changed.skipped:
            told = f"{named(changed.skipped)}: kept, because they are in {self.mis_label} again."
            messages.info(request, told)
        return redirect(self.list_url)

    def _ids(self) -> list[int]:
        ids: list[int] = self.request.session.get(_LAST, [])
        return ids

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the question in words."""
        shown = {
            "confirm_heading": f"Take back restoring {named(tuple(kwargs['accounts']))}?",
            "confirm_label": "Unallocate again",
            "consequences": [f"{self.school} lets go of the accounts again. They can be restored."],
        }
        return super().get_context_data(**{**shown, **kwargs})
