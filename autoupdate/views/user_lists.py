"""What the user list of a school and the one across schools share. It knows neither's doors."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import patch_vary_headers

from accounts.actions.lists import note_download
from accounts.models import PortalUser, School
from accounts.queries.lists import chosen_columns, saved_filters
from accounts.queries.named import MOST
from accounts.tables import PortalTable
from accounts.views.in_order import InOrder
from accounts.views.lists import ListMixin, turn_to
from accounts.words import year_rank
from autoupdate.queries.accounts import with_mis_ids
from autoupdate.queries.user_list import Listed, with_upn
from autoupdate.views.user_filters import FIRST, FilterSet, filters_of
from autoupdate.views.user_tables import COLUMNS, AccountTable, PersonTable

LIST = "users"
_FOUND = "autoupdate/accounts/found.html"


class UserListMixin(ListMixin):
    """The list with its filters; while one types, the part of it that changes."""

    download_name = "accounts"
    per_page = 25
    #: Columns that make no sense here.
    left_out: ClassVar[tuple[str, ...]] = ()
    by: PortalUser

    @property
    def about(self) -> School | None:
        """The school the list is of, if it is one school's."""
        return None

    def listed(self) -> Listed | None:
        """Who is asked for; None: too little is asked to look."""
        raise NotImplementedError

    @property
    def may_see_upn(self) -> bool:
        """Whether the reader may see whole UPNs here."""
        raise NotImplementedError

    def schools_for_upn(self) -> QuerySet[School]:
        """Where the reader may look for a UPN."""
        raise NotImplementedError

    @cached_property
    def asked(self) -> FilterSet:
        """What is asked for."""
        return filters_of(self.request.GET)

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The columns the reader chose, of those there are for them."""
        chosen = chosen_columns(self.by, of_list=LIST)
        wanted = {name for name, usual in COLUMNS.items() if usual} if chosen is None else chosen
        return tuple(each for each in self.columns_there_are if each in wanted)

    @property
    def columns_there_are(self) -> tuple[str, ...]:
        """The columns to choose from."""
        return tuple(each for each in COLUMNS if each != "upn" or self.may_see_upn)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Show one page of the list, the part that changes, or send all of it."""
        found = self.listed()
        if found is None:
            return self._answer(None)
        table = self._sorted(found.rows)
        if request.GET.get("download") == "csv":
            return self._download(table)
        return self._shown_page(table, is_cut=found.is_cut)

    def _sorted(self, rows: QuerySet[Any]) -> PortalTable:
        if self.asked.asked.is_of_people:
            known, by_name = rows, ("legal_surname", "legal_forename", "pk")
        else:
            known = rows.annotate(year=year_rank())
            known = with_mis_ids(known) if "mis_id" in self.columns else known
            by_name = ("account__legal_surname", "account__legal_forename", "pk")
        return self._table(known.order_by(*by_name), order_by=self.request.GET.get("sort"))

    def _shown_page(self, table: PortalTable, *, is_cut: bool) -> HttpResponse:
        table.data.data = InOrder(table.data.data)
        turn_to(self.request.GET.get("page", "1"), of=table, per_page=self.per_page)
        if len(table.rows):
            query = self.request.GET.copy()
            query.pop("page", None)
            query["download"] = "csv"
            table.download_url = f"?{query.urlencode()}"
        return self._answer(table, is_cut=is_cut)

    def _table(self, rows: Any, *, order_by: str | None = None) -> PortalTable:
        left_out = [each for each in COLUMNS if each not in self.columns]
        if self.asked.asked.is_of_people:
            return PersonTable(rows, order_by=order_by, exclude=self.left_out)
        return AccountTable(rows, order_by=order_by, exclude=(*left_out, *self.left_out))

    def _download(self, table: PortalTable) -> StreamingHttpResponse:
        asked = dict(self.asked.form.cleaned_data.items())
        told = {name: str(value) for name, value in asked.items() if value}
        note_download(told, columns=self.columns, by=self.by, school=self.about)
        return super()._download(table)

    def _answer(self, table: PortalTable | None, *, is_cut: bool = False) -> HttpResponse:
        context = self.get_context_data(table=table, is_cut=is_cut, most=MOST)
        response = self.render_to_response(context)
        patch_vary_headers(response, ["HX-Request"])
        return response

    def get_template_names(self) -> list[str]:
        """The part that changes, for a page that has the rest."""
        is_part = getattr(self.request, "htmx", False)
        return [_FOUND] if is_part else [self.template_name or ""]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Find by UPN: never in an address, where it would be kept in logs and histories."""
        upn = "".join(request.POST.get("upn", "").split()).upper()
        schools = self.schools_for_upn()
        found = list(with_upn(upn, schools=schools)[:2]) if upn else []
        if len(found) == 1:
            return redirect("autoupdate:account", found[0].school_id, found[0].account_id)
        told = "Two accounts have that UPN. Search by name instead." if found else _NO_UPN
        messages.warning(request, told)
        return redirect(request.get_full_path())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the filters, what is saved, and the columns."""
        chosen = set(self.columns)
        labels = AccountTable.base_columns
        shown = {
            "filterset": self.asked,
            "first_fields": [self.asked.form[each] for each in FIRST],
            "more_fields": [each for each in self.asked.form if each.name not in FIRST],
            "is_part": bool(getattr(self.request, "htmx", False)),
            "saved": saved_filters(self.by),
            "columns": [
                {"name": each, "label": labels[each].verbose_name, "is_chosen": each in chosen}
                for each in self.columns_there_are
            ],
            "may_see_upn": self.may_see_upn,
            "list_url": self.request.path,
            "filters_url": reverse("autoupdate:saved_filters"),
            "columns_url": reverse("autoupdate:user_columns"),
        }
        return super().get_context_data(**{**shown, **kwargs})


_NO_UPN = "No account here has that UPN. Enter all 13 characters, as the MIS shows them."
