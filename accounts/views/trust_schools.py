"""A trust's schools: the list, searching for others, and asking before some go in or out; and the
same for one school. The pages decide nothing."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from accounts.actions import trusts
from accounts.models import School, Trust
from accounts.permissions import Permission
from accounts.queries.trusts import consequences, going_back, happened, live_trusts, words_of
from accounts.views.desk_deeds import DeedAtSchool
from accounts.views.lists import ListMixin
from accounts.views.role_pages import TRUST, AtGroup
from accounts.views.trust_forms import NO_TRUST, ReasonForm, SchoolNameFilters, WhichTrustForm
from accounts.views.trust_tables import TrustSchoolTable
from accounts.views.trusts import TrustDeed

#: What is pressed under the two lists: the value of ``do``.
INTO, OUT = "into", "out"


class _SchoolList(ListMixin, AtGroup):
    """A list of schools with boxes, for one trust."""

    kind = TRUST
    table_class = TrustSchoolTable
    filterset_class = SchoolNameFilters

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add where the ticked ones are asked about, and the way back."""
        shown = {
            "place": self.place,
            "move_url": reverse("accounts:trust_move", args=[self.place.pk]),
            "breadcrumbs": [
                {"label": TRUST.plural, "url": reverse(TRUST.list_url_name)},
                {"label": str(self.place), "url": self.back_url},
            ],
        }
        return super().get_context_data(**{**shown, **kwargs})


