"""User Request Single: whom for, their details, who is similar, a confirmation; and taking it back.

Each step is an address of its own, so that a browser's Back works. It judges nothing itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.html import format_html
from django.views.generic.base import TemplateResponseMixin

from accounts.actions.refused import ActionRefused
from accounts.dates import uk_date
from accounts.models import AccountKind, AuditEvent, UsoAccount
from accounts.permissions import Permission
from accounts.views.pages import SchoolPage
from accounts.words import PEOPLE, year_words
from matching.actions import requesting
from matching.models import ExcludedName, MisPerson
from matching.queries.alike import Alike, Wanted, alike
from matching.queries.excluded import live_names_about
from matching.views import request_draft
from matching.views.request_comparing import compared, numbers_of
from matching.views.request_forms import FORMS, ORDER

NUM_LATELY = 10


class RequestsPage(TemplateResponseMixin, SchoolPage):
    """A page of User Request Single."""

    permission = Permission.REQUEST_ACCOUNTS

    def url(self, name: str, *args: Any) -> str:
        """An address of this school."""
        return reverse(f"matching:{name}", args=[self.school.pk, *args])

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Show the page."""
        return self.render_to_response(self.get_context_data())

    def to_account(self, account_id: int) -> HttpResponseRedirect:
        """On to the page of an account."""
        return redirect("autoupdate:account", self.school.pk, account_id)


class RequestPage(RequestsPage):
    """Whom the account is for, and what was asked for lately."""

    template_name = "matching/request/start.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the two ways on."""
        kinds = [
            {"label": f"A {PEOPLE[kind][0]}", "url": self.url("request_details", kind)}
            for kind in AccountKind
        ]
        return super().get_context_data(**{"kinds": kinds, "lately": self._lately(), **kwargs})

    def _lately(self) -> list[dict[str, Any]]:
        made = AuditEvent.objects.filter(
            school=self.school, action__in=(requesting.REQUESTED, requesting.HELD)
        )
        newest = list(made.select_related("account").order_by("-at", "-pk")[:NUM_LATELY])
        ids = [each.account_id for each in newest if each.account_id]
        undoable = requesting.undoable(ids, school=self.school) if ids else {}
        return [
            {
                "event": each,
                "account": each.account,
                "undo_url": self.url("request_undo", each.account_id)
                if each.account_id in undoable
                else "",
            }
            for each in newest
        ]


