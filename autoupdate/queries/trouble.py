"""Which schools are in trouble, and how badly: one annotated queryset for one school or thousands.

It knows no page. Everything is worked out by the database, so that a table of many schools can be
sorted by it and still costs one query.
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
    Count,
    Exists,
    ExpressionWrapper,
    F,
    FilteredRelation,
    IntegerField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from accounts.models import School
from autoupdate.connectors import registry
from autoupdate.faults import REPORT_WITHDRAWN
from autoupdate.models import (
    Hold,
    HoldState,
    ProcessingRun,
    ReportAcceptance,
    RunStatus,
    Upload,
    UploadState,
)
from matching.models import MisPerson, Standing

#: A rejected upload that nothing better followed is news for so long.
REJECTED_IS_NEWS = timedelta(days=30)
WAITING = (UploadState.RECEIVED, UploadState.READY)
_GOOD = (*WAITING, UploadState.SUPERSEDED, UploadState.PROCESSED)
_OVER = (RunStatus.DONE, RunStatus.FAILED)


@dataclass(frozen=True, slots=True)
class Trouble:
    """One kind of trouble: how a list names it, and its weight when schools are sorted."""

    label: str
    tone: str
    weight: int


#: Annotation → trouble. Each weight is more than all lighter ones together.
TROUBLES: Mapping[str, Trouble] = MappingProxyType(
    {
        "is_held": Trouble("Removals held", "wait", 16),
        "has_failed": Trouble("Last run failed", "bad", 8),
        "is_rejected": Trouble("Upload rejected", "bad", 4),
        "is_silent": Trouble("No upload for a while", "warn", 2),
        "is_unused": Trouble("Not set up", "neutral", 1),
    }
)


def with_trouble(schools: QuerySet[School], *, now: datetime) -> QuerySet[Any]:
    """The schools with everything that a home page needs to know of each.

    Adds ``mis_pk`` and ``product`` of the MIS in use, ``num_to_match``, ``num_held``,
    ``num_waiting`` (uploads), ``last_upload_at``, ``last_run_id``, ``last_run_status``,
    ``last_processed_at``, the flags of TROUBLES, and ``trouble``, the sum of their weights.
    """
    known: Any = schools.select_related("local_authority").annotate(
        mis=FilteredRelation("mis_periods", condition=Q(mis_periods__ended_at__isnull=True)),
        mis_pk=F("mis__pk"),
        product=F("mis__product"),
    )
    known = known.annotate(**_counts(), **_last_ones(now)).annotate(**_flags(now))
    return known.annotate(trouble=_weight())  # type: ignore[no-any-return]


def by_trouble(schools: QuerySet[Any]) -> QuerySet[Any]:
    """The worst first; among equals, those with the most people to match."""
    return schools.order_by("-trouble", "-num_to_match", "name", "pk")


def troubles_of(school: Any) -> list[Trouble]:
    """The troubles of one annotated school, the worst first."""
    return [each for name, each in TROUBLES.items() if getattr(school, name)]


def _counts() -> dict[str, Any]:
    people = MisPerson.objects.filter(
        school_mis=OuterRef("mis__pk"), standing=Standing.REQUIRES_MATCHING
    )
    holds = Hold.objects.filter(school_mis=OuterRef("mis__pk"), state=HoldState.OPEN)
    uploads = Upload.objects.filter(school_mis=OuterRef("mis__pk"), state__in=WAITING)
    return {
        "num_to_match": _grouped(people, Count("pk")),
        "num_held": _grouped(holds, Sum("num_removals")),
        "num_waiting": _grouped(uploads, Count("pk")),
    }


def _grouped(rows: QuerySet[Any], number: Any) -> Any:
    counted = rows.order_by().values("school_mis").annotate(number=number).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _last_ones(now: datetime) -> dict[str, Any]:
    uploads = Upload.objects.filter(school_mis=OuterRef("mis__pk"))
    runs = ProcessingRun.objects.filter(school=OuterRef("pk"), status__in=_OVER)
    newest_runs = runs.order_by("-queued_at", "-pk")
    better = Upload.objects.filter(
        school_mis=OuterRef("school_mis"),
        sub_report=OuterRef("sub_report"),
        state__in=_GOOD,
        received_at__gt=OuterRef("received_at"),
    )
    rejected = uploads.filter(
        state=UploadState.REJECTED, received_at__gt=now - REJECTED_IS_NEWS
    ).exclude(fault=REPORT_WITHDRAWN)
    newest = uploads.order_by().values("school_mis").annotate(at=Max("received_at"))
    return {
        "last_upload_at": Subquery(newest.values("at")),
        "last_run_id": Subquery(newest_runs.values("pk")[:1]),
        "last_run_status": Subquery(newest_runs.values("status")[:1]),
        "last_processed_at": Subquery(
            newest_runs.filter(status=RunStatus.DONE).values("finished_at")[:1]
        ),
        "is_rejected": Exists(rejected.filter(~Exists(better))),
        "is_accepting": Exists(
            ReportAcceptance.objects.filter(
                school_mis=OuterRef("mis__pk"), withdrawn_at__isnull=True
            )
        ),
    }


def _flags(now: datetime) -> dict[str, Any]:
    long_ago: Any = Q(pk__in=[])
    for connector in registry.all():
        since = now - timedelta(days=connector.silent_after_days)
        long_ago |= Q(product=connector.code, last_upload_at__lt=since)
        # One that has sent nothing yet gets as long after choosing its MIS.
        long_ago |= Q(
            product=connector.code, last_upload_at__isnull=True, mis__started_at__lt=since
        )
    return {
        "is_held": _whether(Q(num_held__gt=0)),
        "has_failed": _whether(Q(last_run_status=RunStatus.FAILED)),
        "is_silent": _whether(long_ago & Q(is_accepting=True)),
        "is_unused": _whether(Q(is_accepting=False)),
    }


def _weight() -> Any:
    weights: list[Any] = [
        Case(When(**{name: True}, then=Value(each.weight)), default=Value(0))
        for name, each in TROUBLES.items()
    ]
    return ExpressionWrapper(sum(weights[1:], start=weights[0]), output_field=IntegerField())


def _whether(condition: Q) -> Case:
    yes = When(condition, then=Value(value=True))
    return Case(yes, default=Value(value=False), output_field=BooleanField())
