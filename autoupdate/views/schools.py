"""The schools that a person reaches, the most troubled first. Also where they change school.

One constant number of queries, however many schools there are.
"""

from __future__ import annotations

from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from accounts.models import MisProduct
from accounts.permissions import schools_of
from accounts.tables import PortalTable
from accounts.views.lists import ListMixin
from accounts.views.pages import SignedInPage
from autoupdate.models import ProcessingRun
from autoupdate.queries import runs
from autoupdate.queries.trouble import TROUBLES, by_trouble, troubles_of, with_trouble
from autoupdate.views.cells import NUMBER, moment

_WORST = ("trouble", "num_to_match", "-name", "-pk")


class SchoolFilters(django_filters.FilterSet):
    """By name or number, by MIS, by kind of trouble."""

    q = django_filters.CharFilter(label="Name or DfE number", method="by_name")
    mis = django_filters.ChoiceFilter(
        label="MIS", empty_label="Any", choices=MisProduct.choices, method="by_mis"
    )
    trouble = django_filters.ChoiceFilter(
        label="Trouble",
        empty_label="Any or none",
        choices=[(name, each.label) for name, each in TROUBLES.items()],
        method="by_trouble",
    )

    def by_name(self, schools: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Schools whose name has all the words, or whose DfE number or URN it is."""
        return named(schools, value)

    def by_mis(self, schools: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Schools that use the MIS now."""
        return schools.filter(product=value)

    def by_trouble(self, schools: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Schools that have this trouble."""
        return schools.filter(**{value: True})


def named(schools: QuerySet[Any], text: str) -> QuerySet[Any]:
    """The schools whose name has all the words of ``text``, or whose DfE number or URN it is."""
    la_code, _, establishment = text.replace(" ", "").partition("/")
    number = Q(local_authority__code=la_code, establishment=establishment)
    if text.strip().isdecimal():
        digits = text.strip()
        number |= Q(local_authority__code=digits[:3], establishment=digits[3:])
        number |= Q(establishment=digits)
        number |= Q(urn=int(digits)) if len(digits) < 10 else Q()
    words = Q()
    for word in text.split():
        words &= Q(name__icontains=word)
    return schools.filter(number | words)


class SchoolTable(PortalTable):
    """A row for each school."""

    caption = "Schools"

    name = tables.Column(verbose_name="School", order_by=("name", "pk"))
    trouble = tables.Column(verbose_name="What needs a look", order_by=_WORST)
    num_to_match = tables.Column(verbose_name="To match", attrs=NUMBER)
    num_left = tables.Column(
        verbose_name="Left last time", empty_values=(), orderable=False, attrs=NUMBER
    )
    last_processed_at = tables.Column(verbose_name="Last processed", empty_values=())
    product = tables.Column(verbose_name="MIS", default="None chosen")

    class Meta(PortalTable.Meta):
        empty_text = "No school is like that."
        order_by = "-trouble"

    def render_name(self, record: Any) -> SafeString:
        """The name as a link, with the number that tells two schools of one name apart."""
        return format_html(
            '<a class="govuk-link" href="{}">{}</a><br>'
            '<span class="uso-small uso-muted">{}, {}</span>',
            reverse("autoupdate:school", args=[record.pk]),
            record.name,
            record.dfe_number,
            record.local_authority,
        )

    def value_name(self, value: str) -> str:
        """The name, for downloads."""
        return value

    def render_trouble(self, record: Any) -> SafeString:
        """A tag for each kind of trouble."""
        tags = [
            render_to_string("components/tag.html", {"text": each.label, "tone": each.tone})
            for each in troubles_of(record)
        ]
        return format_html_join(" ", "{}", ((SafeString(tag),) for tag in tags)) or SafeString("–")

    def value_trouble(self, record: Any) -> str:
        """The troubles' names, for downloads."""
        return ", ".join(each.label for each in troubles_of(record))

    def render_num_left(self, record: Any) -> str:
        """How many people the last run ended the association of."""
        run = self._last_runs().get(record.last_run_id)
        return "–" if run is None else f"{runs.num_left(run):,}"

    def render_last_processed_at(self, record: Any) -> SafeString:
        """When, in both ways of saying it."""
        return moment(record.last_processed_at)

    def value_last_processed_at(self, record: Any) -> str:
        """The moment, for downloads."""
        at = record.last_processed_at
        return "" if at is None else timezone.localtime(at).strftime("%Y-%m-%d %H:%M")

    def render_product(self, value: str) -> str:
        """The MIS's name."""
        return str(MisProduct(value).label)

    def _last_runs(self) -> dict[int, ProcessingRun]:
        """The last runs of the rows in view, read once for all of them."""
        known: dict[int, ProcessingRun] | None = self.__dict__.get("_runs")
        if known is None:
            ids = [row.record.last_run_id for row in self.paginated_rows]
            known = ProcessingRun.objects.only("counts").in_bulk(ids)
            self.__dict__["_runs"] = known
        return known


class SchoolsPage(ListMixin, SignedInPage):
    """Every school that the person reaches."""

    table_class = SchoolTable
    filterset_class = SchoolFilters
    template_name = "autoupdate/schools/list.html"
    download_name = "schools"

    def get_rows(self) -> QuerySet[Any]:
        """The schools with their troubles, the worst first."""
        return by_trouble(with_trouble(schools_of(self.by), now=timezone.now()))