class KindPage(RequestsPage):
    """A step of a request for one kind."""

    @property
    def kind(self) -> str:
        """The kind in the address."""
        return str(self.kwargs["kind"])

    @cached_property
    def draft(self) -> request_draft.Draft | None:
        """What was entered so far."""
        return request_draft.kept(self.request, self.school.pk, self.kind)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the words for the kind and the way back."""
        one, many = PEOPLE[self.kind]
        shown = {
            "one": one,
            "many": many,
            "details_url": self.url("request_details", self.kind),
            "breadcrumbs": [{"label": "User Request Single", "url": self.url("request")}],
        }
        return super().get_context_data(**{**shown, **kwargs})


class DetailsPage(KindPage):
    """Who it is for."""

    template_name = "matching/request/details.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Show the form, with what was entered before."""
        form = FORMS[self.kind](initial=self.draft.as_entered if self.draft else None)
        return self._shown(form)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Keep what was entered, and look who is similar."""
        form = FORMS[self.kind](request.POST)
        if not form.is_valid():
            return self._shown(form)
        request_draft.keep(request, self.school.pk, self.kind, form.cleaned_data)
        return redirect(self.url("request_alike", self.kind))

    def _shown(self, form: Any) -> HttpResponse:
        form.order_fields(ORDER[self.kind])
        return self.render_to_response(self.get_context_data(form=form))


class DraftPage(KindPage):
    """A step for which something must have been entered; without it, one begins anew."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Show the step."""
        return self.step() if self.draft else self._begin_anew()

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Do what was pressed."""
        return self.pressed() if self.draft else self._begin_anew()

    def step(self) -> HttpResponseBase:
        """Show the step, for which something has been entered."""
        return self.render_to_response(self.get_context_data())

    def pressed(self) -> HttpResponseBase:
        """Do what was pressed; something has been entered."""
        raise NotImplementedError

    def _begin_anew(self) -> HttpResponse:
        messages.info(self.request, "There is nothing to go on with. Enter the details first.")
        return redirect(self.url("request_details", self.kind))

    @property
    def entered(self) -> request_draft.Draft:
        """What was entered."""
        if self.draft is None:  # ``get`` and ``post`` have seen to it
            raise LookupError("Nothing was entered.")
        return self.draft

    @property
    def wanted(self) -> Wanted:
        """Whom it is for."""
        return self.entered.wanted

    @cached_property
    def alike(self) -> Alike:
        """Who is similar."""
        return alike(self.wanted, school=self.school)

    @cached_property
    def not_for_uso(self) -> list[ExcludedName]:
        """The names of the school's list that say there should be no account."""
        return live_names_about(self.wanted, school_id=self.school.pk)

    def done(self) -> None:
        """Forget what was entered."""
        request_draft.forget(self.request, self.school.pk, self.kind)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add who it is for."""
        shown = {"wanted": self.wanted, "alike": self.alike, "not_for_uso": self.not_for_uso}
        return super().get_context_data(**{**shown, **kwargs})

    def say_undoable(self, sentence: str, account: UsoAccount) -> None:
        """Say what was done, with a way to take it back."""
        undo = self.url("request_undo", account.pk)
        told = format_html(sentence, account.display_name, account.username)
        messages.success(
            self.request, format_html('{} <a class="govuk-link" href="{}">Undo</a>', told, undo)
        )


class AlikePage(DraftPage):
    """Is it one of these? Skipped where nobody is similar."""

    template_name = "matching/request/alike.html"

    def step(self) -> HttpResponseBase:
        """Show who is similar, or go on."""
        if not self.alike:
            return redirect(self.url("request_confirm", self.kind))
        return super().step()

    def pressed(self) -> HttpResponseBase:
        """Take the account or go to the person whose button was pressed."""
        pressed = {name: self.request.POST.get(name, "") for name in ("use", "person")}
        if pressed["use"].isdecimal():
            return self._use(int(pressed["use"]))
        if pressed["person"].isdecimal():
            return self._go_to(int(pressed["person"]))
        messages.warning(self.request, "Press one of the buttons.")
        return redirect(self.request.path)

    def _use(self, account_id: int) -> HttpResponse:
        was_here = account_id in self.alike.ours
        try:
            account = requesting.hold_account(
                account_id,
                wanted=self.wanted,
                school=self.school,
                by=self.by,
                reason=self.entered.reason,
            )
        except ActionRefused as refused:
            messages.warning(self.request, refused.message)
            return redirect(self.request.path)
        self.done()
        if was_here:
            told = f"{account.display_name} has an account here already. No other one was made."
            messages.info(self.request, told)
        else:
            self.say_undoable("{} is at the school now, with the username {}.", account)
        return self.to_account(account.pk)

    def _go_to(self, person_id: int) -> HttpResponse:
        people = MisPerson.objects.filter(school_mis__school=self.school)
        person = get_object_or_404(people, pk=person_id)
        self.done()
        messages.info(
            self.request,
            f"{person} is in {self.mis_label} already: {person.get_standing_display().lower()}. "
            "No account was made by hand.",
        )
        return redirect("matching:person", self.school.pk, person.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the comparison."""
        shown = {
            "compared": compared(
                self.alike,
                wanted=self.wanted,
                school=self.school,
                mis=self.mis_label,
                action_url=self.request.path,
            ),
            "can_use": any(each.pk not in self.alike.ours for each, _ in self.alike.accounts),
            "confirm_url": self.url("request_confirm", self.kind),
        }
        return super().get_context_data(**{**shown, **kwargs})


