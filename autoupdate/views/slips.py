"""Username slips: whom they are for, a page to print, and the same as CSV.

There are no passwords here: a slip says where to get one. It works nothing out itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import django_filters
from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.generic.base import TemplateResponseMixin

from accounts.downloads import csv_response
from accounts.model_choices import FewField, FewFilter
from accounts.models import AccountKind, School, SchoolAssociation
from accounts.permissions import Permission
from accounts.tables import DayColumn
from accounts.views.lists import ListMixin
from accounts.words import HEADINGS, YEARS, place_words, year_words
from autoupdate.actions.slips import Form, note_slips
from autoupdate.models import Group
from autoupdate.queries.slips import MOST, groups_of, held_by, made_last, members_of
from autoupdate.views.account_rows import AccountRowFilters, AccountRowTable
from autoupdate.views.mis_pages import MisPage
from autoupdate.views.restoring import chosen_ids

ACTIONS = (
    {"label": "Slips to print", "name": "do", "value": "print"},
    {"label": "CSV", "name": "do", "value": "csv", "kind": "secondary"},
)
#: Kind → what a slip says of the password, which it does not hold.
PASSWORDS: Mapping[str, str] = {
    AccountKind.STAFF: "There is no password on this slip. Your school’s Nominated Contact gives "
    "you one.",
    AccountKind.STUDENT: "There is no password on this slip. Your teacher gives you one.",
}
HEADER = ("Name", "Username", "Who", "Year", "Class", "Role", "School")


def _groups(request: HttpRequest | None) -> QuerySet[Group]:
    school = getattr(request, "school", None)
    return groups_of(school) if school else Group.objects.none()


class GroupField(FewField):
    """A class and a registration group often have one name: the kind tells them apart."""

    def label_from_instance(self, group: Group) -> str:
        """``4A, registration group``."""
        return f"{group.name}, {group.get_kind_display().lower()}"


class GroupFilter(FewFilter):
    """One of the school's groups."""

    field_class = GroupField


class SlipFilters(AccountRowFilters):
    """By name or username, by what is new, by year, class and group."""

    new = django_filters.ChoiceFilter(
        label="New",
        empty_label="Everybody",
        choices=[("last_run", "Created by the last processing")],
        method="by_last_run",
    )
    since = django_filters.DateFilter(
        label="Here since",
        field_name="started_at",
        lookup_expr="date__gte",
        widget=forms.DateInput(attrs={"type": "date", "class": "govuk-input--width-10"}),
        error_messages={"invalid": "Enter a date, such as 12/09/2026"},
    )
    kind = django_filters.ChoiceFilter(
        label="Who",
        empty_label="Staff and pupils",
        field_name="account__kind",
        choices=list(HEADINGS.items()),
    )
    year_group = django_filters.ChoiceFilter(
        label="Year", empty_label="Any year", choices=list(YEARS.items())
    )
    reg_group = django_filters.CharFilter(label="Class", lookup_expr="iexact")
    group = GroupFilter(label="Group", empty_label="Any group", queryset=_groups, method="by_group")

    def by_last_run(self, held: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Those whose account the last processing made."""
        return made_last(held, school=self.request.school)

    def by_group(self, held: QuerySet[Any], name: str, value: Group) -> QuerySet[Any]:
        """Those in the group."""
        return members_of(held, value)


class SlipTable(AccountRowTable):
    """A row for each account."""

    caption = "People"

    started_at = DayColumn(verbose_name="Here since")


class SlipsPage(ListMixin, MisPage):
    """Whom slips are for: tick some, or take all of the list."""

    permission = Permission.PRINT_SLIPS
    table_class = SlipTable
    filterset_class = SlipFilters
    template_name = "autoupdate/slips/list.html"
    per_page = 100

    def get_rows(self) -> QuerySet[Any]:
        """Everybody, by year, class and name."""
        return held_by(self.school)

    def table_options(self) -> dict[str, Any]:
        """Names lead to pages of this school."""
        return {"school": self.school}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add where slips are made, for the ticked rows and for all that the filters leave."""
        query = self.request.GET.copy()
        query.pop("page", None)
        made = reverse("autoupdate:slips_made", args=[self.school.pk])
        users = reverse("autoupdate:accounts", args=[self.school.pk])
        shown = {
            "made_url": f"{made}?{query.urlencode()}",
            "actions": ACTIONS,
            "breadcrumbs": [{"label": "User list", "url": users}],
        }
        return super().get_context_data(**{**shown, **kwargs})


class SlipsMadePage(TemplateResponseMixin, MisPage):
    """The slips, of the ticked rows or of all that the address filters."""

    permission = Permission.PRINT_SLIPS
    template_name = "autoupdate/slips/print.html"

    @property
    def list_url(self) -> str:
        """The list they were made from, filtered alike."""
        url = reverse("autoupdate:slips", args=[self.school.pk])
        query = self.request.GET.urlencode()
        return f"{url}?{query}" if query else url

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Slips are made by a button, so that each time can be written down."""
        return redirect(self.list_url)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Make them, on a page or as CSV."""
        held = self._chosen()
        if not held:
            messages.warning(request, "Tick the people first, or take all of the list.")
            return redirect(self.list_url)
        if len(held) > MOST:
            messages.warning(
                request, f"These are more than {MOST:,} slips. Choose a year or a class."
            )
            return redirect(self.list_url)
        is_csv = request.POST.get("do") == "csv"
        ids = [each.account_id for each in held]
        note_slips(ids, school=self.school, form=Form.CSV if is_csv else Form.PAGE, by=self.by)
        if is_csv:
            return csv_response(_lines(held, self.school), filename="usernames.csv")
        return self.render_to_response(self.get_context_data(slips=list(_slips(held))))

    def _chosen(self) -> list[SchoolAssociation]:
        everybody = held_by(self.school)
        if "all" in self.request.POST:
            filtered = SlipFilters(self.request.GET, queryset=everybody, request=self.request)
            return list(filtered.qs[: MOST + 1])
        return list(everybody.filter(account__in=chosen_ids(self.request)))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the way back."""
        return super().get_context_data(**{"list_url": self.list_url, **kwargs})


def _slips(held: Iterable[SchoolAssociation]) -> Iterator[dict[str, str]]:
    for each in held:
        yield {
            "name": each.account.display_name,
            "place": place_words(each),
            "username": each.account.username,
            "password": PASSWORDS[each.account.kind],
        }


def _lines(held: Iterable[SchoolAssociation], school: School) -> Iterator[tuple[str, ...]]:
    yield HEADER
    for each in held:
        who = HEADINGS[each.account.kind]
        place = (year_words(each.year_group), each.reg_group, each.job_title)
        yield (each.account.display_name, each.account.username, who, *place, school.name)
