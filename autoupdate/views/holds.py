"""Held removals: the people whom the brake kept, and confirming that they have left."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import django_tables2 as tables
from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.generic.base import TemplateResponseMixin

from accounts.actions.refused import ActionRefused
from accounts.models import School
from accounts.permissions import Permission, can
from accounts.tables import PortalTable, SelectColumn
from accounts.views.lists import PeopleListPage
from accounts.words import PEOPLE, counted, place_words, year_rank
from autoupdate.actions.holds import Released, release
from autoupdate.models import HeldRemoval, Hold, HoldState
from autoupdate.processing.reasons import reason_for
from autoupdate.queries.run_lists import open_holds_of
from autoupdate.views.restoring import chosen_ids
from autoupdate.views.results_pages import ResultsPage, person_cell, words_of_mis

#: Names shown on the page that asks; the rest are counted.
NUM_NAMED = 20


class HeldTable(PortalTable):
    """A row for each held person; boxes for those who may release."""

    chosen = SelectColumn(accessor="pk", describe=lambda row: row.mis_person.display_name)
    name = tables.Column(
        verbose_name="Name",
        accessor="mis_person__display_name",
        order_by=("mis_person__legal_surname", "mis_person__legal_forename", "pk"),
    )
    username = tables.Column(verbose_name="Username", accessor="link__account__username")
    place = tables.Column(verbose_name="Place", empty_values=(), order_by=("year", "pk"))
    code = tables.Column(verbose_name="Why")

    class Meta(PortalTable.Meta):
        empty_text = "Nobody is held any more."

    def __init__(self, *args: Any, school: School, mis: str, **kwargs: Any) -> None:
        self.school, self.mis = school, mis
        super().__init__(*args, **kwargs)
        self.caption = "Removals held"

    def render_name(self, record: HeldRemoval) -> SafeString:
        """The name, leading to the account."""
        url = reverse("autoupdate:account", args=[self.school.pk, record.link.account_id])
        return person_cell(record.mis_person.display_name, url=url)

    def value_name(self, record: HeldRemoval) -> str:
        """The name, for downloads."""
        return record.mis_person.display_name

    def render_place(self, record: HeldRemoval) -> str:
        """Year and class, or role."""
        return place_words(record.mis_person) or "–"

    def render_code(self, value: str) -> str:
        """Why the night would have removed them."""
        return reason_for(value, mis=self.mis).label


class HoldsPage(TemplateResponseMixin, ResultsPage):
    """The open holds of a school: one for staff, one for pupils at most."""

    template_name = "autoupdate/results/holds.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Show them; a single one at once."""
        holds = list(open_holds_of(self.school))
        if len(holds) == 1:
            return redirect("autoupdate:hold", self.school.pk, holds[0].pk)
        return self.render_to_response(self.get_context_data(holds=self._shown()))

    def _shown(self) -> list[dict[str, Any]]:
        waiting = Count("removals", filter=Q(removals__removed_at__isnull=True))
        return [
            {
                "hold": each,
                "title": f"{counted(each.num_waiting, each.kind)} held",
                "url": reverse("autoupdate:hold", args=[self.school.pk, each.pk]),
            }
            for each in open_holds_of(self.school).annotate(num_waiting=waiting)
        ]