class ConfirmPage(DraftPage):
    """What will be made, before it is made."""

    template_name = "matching/request/confirm.html"

    def pressed(self) -> HttpResponseBase:
        """Make the account."""
        try:
            account = requesting.request_account(
                self.wanted,
                school=self.school,
                by=self.by,
                reason=self.entered.reason,
                seen=numbers_of(self.request.POST.getlist("seen")),
            )
        except ActionRefused as refused:
            messages.warning(self.request, refused.message)
            return redirect(self.url("request_alike", self.kind))
        self.done()
        self.say_undoable("{} has an account now, with the username {}.", account)
        return self.to_account(account.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what will happen."""
        wanted, mis = self.wanted, self.mis_label
        alike_url = self.url("request_alike", self.kind)
        begins = (
            f"They start on {uk_date(wanted.starts_on)}; the account is there from now on."
            if wanted.starts_on
            else ""
        )
        consequences = [
            f"{wanted.display_name} gets an account with a username of their own, at once.",
            begins,
            f"It is not linked while the name is on the list, whatever {mis} says."
            if self.not_for_uso
            else f"Once {mis} names somebody with the same names and date of birth, the account is "
            "linked by itself.",
            f"Until then it is under Review Non-MIS Accounts, and {mis} does not end it.",
            "You can undo it for a day.",
        ]
        shown = {
            "confirm_heading": f"Create an account for {wanted.display_name}?",
            "confirm_label": "Create the account",
            "cancel_url": alike_url if self.alike else self.url("request_details", self.kind),
            "consequences": [each for each in consequences if each],
            "rows": entered_rows(self.entered),
        }
        return super().get_context_data(**{**shown, **kwargs})


def entered_rows(draft: request_draft.Draft) -> list[dict[str, Any]]:
    """What was entered, for the summary list; what was left empty is left out."""
    wanted = draft.wanted
    told: Mapping[str, str] = {
        "Title": wanted.title,
        "Legal name": f"{wanted.legal_forename} {wanted.legal_surname}".strip(),
        "Preferred forename": wanted.preferred_forename,
        "Preferred surname": wanted.preferred_surname,
        "Date of birth": uk_date(wanted.date_of_birth),
        "Role": wanted.job_title,
        "Year": year_words(wanted.year_group),
        "Class": wanted.reg_group,
        "Start date": uk_date(wanted.starts_on) if wanted.starts_on else "",
        "Why": draft.reason,
    }
    return [{"key": key, "value": value} for key, value in told.items() if value]


class UndoPage(RequestsPage):
    """Take what was asked for by hand back."""

    template_name = "components/confirm_page.html"

    @cached_property
    def account(self) -> UsoAccount:
        """An account that the school holds or held."""
        ours = UsoAccount.objects.filter(associations__school=self.school).distinct()
        return get_object_or_404(ours, pk=self.kwargs["account_id"])

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Take it back."""
        try:
            account = requesting.undo_request(self.account.pk, school=self.school, by=self.by)
        except ActionRefused as refused:
            messages.warning(request, refused.message)
        else:
            now = "at no school" if account.unallocated_at else "no longer at this school"
            messages.success(request, f"Taken back. {account} is {now}.")
        return self.to_account(self.account.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the question in words."""
        account = self.account
        shown = {
            "confirm_heading": f"Take back the account of {account.display_name}?",
            "confirm_label": "Take it back",
            "confirm_kind": "danger",
            "cancel_url": reverse("autoupdate:account", args=[self.school.pk, account.pk]),
            "consequences": [
                f"{self.school} lets go of {account.username} at once.",
                "The username is never given to anybody else.",
            ],
        }
        return super().get_context_data(**{**shown, **kwargs})
