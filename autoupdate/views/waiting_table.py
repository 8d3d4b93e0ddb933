"""How the list of people without an account looks: its filters and its table. It knows no page."""

from __future__ import annotations

from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.dates import uk_date, waited
from accounts.models import AccountKind, School
from accounts.queries.names import has_plain_words
from accounts.tables import PortalTable, SelectColumn
from accounts.words import HEADINGS, YEARS, year_words
from autoupdate.connectors.base import Connector
from autoupdate.processing.reasons import Code
from autoupdate.queries.results import WITHOUT_ACCOUNT, Why, why
from autoupdate.views.cells import ChoiceTagColumn
from autoupdate.views.results_pages import person_cell
from autoupdate.views.words import plural
from matching.likelihood import is_weak, likelihood
from matching.models import MisPerson, Standing
from matching.queries.queue import LIKELY, WAITED, by_likelihood, by_waiting

#: standing → (words, tone) of its tag.
TAGS: dict[str, tuple[str, str]] = {
    Standing.REQUIRES_MATCHING: ("To match", "warn"),
    Standing.INCOMPLETE: ("Details missing", "bad"),
    Standing.NOT_STARTED: ("Not started yet", "wait"),
    Standing.EXCLUDED: ("Should not be in USO", "neutral"),
}
#: What exactly is missing of those whose details are.
_MISSING: dict[str, str] = {
    Code.NO_DATE_OF_BIRTH: "No date of birth",
    Code.NO_NAME: "No name",
    Code.RECORD_UNUSABLE: "A problem in the record",
}


class WaitingFilters(django_filters.FilterSet):
    """By name, why, how likely, how long; by year and class (pupils)."""

    folded: tuple[str, ...] = ("waited", "year_group", "reg_group")

    q = django_filters.CharFilter(label="Name", method="by_name")
    standing = django_filters.ChoiceFilter(
        label="Why",
        empty_label="Anything",
        method="by_reason",
        choices=[
            *((str(each), TAGS[each][0]) for each in WITHOUT_ACCOUNT),
            *((str(code), words) for code, words in _MISSING.items()),
        ],
    )
    likely = django_filters.ChoiceFilter(
        label="To match with",
        empty_label="Anything",
        method="by_likelihood",
        choices=[(wish, words) for wish, (words, _) in LIKELY.items()],
    )
    waited = django_filters.ChoiceFilter(
        label="Waiting",
        empty_label="However long",
        method="by_waiting",
        choices=[(wish, words) for wish, (words, _) in WAITED.items()],
    )
    year_group = django_filters.ChoiceFilter(
        label="Year", empty_label="Any year", choices=list(YEARS.items())
    )
    reg_group = django_filters.CharFilter(label="Class", lookup_expr="iexact")

    def by_name(self, people: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Those whose names have all the words."""
        return people.filter(has_plain_words(value))

    def by_reason(self, people: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Those who stand there, or of whom exactly that is missing."""
        return people.filter(Q(standing=value) | Q(standing_code=value))

    def by_likelihood(self, people: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Those whose best candidate is as likely as that."""
        return by_likelihood(people, value)

    def by_waiting(self, people: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Those who have waited at least so long."""
        return by_waiting(people, value)


class StaffWaitingFilters(WaitingFilters):
    """The same without what only pupils have."""

    folded = ()
    year_group = None
    reg_group = None


class WeakColumn(SelectColumn):
    """A tick box for those only of whom many may get a new account at once."""

    def render(self, value: Any, record: Any) -> SafeString:
        """The box, or nothing."""
        return super().render(value, record) if may_be_chosen(record) else SafeString("")


def may_be_chosen(person: Any) -> bool:
    """Whether somebody of the list requires matching and nothing speaks for any candidate."""
    return person.standing == Standing.REQUIRES_MATCHING and is_weak(person.best_score)


class WaitingTable(PortalTable):
    """A row for each person. ``mis`` words the reasons; ``query`` keeps the list's filters."""

    chosen = WeakColumn(accessor="pk", describe=lambda row: row.display_name)
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
    reason = tables.Column(verbose_name="What to do", empty_values=())
    standing_since = tables.Column(
        verbose_name="Waiting", order_by=("standing_since", "legal_surname", "legal_forename", "pk")
    )

    class Meta(PortalTable.Meta):
        empty_text = "Nobody is without an account."
        attrs = {"class": "uso-table"}

    def __init__(
        self,
        *args: Any,
        school: School,
        kind: str,
        mis: Connector,
        query: str = "",
        exclude: tuple[str, ...] = (),
        **kwargs: Any,
    ) -> None:
        self.school, self.connector, self.query = school, mis, query
        other = "year_group" if kind == AccountKind.STAFF else "job_title"
        super().__init__(*args, exclude=(other, *exclude), **kwargs)
        self.caption = f"{HEADINGS[kind]} without an account"

    def order_reason(self, people: QuerySet[Any], is_descending: bool) -> tuple[Any, bool]:
        """By the best candidate: whoever has none is the least likely."""
        score = F("best_score")
        by = score.desc(nulls_last=True) if is_descending else score.asc(nulls_first=True)
        return people.order_by(by, "legal_surname", "legal_forename", "pk"), True

    def render_name(self, record: MisPerson) -> SafeString:
        """The name, leading to the person."""
        url = reverse("matching:person", args=[self.school.pk, record.pk]) + self.query
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

    def render_standing_since(self, value: Any) -> SafeString:
        """For how many days, and since which."""
        return format_html(
            '<span class="uso-nowrap">{}</span><br>'
            '<span class="uso-small uso-muted uso-nowrap">since {}</span>',
            waited(value).removeprefix("since ").capitalize(),
            uk_date(value),
        )

    def value_standing_since(self, value: Any) -> str:
        """Since which day, for downloads."""
        return uk_date(value)

    def _why(self, record: Any) -> Why:
        return why(record, connector=self.connector)
