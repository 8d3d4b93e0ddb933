"""Staff and Pupils unallocated by the process: who, when, why, from which run. Restoring starts
here; the pages that do it are in ``restoring``."""

from __future__ import annotations

from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.models import SchoolAssociation
from accounts.permissions import Permission, can
from accounts.tables import DayColumn, TagColumn
from accounts.views.lists import ListMixin
from accounts.words import HEADINGS, PEOPLE, year_rank
from autoupdate.processing.reasons import reason_for
from autoupdate.queries.results import END_CODES, unallocated, with_runs
from autoupdate.views.account_rows import AccountRowFilters, AccountRowTable
from autoupdate.views.results_pages import ResultsPage, words_of_mis

#: Whether the account is held anywhere else → (words, tone).
NOW: dict[bool, tuple[str, str]] = {
    True: ("At another school", "good"),
    False: ("Unallocated", "warn"),
}


class UnallocatedFilters(AccountRowFilters):
    """By name or username, by why, by whether another school has the account."""

    end_reason = django_filters.ChoiceFilter(
        label="Why",
        empty_label="Anything",
        choices=[("left", "No longer in the MIS"), ("leaving_date", "Leaving date passed")],
    )
    now = django_filters.ChoiceFilter(
        label="Now",
        empty_label="Anything",
        choices=[("unallocated", "Unallocated"), ("elsewhere", "At another school")],
        method="by_now",
    )

    def by_now(self, ended: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Those that some school holds, or none."""
        return ended.filter(account__unallocated_at__isnull=value == "elsewhere")


class UnallocatedTable(AccountRowTable):
    """A row for each account; boxes for those who may restore."""

    place = tables.Column(
        verbose_name="Was", empty_values=(), order_by=("year", "reg_group", "job_title", "pk")
    )
    ended_at = DayColumn(verbose_name="Unallocated on")
    end_reason = tables.Column(verbose_name="Why")
    is_elsewhere = TagColumn(verbose_name="Now", tones=NOW, order_by=("account__unallocated_at",))

    def __init__(self, *args: Any, kind: str, mis: str, **kwargs: Any) -> None:
        self.mis = mis
        super().__init__(*args, **kwargs)
        self.caption = f"{HEADINGS[kind]} unallocated"

    def detail_of(self, record: SchoolAssociation) -> str:
        """Nothing: all are of the kind that the list is of."""
        return ""

    def render_end_reason(self, record: Any) -> SafeString:
        """Why, as the link to what else that run did."""
        label = self.value_end_reason(record)
        if record.run_id is None:
            return SafeString(label)
        run = reverse("autoupdate:outcomes", args=[self.school.pk, record.run_id])
        code = END_CODES[record.end_reason]
        cell = '{}<br><a class="govuk-link uso-small" href="{}?code={}">Who else left</a>'
        return format_html(cell, label, run, code)

    def value_end_reason(self, record: Any) -> str:
        """Why, in a word or two."""
        return reason_for(END_CODES[record.end_reason], mis=self.mis).label


class UnallocatedPage(ListMixin, ResultsPage):
    """One kind's list."""

    table_class = UnallocatedTable
    filterset_class = UnallocatedFilters
    template_name = "autoupdate/results/unallocated.html"

    @property
    def kind(self) -> str:
        """The kind in the address."""
        return str(self.kwargs["kind"])

    def get_download_name(self) -> str:
        """The name of the download."""
        return f"{HEADINGS[self.kind].lower()}-unallocated"

    def get_rows(self) -> QuerySet[Any]:
        """The last ones first."""
        ended = unallocated(self.school).filter(account__kind=self.kind)
        is_elsewhere = Q(account__unallocated_at__isnull=True)
        known = with_runs(ended, school=self.school)
        known = known.annotate(year=year_rank(), is_elsewhere=is_elsewhere)
        rows: QuerySet[Any] = known.order_by("-ended_at", "account__legal_surname", "pk")
        return rows

    def table_options(self) -> dict[str, Any]:
        """No boxes where nothing could be done with them, nor in a download."""
        may_restore = can(self.by, Permission.RESTORE_ACCOUNTS, self.school)
        is_download = self.request.GET.get("download") == "csv"
        return {
            "school": self.school,
            "kind": self.kind,
            "mis": words_of_mis(self.connector),
            "exclude": ("chosen",) if is_download or not may_restore else (),
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add where the chosen rows go."""
        one, many = PEOPLE[self.kind]
        shown = {
            "heading": f"{HEADINGS[self.kind]} unallocated",
            "one": one,
            "many": many,
            "restore_url": reverse("autoupdate:restore", args=[self.school.pk, self.kind]),
            "actions": [{"label": "Restore", "name": "", "value": ""}],
        }
        return super().get_context_data(**{**shown, **kwargs})
