"""The four lists of a change of MIS, each with filters, pages and a download."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

import django_filters
import django_tables2 as tables
from django.db.models import Case, CharField, QuerySet, Value, When
from django.urls import reverse
from django.utils.safestring import SafeString

from accounts.models import AccountKind
from accounts.permissions import Permission, can
from accounts.queries.names import has_words
from accounts.tables import DayColumn, PortalTable, SelectColumn
from accounts.views.lists import ListMixin
from accounts.words import HEADINGS, place_words
from autoupdate.queries import changes
from autoupdate.queries.changes import SPARED_WORDS, Missing
from autoupdate.views.change_result import LISTS, ResultPage
from autoupdate.views.results_pages import person_cell
from autoupdate.views.words import plural
from matching.models import Link, LinkMade, MisPerson

_KINDS = [(kind, HEADINGS[kind]) for kind in (AccountKind.STAFF, AccountKind.STUDENT)]
#: What becomes of somebody who is missing: "" in the column means that they go.
GOES, KEPT, SPARED = "goes", "kept", "spared"


class LinkFilters(django_filters.FilterSet):
    """By name or username, by kind."""

    q = django_filters.CharFilter(label="Name or username", method="by_name")
    kind = django_filters.ChoiceFilter(
        label="Who", empty_label="Everybody", choices=_KINDS, field_name="account__kind"
    )

    def by_name(self, links: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Those whose names or username have all the words."""
        return links.filter(has_words(value, of="account__", also=("account__username",)))


class RelinkedFilters(LinkFilters):
    """The same, and by how."""

    made = django_filters.ChoiceFilter(
        label="How", empty_label="Any way", choices=LinkMade.choices, field_name="made"
    )


class MissingFilters(LinkFilters):
    """The same, and by what becomes of them."""

    fate = django_filters.ChoiceFilter(
        label="When confirmed",
        empty_label="Anything",
        choices=[(GOES, "Leaves"), (KEPT, "Kept by you"), (SPARED, "Kept by itself")],
        field_name="fate",
    )