class HoldPage(PeopleListPage, ResultsPage):
    """One hold, with everybody in it who still waits."""

    table_class = HeldTable
    template_name = "autoupdate/results/hold.html"
    download_name = "held-removals"

    @cached_property
    def hold(self) -> Hold:
        """The hold of this school, or 404."""
        holds = Hold.objects.select_related("run__night", "school_mis__school__local_authority")
        return get_object_or_404(holds, pk=self.kwargs["hold_id"], school_mis__school=self.school)

    @property
    def may_release(self) -> bool:
        """Whether the buttons are shown."""
        is_open = self.hold.state == HoldState.OPEN
        return is_open and can(self.by, Permission.RELEASE_REMOVALS, self.school)

    def get_rows(self) -> QuerySet[Any]:
        """Those who wait, by name."""
        removals = HeldRemoval.objects.filter(hold=self.hold, removed_at__isnull=True)
        known = removals.select_related("mis_person", "link__account").annotate(
            year=year_rank("mis_person__year_group")
        )
        rows: QuerySet[Any] = known.order_by(
            "mis_person__legal_surname", "mis_person__legal_forename", "pk"
        )
        return rows

    def table_options(self) -> dict[str, Any]:
        """No boxes where nothing could be done with them, nor in a download."""
        has_boxes = self.may_release and self.request.GET.get("download") != "csv"
        return {
            "school": self.school,
            "mis": words_of_mis(self.connector),
            "exclude": () if has_boxes else ("chosen",),
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the hold and where the chosen rows go."""
        one, many = PEOPLE[self.hold.kind]
        shown = {
            "hold": self.hold,
            "heading": f"Removals held: {many}",
            "one": one,
            "many": many,
            "live": counted(self.hold.num_live, self.hold.kind),
            "may_release": self.may_release,
            "release_url": reverse("autoupdate:hold_release", args=[self.school.pk, self.hold.pk]),
            "actions": [
                {"label": "They have left", "name": "which", "value": "chosen", "kind": "danger"},
                {
                    "label": "All of them have left",
                    "name": "which",
                    "value": "all",
                    "kind": "secondary",
                },
            ],
        }
        return super().get_context_data(**{**shown, **kwargs})


class ReleasePage(TemplateResponseMixin, ResultsPage):
    """Asked with the chosen rows, or with all; removes once it is confirmed."""

    permission = Permission.RELEASE_REMOVALS
    template_name = "autoupdate/results/release.html"

    @cached_property
    def hold(self) -> Hold:
        """The hold of this school, or 404."""
        holds = Hold.objects.select_related("school_mis__school__local_authority")
        return get_object_or_404(holds, pk=self.kwargs["hold_id"], school_mis__school=self.school)

    @property
    def list_url(self) -> str:
        """The hold's page."""
        return reverse("autoupdate:hold", args=[self.school.pk, self.hold.pk])

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Nothing was chosen here."""
        return redirect(self.list_url)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Ask, or do it."""
        waiting = self.hold.removals.filter(removed_at__isnull=True)
        if request.POST.get("which") != "all":
            waiting = waiting.filter(pk__in=chosen_ids(request))
        removals = list(
            waiting.select_related("mis_person").order_by("mis_person__legal_surname", "pk")
        )
        if not removals:
            messages.warning(request, f"Tick the {PEOPLE[self.hold.kind][1]} who have left first.")
            return redirect(self.list_url)
        if "confirmed" in request.POST:
            return self._release([each.pk for each in removals])
        return self.render_to_response(self.get_context_data(removals=removals))

    def _release(self, ids: list[int]) -> HttpResponse:
        try:
            released = release(self.hold, chosen=ids, by=self.by)
        except ActionRefused as refused:
            messages.warning(self.request, refused.message)
            return redirect(self.list_url)
        self._say(released)
        if self.hold.removals.filter(removed_at__isnull=True).exists():
            return redirect(self.list_url)
        return redirect("autoupdate:unallocated", self.school.pk, self.hold.kind)

    def _say(self, released: Released) -> None:
        done = counted(len(released.done), self.hold.kind)
        told = f"{done} removed from {self.school}, {released.num_unallocated} unallocated by it."
        messages.success(self.request, told)
        if released.skipped:
            skipped = counted(len(released.skipped), self.hold.kind)
            messages.info(self.request, f"{skipped} left alone: decided about meanwhile.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the question in words."""
        removals = kwargs["removals"]
        number = counted(len(removals), self.hold.kind)
        have, accounts = ("has", "account") if len(removals) == 1 else ("have", "accounts")
        which = self.request.POST.get("which", "chosen")
        rest = ["Those whom you leave out stay held until the next night looks again."]
        shown = {
            "confirm_heading": f"Confirm that {number} {have} left?",
            "confirm_label": "Yes, they have left",
            "confirm_kind": "danger",
            "cancel_url": self.list_url,
            "which": which,
            "named": removals[:NUM_NAMED],
            "num_more": max(0, len(removals) - NUM_NAMED),
            "consequences": [
                f"{self.school} lets go of their {accounts} at once.",
                "An account that no other school holds is unallocated. It keeps its username "
                "and can be restored.",
                *([] if which == "all" else rest),
            ],
        }
        return super().get_context_data(**{**shown, **kwargs})
