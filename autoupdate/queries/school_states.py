"""In which states the schools are, for those who look after many: counted, and to filter by.

A school may be in several. It knows no page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.core.exceptions import EmptyResultSet
from django.db.models import Q, QuerySet

from accounts.bulk.statements import fetch
from accounts.models import School


@dataclass(frozen=True, slots=True)
class SchoolState:
    """One state: its name in lists, what it means, its tone, and which schools are in it.

    Those of whose copied facts one of ``signs`` is so: a number above nothing, or a flag.
    """

    label: str
    hint: str
    tone: str
    signs: tuple[str, ...]

    @property
    def condition(self) -> Q:
        """The schools that are in it."""
        signs = [
            (f"facts_copy__{each}__gt", 0) if _is_number(each) else (f"facts_copy__{each}", True)
            for each in self.signs
        ]
        return Q(*signs, _connector=Q.OR)

    @property
    def sql(self) -> str:
        """The same of the copied facts themselves."""
        return " OR ".join(f"{each} > 0" if _is_number(each) else each for each in self.signs)


def _is_number(sign: str) -> bool:
    return sign.startswith("num_")


STATES: Mapping[str, SchoolState] = MappingProxyType(
    {
        "with_us": SchoolState(
            "Waiting on the Service Desk",
            "A case, a failed run, or an MIS that only it can put right",
            "bad",
            ("num_with_desk", "has_failed", "needs_desk"),
        ),
        "failing": SchoolState(
            "Failing",
            "The last run failed, an upload was rejected, or the MIS cannot be read",
            "bad",
            ("has_failed", "is_rejected", "needs_desk", "needs_school"),
        ),
        "held": SchoolState(
            "Held",
            "Removals, or a change of MIS, wait for a person to look",
            "wait",
            ("is_held", "is_changing"),
        ),
        "silent": SchoolState(
            "Silent", "Nothing has come for longer than usual", "warn", ("is_silent",)
        ),
        "with_school": SchoolState(
            "Waiting on the school",
            "People to match, removals to look at, an answer to a case, or a new export",
            "info",
            (
                "num_to_match",
                "is_held",
                "is_changing",
                "is_rejected",
                "needs_school",
                "num_with_school",
            ),
        ),
        "unused": SchoolState(
            "Never set up",
            "No report is accepted, so nothing can come",
            "neutral",
            ("is_unused",),
        ),
    }
)


def num_in_states(schools: QuerySet[School]) -> dict[str, int]:
    """State → how many of the schools are in it. One query."""
    counts = ", ".join(f"count(*) FILTER (WHERE {each.sql})" for each in STATES.values())
    try:
        sql, values = schools.order_by().values("pk").query.sql_with_params()
    except EmptyResultSet:  # somebody without a role
        return dict.fromkeys(STATES, 0)
    told = f"SELECT {counts} FROM autoupdate_factscopy WHERE school_id IN ({sql})"  # noqa: S608
    (numbers,) = fetch(told, values)
    return dict(zip(STATES, numbers, strict=True))
