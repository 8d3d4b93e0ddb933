"""Staff not matched, Pupils not matched: everybody in the MIS who has no account, why, how long.

New accounts for many start here; the page that makes them is in ``creating``.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from accounts.dates import waited
from accounts.models import AccountKind
from accounts.permissions import Permission, can
from accounts.views.lists import ListMixin
from accounts.words import HEADINGS, PEOPLE, counted, year_rank
from autoupdate.connectors import registry
from autoupdate.queries.results import (
    WITHOUT_ACCOUNT,
    num_without_account,
    pressing,
    waiting_since,
    without_account,
)
from autoupdate.views.results_pages import ResultsPage
from autoupdate.views.waiting_table import (
    TAGS,
    StaffWaitingFilters,
    WaitingFilters,
    WaitingTable,
    may_be_chosen,
)
from matching.models import MisPerson, Standing
from matching.queries.queue import ORDERS, Wanted

#: The orders that are offered in words; the headings of the table offer the others.
_ORDERS = (("", "Longest waiting"), ("-reason", "Most likely"), ("name", "Name"))


class WaitingPage(ListMixin, ResultsPage):
    """One kind's list."""

    table_class = WaitingTable
    template_name = "autoupdate/results/not_matched.html"

    @property
    def kind(self) -> str:
        """The kind in the address."""
        return str(self.kwargs["kind"])

    @property
    def wanted(self) -> Wanted:
        """The filters and the order that go along to the pages about one person."""
        return Wanted.of(self.request.GET)

    def get_filterset_class(self) -> type[WaitingFilters]:
        """Years and classes are for pupils."""
        return StaffWaitingFilters if self.kind == AccountKind.STAFF else WaitingFilters

    def get_download_name(self) -> str:
        """The name of the download."""
        return f"{HEADINGS[self.kind].lower()}-not-matched"

    def get_rows(self) -> QuerySet[Any]:
        """Everybody of the kind without an account, those who can be matched first, and of those
        whoever has waited longest."""
        if self.school_mis is None:
            return MisPerson.objects.none()
        people = without_account(self.school_mis, kind=self.kind)
        ranked = people.annotate(year=year_rank(), pressing=pressing())
        rows: QuerySet[Any] = ranked.order_by("pressing", *ORDERS[""])
        return rows

    @cached_property
    def may_decide(self) -> bool:
        """Whether boxes and buttons are shown."""
        return can(self.by, Permission.DECIDE_MATCHES, self.school)

    def table_options(self) -> dict[str, Any]:
        """The reasons are worded for the school's MIS. No boxes in a download."""
        is_download = self.request.GET.get("download") == "csv"
        return {
            "school": self.school,
            "kind": self.kind,
            "mis": self.connector or registry.all()[0],
            "query": self.wanted.query,
            "exclude": ("chosen",) if is_download or not self.may_decide else (),
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add how many there are of each standing, how long they have waited, and the ways on."""
        numbers = num_without_account(self.school_mis) if self.school_mis else {}
        oldest = waiting_since(self.school_mis) if self.school_mis else {}
        one, many = PEOPLE[self.kind]
        shown = {
            "heading": f"{HEADINGS[self.kind]} not matched",
            "kind": self.kind,
            "tiles": [self._tile(standing, numbers, oldest) for standing in WITHOUT_ACCOUNT],
            "kinds": self._kinds(numbers),
            "orders": self._orders(),
            "one": one,
            "many": many,
            "create_url": self._create_url(),
            "actions": [
                {"label": "Create new accounts", "name": "", "value": "", "kind": "secondary"}
            ],
            "num_to_choose": self._leave_boxes_where_one_is(kwargs["table"]),
            **self._start(kwargs["filterset"]),
        }
        return super().get_context_data(**{**shown, **kwargs})

    def _tile(
        self, standing: Standing, numbers: dict[tuple[str, str], int], oldest: dict[str, Any]
    ) -> dict[str, Any]:
        number = numbers.get((self.kind, standing), 0)
        since = oldest.get(self.kind) if standing == Standing.REQUIRES_MATCHING else None
        return {
            "value": number,
            "label": TAGS[standing][0],
            "hint": f"The longest: {waited(since)}" if since else "",
            "tone": TAGS[standing][1] if number else "neutral",
            "url": f"?standing={standing}",
        }

    def _kinds(self, numbers: dict[tuple[str, str], int]) -> list[dict[str, Any]]:
        """Staff and pupils, with how many of each there are to match."""
        return [
            {
                "label": HEADINGS[kind],
                "number": numbers.get((kind, Standing.REQUIRES_MATCHING), 0),
                "url": reverse("autoupdate:not_matched", args=[self.school.pk, kind]),
                "is_current": kind == self.kind,
            }
            for kind in AccountKind
        ]

    def _orders(self) -> list[dict[str, Any]]:
        """The orders in words; each keeps the filters."""
        found = []
        for sort, words in _ORDERS:
            query = self.request.GET.copy()
            query.pop("page", None)
            query.pop("sort", None)
            if sort:
                query["sort"] = sort
            is_current = self.request.GET.get("sort", "") == sort
            url = f"?{query.urlencode()}" if query else self.request.path
            found.append({"label": words, "url": url, "is_current": is_current})
        return found

    def _create_url(self) -> str:
        page = reverse("autoupdate:create_many", args=[self.school.pk, self.kind])
        return page + self.wanted.query

    def _leave_boxes_where_one_is(self, table: WaitingTable) -> int:
        """How many of the rows on this page have a box; where none has, there is no column."""
        if not self.may_decide:
            return 0
        num_boxes = sum(may_be_chosen(row.record) for row in table.paginated_rows)
        if not num_boxes:
            table.columns.hide("chosen")
        return num_boxes

    def _start(self, filterset: WaitingFilters) -> dict[str, str]:
        """Where the queue as it is filtered begins, and how long it is."""
        asked = filterset.qs.filter(standing=Standing.REQUIRES_MATCHING)
        asked = asked.order_by(*ORDERS.get(self.wanted.sort, ORDERS[""]))
        ids = list(asked.values_list("pk", flat=True))
        if not ids:
            return {}
        url = reverse("matching:person", args=[self.school.pk, ids[0]]) + self.wanted.query
        verb = "Match" if self.may_decide else "Look at"
        return {"first_url": url, "start_label": f"{verb} {counted(len(ids), self.kind)}"}
