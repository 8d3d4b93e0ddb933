"""What pages over many schools have in common: the copy of the facts, states, and how many.

Constant queries and a constant time, however many schools there are.
"""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from accounts.permissions import schools_of
from accounts.views.lists import ListMixin
from accounts.views.pages import SignedInPage
from autoupdate.queries import facts
from autoupdate.queries.school_states import STATES, num_in_states
from autoupdate.queries.trouble import by_trouble
from autoupdate.views.school_filters import SchoolFilters


class SchoolsListPage(ListMixin, SignedInPage):
    """Every school that the person reaches, the worst first."""

    filterset_class = SchoolFilters
    #: A row says a lot about its school.
    per_page = 25

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Show them by facts that are fresh enough."""
        facts.refresh()
        return super().get(request, *args, **kwargs)

    def get_rows(self) -> QuerySet[Any]:
        """The schools, the worst first."""
        return by_trouble(schools_of(self.by))


def state_tiles(user: Any, *, url: str) -> list[dict[str, Any]]:
    """How many of somebody's schools are in each state; each tile leads to them at ``url``."""
    told = num_in_states(schools_of(user))
    return [
        {
            "value": told[name],
            "label": state.label,
            "hint": state.hint,
            "tone": state.tone if told[name] else "neutral",
            "url": f"{url}?state={name}",
        }
        for name, state in STATES.items()
    ]
