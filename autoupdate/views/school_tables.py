"""What tables over many schools have in common: sorted by a copy of the facts, showing the facts.

It knows how cells look, no page.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

import django_tables2 as tables
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.models import MisProduct
from accounts.tables import PortalTable, RowAddress, tag
from autoupdate.models import ProcessingRun, RunStatus
from autoupdate.queries import runs
from autoupdate.queries.facts_now import NOTHING_KNOWN, facts_of
from autoupdate.queries.trouble import troubles_of
from autoupdate.views.cells import NUMBER, moment, moment_value

WORST = ("facts_copy__trouble", "facts_copy__num_to_match", "-name", "-pk")
_OUTCOMES = {RunStatus.DONE: ("Done", "good"), RunStatus.FAILED: ("Failed", "bad")}


class FactColumn(tables.Column):
    """A fact of the school: the table shows it as it is now, and sorts by its copy."""

    def __init__(self, fact: str, **extra: Any) -> None:
        order_by = (f"facts_copy__{fact}", "name", "pk")
        super().__init__(accessor="pk", empty_values=(), order_by=order_by, **extra)


class SchoolsTable(PortalTable):
    """A row for each school: its name, and what needs a look."""

    caption = "Schools"
    unfitting_text = "No school is like that. Try a part of the name, or the DfE number."
    page_of_school = "autoupdate:school"

    name = tables.Column(
        verbose_name="School", order_by=("name", "pk"), attrs={"td": {"class": "uso-school"}}
    )
    trouble = tables.Column(verbose_name="What needs a look", accessor="pk", order_by=WORST)

    class Meta(PortalTable.Meta):
        empty_text = "There is no school for you to see yet."
        order_by = "-trouble"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.now = timezone.now()
        self._addresses: dict[str, RowAddress] = {}
        super().__init__(*args, **kwargs)

    def url(self, name: str, school: Any) -> str:
        """The address of a page of the school, looked up once for all schools."""
        if name not in self._addresses:
            self._addresses[name] = RowAddress(name)
        return self._addresses[name].of(school.pk)

    @cached_property
    def _facts(self) -> Mapping[int, Any]:
        """The facts of the schools in view as they are now, read once for all of them."""
        return facts_of([row.record.pk for row in self.paginated_rows], now=self.now)

    def facts(self, school: Any) -> Any:
        """The facts of the school as they are now."""
        return self._facts.get(school.pk, NOTHING_KNOWN)

    def render_name(self, record: Any) -> SafeString:
        """The name as a link, with the number that tells two schools of one name apart."""
        facts = self.facts(record)
        return format_html(
            '<a class="govuk-link" href="{}">{}</a><br>'
            '<span class="uso-small uso-muted">{}/{}, {}</span>',
            self.url(self.page_of_school, record),
            record.name,
            facts.authority_code,
            record.establishment,
            facts.authority_name,
        )

    def value_name(self, value: str) -> str:
        """The name, for downloads."""
        return value

    def render_trouble(self, record: Any) -> SafeString:
        """A tag for each kind of trouble."""
        told = [tag(each.label, each.tone) for each in troubles_of(self.facts(record))]
        return SafeString(" ".join(told) or "–")

    def value_trouble(self, record: Any) -> str:
        """The troubles' names, for downloads."""
        return ", ".join(each.label for each in troubles_of(self.facts(record)))

    def render_product(self, record: Any) -> str:
        """The MIS's name."""
        product = self.facts(record).product
        return str(MisProduct(product).label) if product else "None chosen"


class WorkTable(SchoolsTable):
    """With what waits for the school, and what the last processing came to."""

    num_to_match = FactColumn("num_to_match", verbose_name="To match", attrs=NUMBER)
    num_held = FactColumn("num_held", verbose_name="Removals held", attrs=NUMBER)
    num_left = tables.Column(
        verbose_name="Left last time",
        accessor="pk",
        empty_values=(),
        orderable=False,
        attrs=NUMBER,
    )
    last_processed_at = FactColumn("last_processed_at", verbose_name="Last processed")
    product = FactColumn("product", verbose_name="MIS")

    class Meta(SchoolsTable.Meta):
        sequence: tuple[str, ...] = ("name", "trouble", "...")

    def render_num_to_match(self, record: Any) -> str:
        """How many people require matching."""
        return f"{self.facts(record).num_to_match or 0:,}"

    def render_num_held(self, record: Any) -> str:
        """How many removals wait for a person."""
        return f"{self.facts(record).num_held or 0:,}"

    def render_num_left(self, record: Any) -> str:
        """How many people the last run ended the association of."""
        run = self._last_runs.get(self.facts(record).last_run_id)
        return "–" if run is None else f"{runs.num_left(run):,}"

    def render_last_processed_at(self, record: Any) -> SafeString:
        """How the last run ended, and when one was done."""
        facts = self.facts(record)
        if facts.last_run_status not in _OUTCOMES:
            return SafeString("Never")
        words, tone = _OUTCOMES[RunStatus(facts.last_run_status)]
        at = facts.last_processed_at
        when = moment(at, now=self.now) if at else "Nothing processed yet"
        return format_html("{}<br>{}", tag(words, tone), when)

    def value_last_processed_at(self, record: Any) -> str:
        """The moment, for downloads."""
        return moment_value(self.facts(record).last_processed_at)

    @cached_property
    def _last_runs(self) -> dict[int, ProcessingRun]:
        """The last runs of the schools in view, read once for all of them."""
        ids = [each.last_run_id for each in self._facts.values()]
        last = ProcessingRun.objects.order_by().filter(pk__in=ids)
        return {each.pk: each for each in last.only("counts")}
