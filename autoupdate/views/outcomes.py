"""What one run decided about each person: by kind and reason, searched, sorted, downloaded."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from accounts.queries.names import has_plain_words
from accounts.tables import PortalTable
from accounts.views.lists import PeopleListPage
from accounts.words import HEADINGS, WHO
from autoupdate.models import Outcome, ProcessingRun, RunStatus
from autoupdate.processing.reasons import Code, reason_for
from autoupdate.queries.outcomes import TONES, changes_of
from autoupdate.views.cells import help_link
from autoupdate.views.results_pages import ResultsPage, person_cell


class OutcomeFilters(django_filters.FilterSet):
    """By name or username, by kind, by what was done."""

    q = django_filters.CharFilter(label="Name or username", method="by_name")
    kind = django_filters.ChoiceFilter(
        label="Who", empty_label="Everybody", choices=list(HEADINGS.items())
    )
    code = django_filters.ChoiceFilter(
        label="What",
        empty_label="Anything",
        choices=[
            (code.value, reason_for(code, mis="the MIS").label)
            for code in Code
            if code is not Code.UNCHANGED
        ],
    )

    def by_name(self, outcomes: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Those of people whose names in the MIS, or whose username, have all the words."""
        words = has_plain_words(value, of="mis_person__", also=("account__username",))
        return outcomes.filter(words)


#: Tones of outcomes beside which the remedy is shown.
NEEDS_SOMEBODY = frozenset({"bad", "wait"})


class OutcomeTable(PortalTable):
    """A row for each person."""

    name = tables.Column(
        verbose_name="Name",
        accessor="mis_person__display_name",
        order_by=("mis_person__legal_surname", "mis_person__legal_forename", "pk"),
    )
    kind = tables.Column(verbose_name="Who")
    username = tables.Column(verbose_name="Username", accessor="account__username", default="–")
    code = tables.Column(verbose_name="What")
    why = tables.Column(verbose_name="What changed, or why", empty_values=(), orderable=False)

    class Meta(PortalTable.Meta):
        empty_text = "Nothing changed for anybody."

    def __init__(self, *args: Any, mis: str, school_id: int, **kwargs: Any) -> None:
        self.mis, self.school_id = mis, school_id
        super().__init__(*args, **kwargs)
        self.caption = "People"

    def render_name(self, record: Outcome) -> SafeString:
        """The name, leading to the account where there is one, else to the MIS person."""
        page, pk = ("matching:person", record.mis_person_id)
        if record.account_id:
            page, pk = ("autoupdate:account", record.account_id)
        url = reverse(page, args=[self.school_id, pk])
        return person_cell(record.mis_person.display_name, url=url)

    def value_name(self, record: Outcome) -> str:
        """The name, for downloads."""
        return record.mis_person.display_name

    def render_kind(self, record: Outcome) -> str:
        """Staff or Pupil."""
        return WHO[record.kind]

    def render_code(self, value: str) -> SafeString:
        """The reason in a word or two."""
        tag = {"text": self.value_code(value), "tone": TONES[Code(value)]}
        return SafeString(render_to_string("components/tag.html", tag))

    def value_code(self, value: str) -> str:
        """The same, for downloads."""
        return reason_for(value, mis=self.mis).label

    def render_why(self, record: Outcome) -> SafeString:
        """What changed; else the sentence, and what to do where something is wrong."""
        changes = changes_of(record)
        if changes:
            return format_html_join(SafeString("<br>"), "{}", ((each,) for each in changes))
        reason = reason_for(record.code, mis=self.mis)
        if TONES[Code(record.code)] not in NEEDS_SOMEBODY:
            return format_html("{}", reason.sentence)
        cell = '{}<br><span class="uso-small uso-muted">{} {}</span>'
        return format_html(cell, reason.sentence, reason.remedy, help_link(record.code))

    def value_why(self, record: Outcome) -> str:
        """The same as plain text, for downloads."""
        reason = reason_for(record.code, mis=self.mis)
        return " ".join([reason.sentence, *(f"{each}." for each in changes_of(record))])


class OutcomesPage(PeopleListPage, ResultsPage):
    """The people of one run."""

    table_class = OutcomeTable
    filterset_class = OutcomeFilters
    template_name = "autoupdate/results/outcomes.html"
    download_name = "night-results"

    @cached_property
    def run(self) -> ProcessingRun:
        """The run of this school, done, or 404."""
        runs = ProcessingRun.objects.select_related("night", "school_mis")
        return get_object_or_404(
            runs, pk=self.kwargs["run_id"], school=self.school, status=RunStatus.DONE
        )

    @property
    def mis_label(self) -> str:
        """The MIS of the run."""
        return self.run.school_mis.get_product_display()

    def get_rows(self) -> QuerySet[Any]:
        """Every outcome of the run, with its person and account."""
        outcomes = Outcome.objects.filter(run=self.run)
        return outcomes.select_related("mis_person", "account").order_by(
            "mis_person__legal_surname", "mis_person__legal_forename", "pk"
        )

    def table_options(self) -> dict[str, Any]:
        """The reasons are worded for the run's MIS."""
        return {"mis": self.mis_label, "school_id": self.school.pk}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the run."""
        return super().get_context_data(**{"run": self.run, **kwargs})
