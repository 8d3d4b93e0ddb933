"""The Service Desk's queue of cases of all schools: filtered, searched, sorted by age."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When

from accounts.models import School
from accounts.queries.schools import named
from accounts.views.lists import ListMixin
from autoupdate.casework import kinds as case_kinds
from autoupdate.models import CaseMessage, CaseState
from autoupdate.queries.cases import TURNS, all_cases, desk_people
from autoupdate.views.case_tables import DeskCaseTable
from autoupdate.views.desk_pages import DeskPage

EVERY, NOBODY, MINE = "all", "nobody", "me"
#: Whose turn comes first in the queue.
_TURN = Case(
    When(state=CaseState.WITH_DESK, then=Value(0)),
    When(state=CaseState.WITH_SCHOOL, then=Value(1)),
    default=Value(2),
    output_field=IntegerField(),
)

#: What the list shows of a case: what was typed into it, sealed or not, is left where it is.
_SHOWN = (
    *("subject", "state", "state_at", "raised_at"),
    *("school__name", "school__establishment", "school__local_authority__code"),
    *("assigned_to__username", "assigned_to__first_name", "assigned_to__last_name"),
)


class DeskCaseFilters(django_filters.FilterSet):
    """By words, school, whose turn it is, kind, and who looks after it."""

    q = django_filters.CharFilter(label="Number or words", method="by_words")
    school = django_filters.CharFilter(label="School or DfE number", method="by_school")
    state = django_filters.ChoiceFilter(
        label="Whose turn it is",
        empty_label="Anybody’s (open)",
        choices=[
            *((state.value, words) for state, (_, words, _) in TURNS.items()),
            (EVERY, "All, resolved too"),
        ],
        method="by_state",
    )
    kind = django_filters.ChoiceFilter(
        label="About",
        empty_label="Anything",
        choices=[(each.code, each.subject or each.choice) for each in case_kinds.KINDS],
        method="by_kind",
    )
    assigned = django_filters.ChoiceFilter(
        label="Looked after by", empty_label="Anybody", method="by_assigned"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = [(str(each.pk), str(each)) for each in desk_people()]
        self.filters["assigned"].extra["choices"] = [(MINE, "Me"), (NOBODY, "Nobody"), *people]

    @property
    def qs(self) -> QuerySet[Any]:
        """What is open, unless a state is asked for."""
        is_asked = self.is_bound and self.form.is_valid() and self.form.cleaned_data["state"]
        rows: QuerySet[Any] = super().qs
        return rows if is_asked else rows.exclude(state=CaseState.RESOLVED)

    def by_words(self, cases: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Cases of that number, or with the words in their name or their conversation."""
        words = value.strip()
        said = CaseMessage.objects.filter(case=OuterRef("pk"), text__icontains=words)
        found = Q(subject__icontains=words) | Q(Exists(said))
        digits = words.lower().removeprefix("case").strip()
        if digits.isdecimal() and len(digits) < 10:
            found |= Q(pk=int(digits))
        return cases.filter(found)

    def by_school(self, cases: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Cases of schools with all the words in their name, or of that number."""
        return cases.filter(school__in=named(School.objects.all(), value))

    def by_state(self, cases: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Cases in that state, or in any."""
        return cases if value == EVERY else cases.filter(state=value)

    def by_kind(self, cases: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Cases of that kind."""
        kind = case_kinds.kind(value)
        return cases.filter(kind=kind.kind, product=kind.product)

    def by_assigned(self, cases: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Cases that somebody, or nobody, looks after."""
        if value == NOBODY:
            return cases.filter(assigned_to__isnull=True)
        return cases.filter(assigned_to=self.request.user.pk if value == MINE else int(value))


class DeskCasesPage(ListMixin, DeskPage):
    """Every case there is, those first that have waited longest for the desk."""

    table_class = DeskCaseTable
    filterset_class = DeskCaseFilters
    template_name = "autoupdate/desk/cases.html"
    download_name = "cases"

    def get_rows(self) -> QuerySet[Any]:
        """All of them, the desk's turn first, and of each those that have waited longest."""
        known = all_cases().only(*_SHOWN).annotate(turn=_TURN)
        return known.order_by("turn", "state_at", "pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add whether nothing is open and nothing was asked for."""
        is_clear = not self.request.GET and not len(kwargs["table"].rows)
        return super().get_context_data(**{"is_clear": is_clear, **kwargs})
