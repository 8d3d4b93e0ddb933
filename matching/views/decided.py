"""What a school has decided about people, newest first, with a way to take each decision back.

It decides nothing.
"""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse

from accounts.permissions import Permission, can
from accounts.queries.names import has_plain_words
from accounts.tables import PortalTable
from accounts.views.lists import PeopleListPage
from accounts.words import HEADINGS
from matching.actions.undoing import undoable_among
from matching.models import Decision, MatchDecision
from matching.tables import DecidedTable


class DecidedFilters(django_filters.FilterSet):
    """By name or username, by kind of people, by what was decided."""

    q = django_filters.CharFilter(label="Name or username", method="by_name")
    kind = django_filters.ChoiceFilter(
        label="Who",
        empty_label="Everybody",
        field_name="mis_person__kind",
        choices=list(HEADINGS.items()),
    )
    decision = django_filters.ChoiceFilter(
        label="Decision", empty_label="Anything", choices=Decision.choices
    )

    def by_name(self, decided: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Those about people whose names, or about accounts whose username, have all the words."""
        return decided.filter(
            has_plain_words(value, of="mis_person__", also=("account__username",))
        )


class DecidedPage(PeopleListPage):
    """The list."""

    permission = Permission.SEE_RESULTS
    template_name = "matching/decided.html"
    table_class = DecidedTable
    filterset_class = DecidedFilters
    download_name = "decisions"

    def get_rows(self) -> QuerySet[Any]:
        """Every decision about people of the school, of whichever of its MISs."""
        decided = MatchDecision.objects.filter(mis_person__school_mis__school=self.school)
        return decided.select_related("mis_person", "account", "decided_by")

    def table_options(self) -> dict[str, Any]:
        """No way to take back for whoever may not decide, nor in a download."""
        may_undo = can(self.by, Permission.DECIDE_MATCHES, self.school)
        is_download = self.request.GET.get("download") == "csv"
        exclude = () if may_undo and not is_download else ("action",)
        return {"school_id": self.school.pk, "exclude": exclude}

    def _shown(self, table: PortalTable, filterset: Any) -> HttpResponse:
        people = {row.record.mis_person_id for row in table.paginated_rows}
        if isinstance(table, DecidedTable):
            table.undoable = undoable_among(people)
        return super()._shown(table, filterset)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the way back."""
        results = reverse("autoupdate:results", args=[self.school.pk])
        crumbs = [{"label": "Whole School Bulk Results", "url": results}]
        return super().get_context_data(**{"breadcrumbs": crumbs, **kwargs})
