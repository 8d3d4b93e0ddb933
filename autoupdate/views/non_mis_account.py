"""One account that the school holds without its MIS: why, what was said of it, who it may be."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.generic.base import TemplateResponseMixin

from accounts.actions.refused import ActionRefused
from accounts.dates import uk_date
from accounts.models import UsoAccount
from accounts.permissions import Permission, can, check
from accounts.words import PEOPLE, place_words
from autoupdate.queries.non_mis import held_without_mis, with_reasons
from autoupdate.views.mis_pages import MisPage
from autoupdate.views.non_mis import kept_words, why_words
from matching.actions.deciding import match_person
from matching.models import Candidate, MisPerson
from matching.queries.alike import people_alike
from matching.views.request_comparing import compared_with_people


class NonMisAccountPage(TemplateResponseMixin, MisPage):
    """Keep it, end it, or match it to somebody who waits in the MIS."""

    permission = Permission.SEE_ACCOUNTS
    template_name = "autoupdate/non_mis/account.html"

    @cached_property
    def held(self) -> Any:
        """The association with its reasons; None where the account is not on the list any more."""
        ours = held_without_mis(self.school).filter(account=self.kwargs["account_id"])
        return with_reasons(ours, school=self.school).first()

    @cached_property
    def account(self) -> UsoAccount:
        """The account, or 404 where the school never had it."""
        ours = UsoAccount.objects.filter(associations__school=self.school).distinct()
        return get_object_or_404(ours, pk=self.kwargs["account_id"])

    @property
    def list_url(self) -> str:
        """The list it is on."""
        return reverse("autoupdate:non_mis", args=[self.school.pk])

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Show the page, or the account's own where there is nothing to review."""
        account = self.account
        if self.held is None:
            told = f"There is nothing to review in {account.display_name}’s account."
            messages.info(request, told)
            return redirect("autoupdate:account", self.school.pk, account.pk)
        return self.render_to_response(self.get_context_data())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Match the account to the person whose button was pressed."""
        check(self.by, Permission.REVIEW_ACCOUNTS, self.school)
        pressed = {name: request.POST.get(name, "") for name in ("match", "person")}
        number = pressed["match"] or pressed["person"]
        if not number.isdecimal():
            messages.warning(request, "Press one of the buttons.")
            return redirect(request.path)
        people = MisPerson.objects.filter(school_mis__school=self.school)
        person = get_object_or_404(people, pk=int(number))
        if not pressed["match"]:
            return redirect("matching:person", self.school.pk, person.pk)
        return self._match(person)

    def _match(self, person: MisPerson) -> HttpResponse:
        try:
            match_person(person, account=self.account, by=self.by)
        except ActionRefused as refused:
            messages.warning(self.request, refused.message)
            return redirect(self.request.path)
        decision = person.decisions.filter(account=self.account)[0]
        undo = reverse("matching:undo", args=[self.school.pk, decision.pk])
        told = '{} is matched to {}. <a class="govuk-link" href="{}">Undo</a>'
        messages.success(
            self.request, format_html(told, person.display_name, self.account.username, undo)
        )
        return redirect(self.list_url)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add why, what was said, and who it may be."""
        today = timezone.localdate()
        shown = {
            "account": self.account,
            "rows": self._rows(today),
            "is_kept": bool(self.held.kept_until and self.held.kept_until >= today),
            "compared": self._compared(),
            "may_review": can(self.by, Permission.REVIEW_ACCOUNTS, self.school),
            "settle_url": reverse("autoupdate:non_mis_settle", args=[self.school.pk]),
            "breadcrumbs": [{"label": "Review Non-MIS Accounts", "url": self.list_url}],
        }
        return super().get_context_data(**{**shown, **kwargs})

    def _rows(self, today: Any) -> list[dict[str, str]]:
        held, kept = self.held, kept_words(self.held, today=today)
        last_seen = uk_date(held.last_seen_at) if held.last_seen_at else "Never"
        told = {
            "Who": PEOPLE[self.account.kind][0].capitalize(),
            "Place": place_words(held),
            "Why it is here": why_words(held, mis=self.mis_label),
            f"Last in {self.mis_label}": last_seen,
            "Not in it since": uk_date(held.since),
            "Kept": f"{kept}: {held.kept_for}" if kept else "",
        }
        return [{"key": key, "value": value} for key, value in told.items() if value]

    def _compared(self) -> dict[str, Any] | None:
        """Those who wait in the MIS and are similar; a match where the account is offered."""
        alike = people_alike(self.account, school=self.school)
        if not alike:
            return None
        offered = Candidate.objects.filter(
            account=self.account, mis_person__school_mis=self.school_mis
        )
        may_decide = can(self.by, Permission.DECIDE_MATCHES, self.school)
        return compared_with_people(
            self.account,
            alike,
            school=self.school,
            mis=self.mis_label,
            matchable=frozenset(offered.values_list("mis_person", flat=True)),
            action_url=self.request.path if may_decide else "",
        )
