"""In which states the schools are, for those who look after many: counted, and to filter by.

A school may be in several. It knows no page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from django.db.models import Count, Q, QuerySet


@dataclass(frozen=True, slots=True)
class SchoolState:
    """One state: its name in lists, what it means, its tone, and which schools are in it.

    ``condition`` is over the annotations of ``queries.trouble``.
    """

    label: str
    hint: str
    tone: str
    condition: Q


STATES: Mapping[str, SchoolState] = MappingProxyType(
    {
        "with_us": SchoolState(
            "Waiting on the Service Desk",
            "A case, a failed run, or an MIS that only it can put right",
            "bad",
            Q(num_with_desk__gt=0) | Q(has_failed=True) | Q(needs_desk=True),
        ),
        "failing": SchoolState(
            "Failing",
            "The last run failed, an upload was rejected, or the MIS cannot be read",
            "bad",
            Q(has_failed=True) | Q(is_rejected=True) | Q(needs_desk=True) | Q(needs_school=True),
        ),
        "held": SchoolState(
            "Held",
            "Removals, or a change of MIS, wait for a person to look",
            "wait",
            Q(is_held=True) | Q(is_changing=True),
        ),
        "silent": SchoolState(
            "Silent", "Nothing has come for longer than usual", "warn", Q(is_silent=True)
        ),
        "with_school": SchoolState(
            "Waiting on the school",
            "People to match, removals to look at, an answer to a case, or a new export",
            "info",
            Q(num_to_match__gt=0)
            | Q(is_held=True)
            | Q(is_changing=True)
            | Q(is_rejected=True)
            | Q(needs_school=True)
            | Q(num_with_school__gt=0),
        ),
        "unused": SchoolState(
            "Never set up",
            "No report is accepted, so nothing can come",
            "neutral",
            Q(is_unused=True),
        ),
    }
)


def num_in_states(schools: QuerySet[Any]) -> dict[str, int]:
    """State → how many of the schools (of ``with_trouble``) are in it, and ``all``. One query."""
    counts = {name: Count("pk", filter=state.condition) for name, state in STATES.items()}
    told: dict[str, int] = schools.order_by().aggregate(**counts, all=Count("pk"))
    return told