class PersonFilters(django_filters.FilterSet):
    """By name, by kind."""

    q = django_filters.CharFilter(label="Name", method="by_name")
    kind = django_filters.ChoiceFilter(label="Who", empty_label="Everybody", choices=_KINDS)

    def by_name(self, people: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Those whose names have all the words."""
        return people.filter(has_words(value))


class ChangeTable(PortalTable):
    """What the tables share: the school whose pages a name leads to."""

    class Meta(PortalTable.Meta):
        empty_text = "Nobody is on this list."

    def __init__(self, *args: Any, school_id: int, caption: str, **kwargs: Any) -> None:
        self.school_id = school_id
        super().__init__(*args, **kwargs)
        self.caption = caption


class LinkTable(ChangeTable):
    """A row for each link, with its account."""

    name = tables.Column(
        verbose_name="Name",
        accessor="mis_person__display_name",
        order_by=("account__legal_surname", "account__legal_forename", "pk"),
    )
    username = tables.Column(verbose_name="Username", accessor="account__username")
    place = tables.Column(verbose_name="Place", empty_values=(), orderable=False)

    class Meta(ChangeTable.Meta):
        pass

    def render_name(self, record: Link) -> SafeString:
        """The name, leading to the account."""
        url = reverse("autoupdate:account", args=[self.school_id, record.account_id])
        return person_cell(record.mis_person.display_name, url=url)

    def value_name(self, record: Link) -> str:
        """The name, for downloads."""
        return record.mis_person.display_name

    def render_place(self, record: Link) -> str:
        """Year and class, or role."""
        return place_words(record.mis_person) or "–"


class HowTable(LinkTable):
    """The same, with how the link came to be."""

    made = tables.Column(verbose_name="How")

    class Meta(LinkTable.Meta):
        pass


class MissingTable(LinkTable):
    """Those who are missing; boxes for those who may keep them."""

    chosen = SelectColumn(accessor="account_id", describe=lambda row: row.mis_person.display_name)
    last_seen = DayColumn(verbose_name="Last seen", accessor="pk", orderable=False)
    fate = tables.Column(
        verbose_name="When confirmed", empty_values=(), order_by=("fate", "account__legal_surname")
    )

    class Meta(LinkTable.Meta):
        sequence = ("chosen", "name", "username", "place", "last_seen", "fate")

    def __init__(self, *args: Any, missing: Missing, seen: dict[str, Any], **kwargs: Any) -> None:
        self.missing, self.seen = missing, seen
        super().__init__(*args, **kwargs)

    def _seen(self, record: Link) -> Any:
        return record.mis_person.absent_since or self.seen.get(record.account.kind)

    def render_last_seen(self, record: Link) -> Any:
        """When the former MIS last sent them."""
        seen = self._seen(record)
        return DayColumn.render(self.columns["last_seen"].column, seen) if seen else "–"

    def value_last_seen(self, record: Link) -> str:
        """The day, for downloads."""
        seen = self._seen(record)
        return str(DayColumn.value(self.columns["last_seen"].column, seen)) if seen else ""

    def render_fate(self, record: Link) -> str:
        """Whether they go, and if not, why."""
        kept = self.missing.kept.get(record.account_id)
        if kept:
            return f"Kept: {kept}"
        spared = self.missing.spared.get(record.account_id)
        if spared is None:
            return "Leaves"
        mis = self.missing.change.after.get_product_display()
        return f"Kept: {SPARED_WORDS[spared].format(mis=mis)}"


class ToMatchTable(ChangeTable):
    """People of the new MIS about whom somebody decides."""

    name = tables.Column(
        verbose_name="Name",
        accessor="display_name",
        order_by=("legal_surname", "legal_forename", "pk"),
    )
    place = tables.Column(verbose_name="Place", empty_values=(), orderable=False)
    num_offers = tables.Column(verbose_name="Compare with")

    class Meta(ChangeTable.Meta):
        pass

    def render_name(self, record: MisPerson) -> SafeString:
        """The name, leading to where it is decided."""
        url = reverse("matching:person", args=[self.school_id, record.pk])
        return person_cell(record.display_name, url=url)

    def value_name(self, record: MisPerson) -> str:
        """The name, for downloads."""
        return record.display_name

    def render_place(self, record: MisPerson) -> str:
        """Year and class, or role."""
        return place_words(record) or "–"

    def render_num_offers(self, value: int) -> str:
        """How many accounts."""
        return plural(value, "account")


class ChangeList(ListMixin, ResultPage):
    """One list of one change. Set ``name``, a key of LISTS."""

    template_name = "autoupdate/changes/list.html"
    name: ClassVar[str]

    @property
    def heading(self) -> str:
        """What the list is called."""
        return LISTS[self.name][0].format(after=self.after)

    def get_download_name(self) -> str:
        """The name of the download."""
        return f"{self.name.replace('_', '-')}-{self.change.pk}"

    def table_options(self) -> dict[str, Any]:
        """The table's heading and where its names lead."""
        return {"school_id": self.school.pk, "caption": self.heading}

    def crumbs(self) -> list[dict[str, str]]:
        """By way of the change."""
        label = f"Change from {self.before} to {self.after}"
        return [*super().crumbs(), {"label": label, "url": self.url("change")}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what is in it."""
        lead = LISTS[self.name][1].format(before=self.before, after=self.after)
        return super().get_context_data(**{"heading": self.heading, "lead": lead, **kwargs})


class RelinkedPage(ChangeList):
    """Whoever was recognised."""

    name = "change_relinked"
    table_class = HowTable
    filterset_class = RelinkedFilters

    def get_rows(self) -> QuerySet[Any]:
        """By name."""
        return _by_name(changes.relinked(self.change))


class NewPage(ChangeList):
    """Whoever is new."""

    name = "change_new"
    table_class = HowTable
    filterset_class = RelinkedFilters

    def get_rows(self) -> QuerySet[Any]:
        """By name."""
        return _by_name(changes.arrived(self.change))


class ToMatchPage(ChangeList):
    """Whoever requires matching."""

    name = "change_to_match"
    table_class = ToMatchTable
    filterset_class = PersonFilters

    def get_rows(self) -> QuerySet[Any]:
        """By name."""
        rows: QuerySet[Any] = changes.to_match(self.change).order_by(
            "legal_surname", "legal_forename", "pk"
        )
        return rows


class MissingPage(ChangeList):
    """Whoever is missing, and what becomes of them."""

    name = "change_missing"
    table_class = MissingTable
    filterset_class = MissingFilters
    template_name = "autoupdate/changes/missing.html"

    @cached_property
    def missing(self) -> Missing:
        """Everybody who is missing."""
        return changes.missing(self.change)

    @property
    def may_keep(self) -> bool:
        """Whether the boxes and buttons are shown."""
        return self.change.is_waiting and can(self.by, Permission.CHANGE_MIS, self.school)

    def get_rows(self) -> QuerySet[Any]:
        """By name; with what becomes of them, for filter and order."""
        links = changes.unlinked(self.change).filter(pk__in=[e.pk for e in self.missing.links])
        fate = Case(
            When(account__in=list(self.missing.kept), then=Value(KEPT)),
            When(account__in=list(self.missing.spared), then=Value(SPARED)),
            default=Value(GOES),
            output_field=CharField(),
        )
        return _by_name(links.annotate(fate=fate))

    def table_options(self) -> dict[str, Any]:
        """No boxes where nothing could be done with them, nor in a download."""
        has_boxes = self.may_keep and self.request.GET.get("download") != "csv"
        return super().table_options() | {
            "missing": self.missing,
            "seen": changes.last_seen(self.change),
            "exclude": () if has_boxes else ("chosen",),
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add where the chosen rows go."""
        shown = {
            "may_keep": self.may_keep,
            "keep_url": self.url("change_keep"),
            "actions": [
                {"label": "Keep their accounts", "name": "do", "value": "keep"},
                {
                    "label": "Do not keep them",
                    "name": "do",
                    "value": "stop",
                    "kind": "secondary",
                },
            ],
        }
        return super().get_context_data(**{**shown, **kwargs})


def _by_name(links: QuerySet[Any]) -> QuerySet[Any]:
    return links.order_by("account__legal_surname", "account__legal_forename", "pk")
