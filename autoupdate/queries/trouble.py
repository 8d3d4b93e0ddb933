"""Which schools are in trouble, and how badly: one queryset for one school or thousands.

It knows no page. The facts come from the view behind SchoolFacts, or from the copy of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    DateTimeField,
    ExpressionWrapper,
    F,
    IntegerField,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.db.models.lookups import LessThan

from accounts.models import School
from autoupdate.connectors import registry
from autoupdate.connectors import trouble as vendor_troubles
from autoupdate.connectors.trouble import TroubleKind
from autoupdate.models import RunStatus

#: What an annotated school has of its facts.
FACTS = (
    "product",
    "school_mis_id",
    "num_to_match",
    "num_held",
    "num_waiting",
    "last_upload_at",
    "last_run_id",
    "last_run_status",
    "last_processed_at",
    "num_with_desk",
    "num_with_school",
    "staff_file_at",
    "students_file_at",
    "staff_to_match",
    "students_to_match",
)


@dataclass(frozen=True, slots=True)
class Trouble:
    """One kind of trouble: how a list names it, and its weight when schools are sorted."""

    label: str
    tone: str
    weight: int


#: Annotation → trouble. Each weight is more than all lighter ones together.
TROUBLES: Mapping[str, Trouble] = MappingProxyType(
    {
        "is_changing": Trouble("Change of MIS to look at", "wait", 256),
        "is_held": Trouble("Removals held", "wait", 128),
        "has_failed": Trouble("Last run failed", "bad", 64),
        "needs_desk": Trouble("MIS cannot be read: our turn", "bad", 32),
        "needs_school": Trouble("MIS cannot be read: school’s turn", "bad", 16),
        "is_rejected": Trouble("Upload rejected", "bad", 8),
        "is_silent": Trouble("No upload for a while", "warn", 4),
        "is_delayed": Trouble("MIS could not be read last time", "warn", 2),
        "is_unused": Trouble("Not set up", "neutral", 1),
    }
)


def with_trouble(schools: QuerySet[School], *, now: datetime) -> QuerySet[Any]:
    """``with_facts``, and ``trouble``: the sum of the flags' weights."""
    known: QuerySet[Any] = with_facts(schools, now=now).annotate(trouble=_weight())
    return known


def with_facts(schools: QuerySet[School], *, now: datetime) -> QuerySet[Any]:
    """The schools with everything that a home page needs to know of each, as it is now.

    Adds FACTS, the flags of TROUBLES, and what the last fetching or test met:
    ``connection_trouble`` ("": nothing; None: no facts) with its detail.
    """
    known: Any = schools.select_related("local_authority")
    known = known.annotate(**{name: F(f"facts__{name}") for name in FACTS})
    known = known.annotate(
        connection_trouble=F("facts__connection_trouble"),
        connection_trouble_detail=F("facts__school_mis__connection__trouble_detail"),
    )
    flags = {name: _flag(each) for name, each in _conditions(now).items()}
    return known.annotate(**flags)  # type: ignore[no-any-return]


def by_trouble(schools: QuerySet[School]) -> QuerySet[School]:
    """By the copy of their facts, the worst first; among equals, those with the most to match.

    Thousands are sorted to show 25, so a school brings its name and number along, no more.
    """
    worst = ("-facts_copy__trouble", "-facts_copy__num_to_match", "name", "pk")
    return schools.only("name", "establishment").order_by(*worst)


def troubles_of(school: Any) -> list[Trouble]:
    """The troubles of one annotated school, the worst first."""
    return [each for name, each in TROUBLES.items() if getattr(school, name)]


def _conditions(now: datetime) -> dict[str, Q]:
    return {
        "is_changing": Q(facts__is_changing=True),
        "is_held": Q(num_held__gt=0),
        "has_failed": Q(last_run_status=RunStatus.FAILED),
        "needs_desk": _is_in_trouble(TroubleKind.PERMANENT, TroubleKind.INTERNAL),
        "needs_school": _is_in_trouble(TroubleKind.MISCONFIGURED),
        "is_delayed": _is_in_trouble(TroubleKind.TEMPORARY),
        "is_rejected": Q(facts__last_rejected_at__isnull=False),
        "is_silent": _is_silent(now),
        "is_unused": Q(facts__is_accepting=False),
    }


def _is_in_trouble(*kinds: TroubleKind) -> Q:
    """The connection of the MIS in use has a trouble that is for these to put right."""
    codes = [code for code, text in vendor_troubles.TROUBLES.items() if text.kind in kinds]
    return Q(connection_trouble__in=codes)


def _is_silent(now: datetime) -> Q:
    """Something is accepted, and nothing has come for as long as its MIS makes remarkable.

    A school that has sent nothing yet gets as long after choosing its MIS.
    """
    since = Case(
        *(
            When(product=each.code, then=Value(now - timedelta(days=each.silent_after_days)))
            for each in registry.all()
        ),
        output_field=DateTimeField(),
    )
    heard_at = Coalesce("last_upload_at", "facts__mis_started_at")
    return Q(facts__is_accepting=True) & Q(LessThan(heard_at, since))


def _flag(condition: Q) -> Case:
    yes = When(condition, then=Value(value=True))
    return Case(yes, default=Value(value=False), output_field=BooleanField())


def _weight() -> Any:
    weights: list[Any] = [
        Case(When(**{name: True}, then=Value(each.weight)), default=Value(0))
        for name, each in TROUBLES.items()
    ]
    return ExpressionWrapper(sum(weights[1:], start=weights[0]), output_field=IntegerField())
