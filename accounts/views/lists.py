"""What every page with a table has in common: filters, sorting, pages of 50 and a CSV download.

Combine ``ListMixin`` with SignedInPage, or use ``SchoolListPage``. It knows no particular table.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, ClassVar

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.views.generic.base import ContextMixin, TemplateResponseMixin, View
from django_filters import FilterSet

from accounts.actions.lists import note_download
from accounts.downloads import csv_response
from accounts.tables import PortalTable
from accounts.views.pages import SchoolPage

#: How many rows of a download are in memory at once.
CHUNK = 2000


class ListMixin(TemplateResponseMixin, ContextMixin, View):
    """One table over a queryset. ``?download=csv`` sends all of it, filtered and sorted alike.

    Set ``table_class`` and ``template_name``; ``filterset_class`` (a django-filter FilterSet) for
    filters; ``download_name`` (without ``.csv``) for a download. Templates get ``table`` and
    ``filterset``.
    """

    table_class: ClassVar[type[PortalTable]]
    filterset_class: ClassVar[type[FilterSet] | None] = None
    per_page: ClassVar[int] = 50
    download_name: ClassVar[str] = ""

    def get_rows(self) -> QuerySet[Any]:
        """Return everything the table may show, before filters."""
        raise NotImplementedError

    def get_filterset_class(self) -> type[FilterSet] | None:
        """Return the filters, where they depend on the address."""
        return self.filterset_class

    def get_download_name(self) -> str:
        """Return the download's name without ``.csv``, where it depends on the address."""
        return self.download_name

    def table_options(self) -> dict[str, Any]:
        """Return what the table is made with besides its rows."""
        return {}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Show one page of the table, or send all of it."""
        filterset = self._filterset()
        rows = self.get_rows() if filterset is None else filterset.qs
        table = self._table(rows, order_by=request.GET.get("sort"))
        if self.get_download_name() and request.GET.get("download") == "csv":
            return self._download(table)
        turn_to(request.GET.get("page", "1"), of=table, per_page=self.per_page)
        return self._shown(table, filterset)

    def _shown(self, table: PortalTable, filterset: FilterSet | None) -> HttpResponse:
        if filterset is not None and any(map(self.request.GET.get, filterset.form.fields)):
            table.empty_text = table.unfitting_text
        if self.get_download_name() and len(table.rows):
            query = self.request.GET.copy()
            query.pop("page", None)
            query["download"] = "csv"
            table.download_url = f"?{query.urlencode()}"
        return self.render_to_response(self.get_context_data(table=table, filterset=filterset))

    def _filterset(self) -> FilterSet | None:
        filterset_class = self.get_filterset_class()
        if filterset_class is None:
            return None
        return filterset_class(
            self.request.GET or None, queryset=self.get_rows(), request=self.request
        )

    def _table(self, rows: Iterable[Any], *, order_by: str | None = None) -> PortalTable:
        # Without the request: a table that is given one sorts and counts its rows once more.
        return self.table_class(rows, order_by=order_by, **self.table_options())

    def _download(self, table: PortalTable) -> StreamingHttpResponse:
        rows = self._values(table.data.data)
        return csv_response(rows, filename=f"{self.get_download_name()}.csv")

    def _values(self, ordered: QuerySet[Any]) -> Iterator[list[Any]]:
        """The headings and every row as the columns word them, read in chunks."""
        yield next(self._table([]).as_values())
        records = ordered.iterator(chunk_size=CHUNK)
        while chunk := list(islice(records, CHUNK)):
            yield from islice(self._table(chunk).as_values(), 1, None)


def turn_to(asked: str, *, of: PortalTable, per_page: int) -> None:
    """Show the page that was asked for, or the nearest there is."""
    number = int(asked) if asked.isdecimal() else 1
    of.paginator = Paginator(of.rows, per_page)
    of.page = of.paginator.page(min(max(number, 1), of.paginator.num_pages))


class SchoolListPage(ListMixin, SchoolPage):
    """A page of one school with a table."""


class PeopleListPage(SchoolListPage):
    """A list of a school's people: that somebody takes it away as a file is written down."""

    def told_of_download(self) -> dict[str, str]:
        """Which list it is, and how it is filtered."""
        return {"list": self.get_download_name(), **self.request.GET.dict()}

    def _download(self, table: PortalTable) -> StreamingHttpResponse:
        columns = [each.name for each in table.columns]
        note_download(self.told_of_download(), columns=columns, by=self.by, school=self.school)
        return super()._download(table)
