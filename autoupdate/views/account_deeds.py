"""What staff do to one account: let it go, give it back, correct its preferred name, release it.

Each asks for a reason, says what will happen and what the next night will do, and can be undone.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.html import format_html
from django.views.generic.base import TemplateResponseMixin

from accounts.actions.ending import LONGEST_REASON, LetGo, end_here, unallocate
from accounts.actions.refused import ActionRefused
from accounts.actions.restoring import restore_at
from accounts.forms import NameField, PortalForm, say_why
from accounts.models import School, SchoolAssociation, UsoAccount
from accounts.permissions import Permission, schools_where
from autoupdate.queries import accounts as found
from autoupdate.queries.sources import correction_of
from autoupdate.views.mis_pages import MisPage
from autoupdate.views.words import listed
from matching.actions.correcting import correct_name, release_name

#: Where the session keeps from which schools an account was let go last.
_LAST = "let_go"


def _reason() -> forms.CharField:
    return forms.CharField(
        label="Why?",
        max_length=LONGEST_REASON,
        help_text="It is kept in the account’s history.",
    )


class ReasonForm(PortalForm):
    """A reason alone."""

    reason = _reason()


class LetGoForm(PortalForm):
    """From which schools, and why."""

    where = forms.ChoiceField(label="Let the account go from", widget=forms.RadioSelect)
    reason = _reason()

    def __init__(self, *args: Any, schools: list[str], here: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(schools) < 2:
            del self.fields["where"]
            return
        choices = [("here", f"{here} only"), ("all", f"All of these: {listed(schools)}")]
        self.fields["where"].choices = choices  # type: ignore[attr-defined]


class NameForm(PortalForm):
    """The preferred name, and why it is corrected."""

    forename = NameField(label="Preferred forename", required=False, max_length=100)
    surname = NameField(label="Preferred surname", required=False, max_length=100)
    reason = _reason()


class DeedPage(TemplateResponseMixin, MisPage):
    """A page that asks about one account of the school, and does it once it is confirmed."""

    template_name = "components/confirm_page.html"

    @cached_property
    def account(self) -> UsoAccount:
        """The account, or 404 where the school never had it."""
        ours = SchoolAssociation.objects.filter(school=self.school)
        accounts = UsoAccount.objects.select_related("local_authority")
        return get_object_or_404(
            accounts.filter(pk__in=ours.values("account")), pk=self.kwargs["account_id"]
        )

    @property
    def account_url(self) -> str:
        """The account's own page."""
        return reverse("autoupdate:account", args=[self.school.pk, self.account.pk])

    def form(self, data: Any = None) -> forms.Form:
        """The questions."""
        return ReasonForm(data)

    def do(self, answers: dict[str, Any]) -> None:
        """Do it and say so; may raise ActionRefused."""
        raise NotImplementedError

    def hindrance(self) -> str:
        """Why there is nothing to do, in a sentence; "" if there is."""
        return ""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Ask, if there is anything to do."""
        hindrance = self.hindrance()
        if hindrance:
            messages.info(request, hindrance)
            return redirect(self.account_url)
        return self._asked(self.form())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Do it, or ask again, with what was typed and why it was not done."""
        form = self.form(request.POST)
        if not form.is_valid():
            return self._asked(form)
        try:
            self.do(form.cleaned_data)
        except ActionRefused as refused:
            say_why(form, refused)
            return self._asked(form)
        return redirect(self.account_url)

    def _asked(self, form: forms.Form) -> HttpResponse:
        context = self.get_context_data(
            form=form,
            cancel_url=self.account_url,
            breadcrumbs=[{"label": self.account.display_name, "url": self.account_url}],
        )
        return self.render_to_response(context, status=422 if form.errors else 200)

    def tell(self, sentence: str, *, undo: str) -> None:
        """Say what was done, with the way to take it back."""
        url = reverse(undo, args=[self.school.pk, self.account.pk])
        link = '{} <a class="govuk-link" href="{}">Undo</a>'
        messages.success(self.request, format_html(link, sentence, url))


