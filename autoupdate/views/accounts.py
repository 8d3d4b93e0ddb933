"""The accounts of a school: the list, found by name or username, and the page of one account."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import django_filters
import django_tables2 as tables
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.generic.base import TemplateResponseMixin

from accounts.models import School, SchoolAssociation, UsoAccount
from accounts.permissions import Permission, can, schools_of
from accounts.queries.names import has_words
from accounts.tables import PortalTable, TagColumn
from accounts.views.lists import ListMixin
from accounts.words import HEADINGS, YEARS, place_words, year_rank
from autoupdate.queries import accounts as found
from autoupdate.views.account_words import happened, latest_move, link_row, place_row, summary
from autoupdate.views.mis_pages import MisPage
from autoupdate.views.results_pages import person_cell

STATES: dict[str, tuple[str, str]] = {
    "mis": ("From the MIS", "good"),
    "hand": ("By hand", "info"),
    "elsewhere": ("At another school", "neutral"),
    "unallocated": ("Unallocated", "warn"),
}


class AccountFilters(django_filters.FilterSet):
    """By name or username, kind, state and year."""

    q = django_filters.CharFilter(label="Name or username", method="by_name")
    kind = django_filters.ChoiceFilter(
        label="Who",
        empty_label="Everybody",
        field_name="account__kind",
        choices=list(HEADINGS.items()),
    )
    state = django_filters.ChoiceFilter(
        label="State",
        empty_label="Any",
        choices=[(name, words) for name, (words, _) in STATES.items()],
    )
    year_group = django_filters.ChoiceFilter(
        label="Year", empty_label="Any year", choices=list(YEARS.items())
    )

    def by_name(self, places: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Those whose names or username have all the words."""
        return places.filter(has_words(value, of="account__", also=("account__username",)))


class AccountTable(PortalTable):
    """A row for each account."""

    caption = "USO accounts"

    name = tables.Column(
        verbose_name="Name",
        accessor="account__display_name",
        order_by=("account__legal_surname", "account__legal_forename", "pk"),
    )
    username = tables.Column(verbose_name="Username", accessor="account__username")
    kind = tables.Column(verbose_name="Who", accessor="account__kind")
    place = tables.Column(
        verbose_name="Place", empty_values=(), order_by=("year", "reg_group", "job_title", "pk")
    )
    state = TagColumn(verbose_name="State", tones=STATES)
    latest_move_at = tables.Column(
        verbose_name="Latest move or create", accessor="account__latest_move_at"
    )

    class Meta(PortalTable.Meta):
        empty_text = "No account is like that."

    def __init__(self, *args: Any, school: School, **kwargs: Any) -> None:
        self.school = school
        super().__init__(*args, **kwargs)

    def render_name(self, record: SchoolAssociation) -> SafeString:
        """The name, leading to the account."""
        url = reverse("autoupdate:account", args=[self.school.pk, record.account_id])
        return person_cell(record.account.display_name, url=url)

    def value_name(self, record: SchoolAssociation) -> str:
        """The name, for downloads."""
        return record.account.display_name

    def render_kind(self, record: SchoolAssociation) -> str:
        """Staff or Pupils."""
        return HEADINGS[record.account.kind]

    def render_place(self, record: SchoolAssociation) -> str:
        """Year and class, or role."""
        return place_words(record) or "–"

    def render_latest_move_at(self, record: SchoolAssociation) -> str:
        """``Created 12 September 2026``."""
        return latest_move(record.account)


class AccountsPage(ListMixin, MisPage):
    """Every account that the school holds or held."""

    permission = Permission.SEE_ACCOUNTS
    table_class = AccountTable
    filterset_class = AccountFilters
    template_name = "autoupdate/accounts/list.html"
    download_name = "accounts"

    def get_rows(self) -> QuerySet[Any]:
        """By name."""
        known = found.associations_of(self.school).annotate(year=year_rank())
        rows: QuerySet[Any] = known.order_by(
            "account__legal_surname", "account__legal_forename", "pk"
        )
        return rows

    def table_options(self) -> dict[str, Any]:
        """Names lead to pages of this school."""
        return {"school": self.school}


class AccountPage(TemplateResponseMixin, MisPage):
    """One account that the school holds or held, with everything the reader may know of it."""

    permission = Permission.SEE_ACCOUNTS
    template_name = "autoupdate/accounts/page.html"
    per_page = 25

    @cached_property
    def account(self) -> UsoAccount:
        """The account, or 404 where the school never had it."""
        accounts = UsoAccount.objects.select_related("local_authority")
        ours = SchoolAssociation.objects.filter(school=self.school)
        return get_object_or_404(
            accounts.filter(pk__in=ours.values("account")), pk=self.kwargs["account_id"]
        )

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Show the page."""
        return self.render_to_response(self.get_context_data())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add who it is, where it is held, where its data come from and what happened."""
        account, schools = self.account, schools_of(self.by)
        history = Paginator(found.history_of(account, schools=schools), self.per_page)
        page = history.get_page(self.request.GET.get("page"))
        places = found.places_of(account, schools=schools)
        gone = places.was_let_go_by(self.school)
        shown = {
            "account": account,
            "summary": summary(account),
            "places": [place_row(each) for each in places.seen],
            "num_elsewhere": places.num_elsewhere,
            "links": [link_row(each) for each in found.links_of(account, schools=schools)],
            "page_obj": page,
            "events": [happened(at, row) for at, row in found.read(list(page))],
            "may_restore": gone and can(self.by, Permission.RESTORE_ACCOUNTS, self.school),
            "is_gone": gone,
            "restore_url": reverse("autoupdate:restore", args=[self.school.pk, account.kind]),
            "breadcrumbs": [
                {
                    "label": "User list",
                    "url": reverse("autoupdate:accounts", args=[self.school.pk]),
                }
            ],
        }
        return super().get_context_data(**{**shown, **kwargs})
