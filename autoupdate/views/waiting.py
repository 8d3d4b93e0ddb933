"""Staff not matched, Pupils not matched: everybody in the MIS who has no account, and why."""

from __future__ import annotations

from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.models import AccountKind, School
from accounts.queries.names import has_words
from accounts.tables import DayColumn, PortalTable
from accounts.views.lists import ListMixin
from accounts.words import HEADINGS, YEARS, counted, year_rank, year_words
from autoupdate.connectors import registry
from autoupdate.connectors.base import Connector
from autoupdate.queries.results import (
    WITHOUT_ACCOUNT,
    Why,
    num_without_account,
    pressing,
    why,
    without_account,
)
from autoupdate.views.cells import ChoiceTagColumn
from autoupdate.views.results_pages import ResultsPage, person_cell
from autoupdate.views.words import plural
from matching.models import MisPerson, Standing
from matching.views.offers import likelihood

#: standing → (words, tone) of its tag.
TAGS: dict[str, tuple[str, str]] = {
    Standing.REQUIRES_MATCHING: ("To match", "warn"),
    Standing.INCOMPLETE: ("Details missing", "bad"),
    Standing.NOT_STARTED: ("Not started yet", "wait"),
    Standing.EXCLUDED: ("Should not be in USO", "neutral"),
}


class WaitingFilters(django_filters.FilterSet):
    """By name, by why, by year and class (pupils)."""

    q = django_filters.CharFilter(label="Name", method="by_name")
    standing = django_filters.ChoiceFilter(
        label="Why",
        empty_label="Anything",
        choices=[(str(each), TAGS[each][0]) for each in WITHOUT_ACCOUNT],
    )
    year_group = django_filters.ChoiceFilter(
        label="Year", empty_label="Any year", choices=list(YEARS.items())
    )
    reg_group = django_filters.CharFilter(label="Class", lookup_expr="iexact")

    def by_name(self, people: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Those whose names have all the words."""
        return people.filter(has_words(value))


class StaffWaitingFilters(WaitingFilters):
    """The same without what only pupils have."""

    year_group = None
    reg_group = None


class WaitingTable(PortalTable):
    """A row for each person; ``connector`` words the reasons."""

    name = tables.Column(
        verbose_name="Name",
        accessor="display_name",
        order_by=("legal_surname", "legal_forename", "pk"),
    )
    year_group = tables.Column(verbose_name="Year and class", order_by=("year", "reg_group", "pk"))
    job_title = tables.Column(verbose_name="Role", default="–")
    standing = ChoiceTagColumn(
        verbose_name="Why", tones=TAGS, order_by=("pressing", "legal_surname", "pk")
    )
    reason = tables.Column(
        verbose_name="What to do", empty_values=(), order_by=("best_score", "legal_surname", "pk")
    )
    standing_since = DayColumn(verbose_name="Since")

    class Meta(PortalTable.Meta):
        empty_text = "Nobody is like that."
        attrs = {"class": "uso-table"}

    def __init__(
        self, *args: Any, school: School, kind: str, mis: Connector, **kwargs: Any
    ) -> None:
        self.school, self.connector = school, mis
        other = "year_group" if kind == AccountKind.STAFF else "job_title"
        super().__init__(*args, exclude=(other,), **kwargs)
        self.caption = f"{HEADINGS[kind]} without an account"

    def render_name(self, record: MisPerson) -> SafeString:
        """The name, leading to the person."""
        url = reverse("matching:person", args=[self.school.pk, record.pk])
        return person_cell(record.display_name, url=url)

    def value_name(self, record: MisPerson) -> str:
        """The name, for downloads."""
        return record.display_name

    def render_year_group(self, record: MisPerson) -> str:
        """Year and class."""
        return ", ".join(each for each in (year_words(record.year_group), record.reg_group) if each)

    def render_reason(self, record: Any) -> SafeString:
        """What to compare with, or why there is no account and what to do in the MIS."""
        if record.num_offers:
            words, _ = likelihood(record.best_score)
            accounts = plural(record.num_offers, "account")
            return format_html("Compare with {}: {}", accounts, words.lower())
        told = self._why(record)
        return format_html(
            '{}<br><span class="uso-small uso-muted">{}</span>', told.sentence, told.remedy
        )

    def value_reason(self, record: Any) -> str:
        """The sentence and the remedy as plain text, for downloads."""
        told = self._why(record)
        return f"{told.sentence} {told.remedy}".strip()

    def _why(self, record: Any) -> Why:
        return why(record, connector=self.connector)


class WaitingPage(ListMixin, ResultsPage):
    """One kind's list."""

    table_class = WaitingTable
    template_name = "autoupdate/results/not_matched.html"

    @property
    def kind(self) -> str:
        """The kind in the address."""
        return str(self.kwargs["kind"])

    def get_filterset_class(self) -> type[WaitingFilters]:
        """Years and classes are for pupils."""
        return StaffWaitingFilters if self.kind == AccountKind.STAFF else WaitingFilters

    def get_download_name(self) -> str:
        """The name of the download."""
        return f"{HEADINGS[self.kind].lower()}-not-matched"

    def get_rows(self) -> QuerySet[Any]:
        """Everybody of the kind without an account, those who can be matched first."""
        if self.school_mis is None:
            return MisPerson.objects.none()
        people = without_account(self.school_mis, kind=self.kind)
        ranked = people.annotate(year=year_rank(), pressing=pressing())
        rows: QuerySet[Any] = ranked.order_by("pressing", "legal_surname", "legal_forename", "pk")
        return rows

    def table_options(self) -> dict[str, Any]:
        """The reasons are worded for the school's MIS."""
        connector = self.connector or registry.all()[0]
        return {"school": self.school, "kind": self.kind, "mis": connector}

    def _start(self, number: int) -> dict[str, str]:
        """Where the queue begins, and how long it is."""
        first = self.get_rows().filter(standing=Standing.REQUIRES_MATCHING).first()
        if first is None:
            return {}
        url = reverse("matching:person", args=[self.school.pk, first.pk])
        return {"first_url": url, "start_label": f"Match {counted(number, self.kind)}"}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add how many there are of each standing."""
        numbers = num_without_account(self.school_mis) if self.school_mis else {}
        shown = {
            "heading": f"{HEADINGS[self.kind]} not matched",
            "kind": self.kind,
            "tiles": [
                {
                    "value": numbers.get((self.kind, standing), 0),
                    "label": TAGS[standing][0],
                    "tone": TAGS[standing][1] if numbers.get((self.kind, standing)) else "neutral",
                    "url": f"?standing={standing}",
                }
                for standing in WITHOUT_ACCOUNT
            ],
            **self._start(numbers.get((self.kind, Standing.REQUIRES_MATCHING), 0)),
        }
        return super().get_context_data(**{**shown, **kwargs})
