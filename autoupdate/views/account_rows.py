"""What every list of a school's accounts shows of each, with a box to tick, and its search.

A row is an association with its account, with ``year`` to sort by. What else a list tells of them
is its own.
"""

from __future__ import annotations

from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import QuerySet
from django.utils.safestring import SafeString

from accounts.dates import NEVER
from accounts.models import School
from accounts.queries.names import has_words
from accounts.tables import PortalTable, RowAddress, SelectColumn
from accounts.words import WHO, place_words
from autoupdate.views.results_pages import person_cell


class AccountRowFilters(django_filters.FilterSet):
    """By name or username."""

    q = django_filters.CharFilter(label="Name or username", method="by_name")

    def by_name(self, held: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Those whose names or username have all the words."""
        return held.filter(has_words(value, of="account__", also=("account__username",)))


class AccountRowTable(PortalTable):
    """Who, their username and their place; names lead to ``page_of_account``."""

    page_of_account = "autoupdate:account"

    chosen = SelectColumn(accessor="account_id", describe=lambda row: row.account.display_name)
    name = tables.Column(
        verbose_name="Name",
        accessor="account__display_name",
        order_by=("account__legal_surname", "account__legal_forename", "pk"),
    )
    username = tables.Column(verbose_name="Username", accessor="account__username")
    place = tables.Column(
        verbose_name="Place", empty_values=(), order_by=("year", "reg_group", "job_title", "pk")
    )

    class Meta(PortalTable.Meta):
        empty_text = "Nobody is on this list."

    def __init__(self, *args: Any, school: School, **kwargs: Any) -> None:
        self.school = school
        self.address = RowAddress(self.page_of_account, school.pk)
        super().__init__(*args, **kwargs)

    def detail_of(self, record: Any) -> str:
        """What stands under the name: staff or pupil."""
        return WHO[record.account.kind]

    def render_name(self, record: Any) -> SafeString:
        """The name, as a link."""
        url = self.address.of(record.account_id)
        return person_cell(record.account.display_name, url=url, detail=self.detail_of(record))

    def value_name(self, record: Any) -> str:
        """The name, for downloads."""
        return str(record.account.display_name)

    def render_place(self, record: Any) -> str:
        """Year and class, or role."""
        return place_words(record) or NEVER