class TrustSchools(_SchoolList):
    """Its schools, to take some out, and what happened to it."""

    template_name = "accounts/trusts/schools.html"

    def get_rows(self) -> QuerySet[Any]:
        """The schools in it."""
        rows: QuerySet[Any] = School.objects.filter(trust=self.place.pk)
        return rows.select_related("local_authority", "trust")

    def table_options(self) -> dict[str, Any]:
        """All of them are in this trust."""
        return {"exclude": ("trust",)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what can be done, and what was."""
        pk = self.place.pk
        done = [
            {
                "at": each.at,
                "title": each.title,
                "text": each.reason,
                "undo_url": each.move and reverse("accounts:trust_move_undo", args=[pk, each.move]),
            }
            for each in happened(Trust(pk=self.place.pk))
        ]
        shown = {
            "has_schools": School.objects.filter(trust=self.place.pk).exists(),
            "actions": [
                {"label": "Take them out", "name": "do", "value": OUT, "kind": "secondary"}
            ],
            "add_url": reverse("accounts:trust_schools_add", args=[pk]),
            "happened": done,
        }
        return super().get_context_data(**{**shown, **kwargs})


class AddSchools(_SchoolList):
    """Schools that are not in it, once they are searched for."""

    template_name = "accounts/trusts/add_schools.html"

    @property
    def is_asked(self) -> bool:
        """Whether anything was searched for."""
        return bool(self.request.GET.get("q", "").strip())

    def get_rows(self) -> QuerySet[Any]:
        """Those of other trusts and of none; nothing before a search."""
        others = School.objects.exclude(trust=self.place.pk)
        found = others.select_related("local_authority", "trust")
        return found if self.is_asked else found.none()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what can be done, and the way back."""
        shown = {
            "is_asked": self.is_asked,
            "actions": [
                {"label": "Put them into the trust", "name": "do", "value": INTO, "kind": "primary"}
            ],
        }
        found = super().get_context_data(**{**shown, **kwargs})
        url = reverse("accounts:trust_schools", args=[self.place.pk])
        found["breadcrumbs"] = [*found["breadcrumbs"], {"label": "Schools", "url": url}]
        return found


class MoveSchools(TrustDeed):
    """Asked with the ticked schools; does it once there is a reason."""

    form_class = ReasonForm
    template_name = "accounts/trusts/move.html"

    @property
    def back_url(self) -> str:
        """The trust's schools."""
        return reverse("accounts:trust_schools", args=[self.place.pk])

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Nothing was ticked here."""
        return redirect(self.back_url)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Ask, or do it."""
        if not self.schools:
            messages.warning(request, "Nothing was changed: tick the schools first.")
            return redirect(self.back_url)
        if "confirmed" not in request.POST:
            return self._ask(ReasonForm())
        return super().post(request, **kwargs)

    @property
    def to(self) -> Trust | None:
        """Where they are to go: into this trust, or out of it."""
        return self.place if self.request.POST.get("do") == INTO else None

    @cached_property
    def schools(self) -> list[School]:
        """The ticked ones that would move, by name."""
        ticked = [int(each) for each in self.request.POST.getlist("chosen") if each.isdecimal()]
        found = School.objects.filter(pk__in=ticked[: trusts.MOST])
        found = found.exclude(trust=self.place) if self.to else found.filter(trust=self.place)
        return list(found.select_related("local_authority", "trust"))

    def act(self, given: dict[str, Any]) -> str:
        """Move them."""
        moved = trusts.move_schools(self.schools, to=self.to, reason=given["reason"], by=self.by)
        which = f"in {self.place}" if self.to else f"no longer in {self.place}"
        be = "is" if len(moved) == 1 else "are"
        return f"{_begun(words_of(moved))} {be} {which}. You can take it back under What happened."

    def asked(self) -> dict[str, Any]:
        """The question."""
        num = len(self.schools)
        them = "this school" if num == 1 else f"these {num} schools"
        way = f"into {self.place}" if self.to else f"out of {self.place}"
        return {
            "schools": self.schools,
            "do": INTO if self.to else OUT,
            "confirm_heading": f"{'Put' if self.to else 'Take'} {them} {way}?",
            "consequences": consequences(self.schools, self.to),
            "confirm_label": f"{'Put' if self.to else 'Take'} {'it' if num == 1 else 'them'} {way}",
        }


class UndoMove(TrustDeed):
    """Put each school of a move back where it was."""

    form_class = ReasonForm
    template_name = "accounts/trusts/undo.html"

    @property
    def back_url(self) -> str:
        """The trust's schools."""
        return reverse("accounts:trust_schools", args=[self.place.pk])

    def act(self, given: dict[str, Any]) -> str:
        """Put them back."""
        moved = trusts.take_move_back(self.kwargs["move"], reason=given["reason"], by=self.by)
        be = "is" if len(moved) == 1 else "are"
        return f"{_begun(words_of(moved))} {be} back."

    def asked(self) -> dict[str, Any]:
        """The question: whatever is still where the move put it."""
        back: dict[Trust | None, list[School]] = {}
        for school, to in going_back(self.kwargs["move"]):
            back.setdefault(to, []).append(school)
        told: list[str] = []
        for to, schools in back.items():
            goes = "goes" if len(schools) == 1 else "go"
            where = f"back into {to}" if to else "back out of the trust"
            told += [f"{_begun(words_of(schools))} {goes} {where}.", *consequences(schools, to)]
        return {
            "is_over": not told,
            "confirm_heading": "Take the change back?",
            "consequences": list(dict.fromkeys(told)),
            "confirm_label": "Take it back",
        }


class SchoolTrust(DeedAtSchool):
    """Which trust one school is in: chosen first, then asked about."""

    permission = Permission.MANAGE_TRUSTS
    form_class = ReasonForm

    @cached_property
    def to(self) -> Trust | None:
        """The chosen trust, or 404."""
        chosen = self.request.GET["to"]
        if chosen == NO_TRUST:
            return None
        found = live_trusts().filter(pk=int(chosen) if chosen.isdecimal() else 0).first()
        if found is None:
            raise Http404
        return found

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Ask which, or ask about it."""
        if "to" not in request.GET:
            return self._choose()
        if (self.to.pk if self.to else None) == self.school.trust_id:
            here = f"in {self.to} already" if self.to else "in no trust"
            messages.info(request, f"{self.school} is {here}, so there is nothing to change.")
            return redirect(self.back_url)
        return super().get(request, **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Do it; without a choice, ask which."""
        return super().post(request, **kwargs) if "to" in request.GET else self._choose()

    def _choose(self) -> HttpResponseBase:
        now = {"to": str(self.school.trust_id or NO_TRUST)}
        form = WhichTrustForm(initial=now, trusts=live_trusts())
        page = self.get_context_data(form=form, back_url=self.back_url)
        return self.response_class(
            request=self.request, template=["accounts/trusts/choose.html"], context=page
        )

    def act(self, given: dict[str, Any]) -> str:
        """Move it."""
        trusts.move_schools([self.school], to=self.to, reason=given["reason"], by=self.by)
        return f"{self.school} is {f'in {self.to}' if self.to else 'in no trust'} now."

    def asked(self) -> dict[str, Any]:
        """The question."""
        way = f"into {self.to}" if self.to else f"out of {self.school.trust}"
        verb = "Put" if self.to else "Take"
        return {
            "confirm_heading": f"{verb} {self.school} {way}?",
            "consequences": consequences([self.school], self.to),
            "confirm_label": f"{verb} it {way}",
        }


def _begun(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