class LetGoPage(DeedPage):
    """Let the account go from this school, or from all that the person may act for."""

    permission = Permission.END_ASSOCIATIONS

    @cached_property
    def schools(self) -> list[School]:
        """The schools that hold the account and for which the person may act."""
        theirs = schools_where(self.by, self.permission)
        live = SchoolAssociation.objects.filter(account=self.account, ended_at__isnull=True)
        return list(theirs.filter(pk__in=live.values("school")))

    def hindrance(self) -> str:
        """Nothing to let go of."""
        is_held = self.school in self.schools
        name = self.account.display_name
        return "" if is_held else f"{self.school} does not hold the account of {name}."

    def form(self, data: Any = None) -> forms.Form:
        """Where, if there are several, and why."""
        names = [each.name for each in self.schools]
        return LetGoForm(data, schools=names, here=self.school.name, initial={"where": "here"})

    def do(self, answers: dict[str, Any]) -> None:
        """Let it go."""
        end = unallocate if answers.get("where") == "all" else end_here
        gone = end(self.account, school=self.school, by=self.by, reason=answers["reason"])
        if not gone.schools:
            return
        self.request.session[_LAST] = [self.account.pk, [each.pk for each in gone.schools]]
        self.tell(_told(self.account, gone), undo="autoupdate:account_give_back")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the question in words."""
        links = found.links_of(self.account, schools=School.objects.filter(pk=self.school.pk))
        is_linked = any(each.ended_at is None for each in links)
        night = (
            f"{self.mis_label} still names this person. The nights will leave the account as it "
            "is, until you restore it, or the person leaves the MIS and comes back."
            if is_linked
            else "No MIS names this person here, so no night will change it."
        )
        shown = {
            "confirm_heading": f"Let {self.account.display_name} go?",
            "confirm_label": "Let the account go",
            "confirm_kind": "danger",
            "consequences": [
                "The person loses what the school gives them through this account, at once.",
                "An account that no school holds is unallocated. Nothing of it is deleted.",
                night,
                "You can undo it.",
            ],
        }
        return super().get_context_data(**{**shown, **kwargs})


def _told(account: UsoAccount, gone: LetGo) -> str:
    where = listed([each.name for each in gone.schools])
    now = "is unallocated now" if gone.is_unallocated else "is still held by another school"
    return f"{account.display_name} was let go by {where} and {now}."


class GiveBackPage(DeedPage):
    """Hold the account again: at this school, and wherever else it was let go with it just now."""

    permission = Permission.RESTORE_ACCOUNTS

    def hindrance(self) -> str:
        """It is held here."""
        live = SchoolAssociation.objects.filter(
            account=self.account, school=self.school, ended_at__isnull=True
        )
        name = self.account.display_name
        return f"{self.school} holds the account of {name} already." if live.exists() else ""

    def form(self, data: Any = None) -> forms.Form:
        """A reason, if there is one."""
        form = ReasonForm(data)
        form.fields["reason"].required = False
        return form

    def do(self, answers: dict[str, Any]) -> None:
        """Give it back."""
        let_go = self.request.session.get(_LAST) or [0, []]
        ids = {self.school.pk, *(let_go[1] if let_go[0] == self.account.pk else ())}
        schools = list(schools_where(self.by, self.permission).filter(pk__in=ids))
        restore_at(schools, account=self.account, by=self.by, reason=answers["reason"])
        self.request.session.pop(_LAST, None)
        messages.success(self.request, f"{self.account.display_name} has the account again.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the question in words."""
        shown = {
            "confirm_heading": f"Give {self.account.display_name} the account back?",
            "confirm_label": "Restore",
            "consequences": [
                "The person has the account again at once, with the same username.",
                f"It stays even while the person is not in {self.mis_label}.",
            ],
        }
        return super().get_context_data(**{**shown, **kwargs})


class NamePage(DeedPage):
    """Correct the preferred name."""

    permission = Permission.CORRECT_NAMES

    def form(self, data: Any = None) -> forms.Form:
        """The name as it is, and why it changes."""
        account = self.account
        initial = {"forename": account.preferred_forename, "surname": account.preferred_surname}
        return NameForm(data, initial=initial)

    def do(self, answers: dict[str, Any]) -> None:
        """Correct it."""
        made = correct_name(self.account, school=self.school, by=self.by, **answers)
        self.tell(
            f"The account is {made.account.display_name}’s now, and stays so.",
            undo="autoupdate:account_name_release",
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the question in words."""
        shown = {
            "confirm_heading": "Correct the preferred name",
            "confirm_label": "Correct the name",
            "consequences": [
                f"The username stays {self.account.username}.",
                "Leave a name blank to use the legal one.",
                f"What {self.mis_label} says of the preferred name will not change it any more, "
                "until you release it. Everything else still follows the MIS.",
                f"The better place for it is {self.mis_label}, if you can change it there.",
            ],
        }
        return super().get_context_data(**{**shown, **kwargs})


class ReleaseNamePage(DeedPage):
    """Let the MIS describe the preferred name again."""

    permission = Permission.CORRECT_NAMES

    def hindrance(self) -> str:
        """Nothing was corrected."""
        return "" if correction_of(self.account) else "The name follows the MIS already."

    def form(self, data: Any = None) -> forms.Form:
        """A reason, if there is one."""
        form = ReasonForm(data)
        form.fields["reason"].required = False
        return form

    def do(self, answers: dict[str, Any]) -> None:
        """Release it."""
        release_name(self.account, school=self.school, by=self.by, reason=answers["reason"])
        self.tell("The preferred name follows the MIS again.", undo="autoupdate:account_name")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the question in words."""
        shown = {
            "confirm_heading": "Let the MIS describe the preferred name again?",
            "confirm_label": "Release the name",
            "consequences": [
                f"The name becomes at once what {self.mis_label} says, or what it was before it "
                "was corrected if no MIS names this person.",
                "From tonight it follows the MIS.",
            ],
        }
        return super().get_context_data(**{**shown, **kwargs})
