"""What Whole School Bulk Results shows: who waits, who was unallocated, which files came of it.

It changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import (
    Case,
    Count,
    Exists,
    IntegerField,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)

from accounts.models import AssociationEnd, School, SchoolAssociation, SchoolMis
from autoupdate.connectors.base import Connector, SubReport
from autoupdate.models import (
    Hold,
    HoldState,
    Outcome,
    ProcessingRun,
    RunStatus,
    Upload,
    UploadState,
)
from autoupdate.processing.reasons import Code
from autoupdate.queries.reports import live_acceptances
from autoupdate.queries.runs import reason_of
from matching.models import MisPerson, Standing
from matching.queries.queue import with_offers

#: Standings of people who are in the MIS and have no account, the most pressing first.
WITHOUT_ACCOUNT = (
    Standing.REQUIRES_MATCHING,
    Standing.INCOMPLETE,
    Standing.NOT_STARTED,
    Standing.EXCLUDED,
)
#: Reasons for which the process, not a person, ends an association.
BY_THE_PROCESS = (AssociationEnd.LEFT, AssociationEnd.LEAVING_DATE)
#: What the night says when it ends an association for such a reason.
END_CODES: Mapping[str, Code] = {
    AssociationEnd.LEFT: Code.LEFT_NOT_IN_EXPORT,
    AssociationEnd.LEAVING_DATE: Code.LEFT_LEAVING_DATE,
}


@dataclass(frozen=True, slots=True)
class Why:
    """Why somebody has no account, and what to do about it in the words of the school's MIS."""

    sentence: str
    remedy: str


@dataclass(frozen=True, slots=True)
class LastFile:
    """The files of one sub-report: the last one processed, and a newer one that was not, if any."""

    sub_report: SubReport
    processed: Upload | None
    newer: Upload | None


def without_account(school_mis: SchoolMis, *, kind: str) -> QuerySet[Any]:
    """People of the MIS who have no account, with ``problem``, ``num_offers`` and ``best_score``.

    ``problem`` is the code of the row problem that barred the account, or None.
    """
    newest = Outcome.objects.filter(mis_person=OuterRef("pk")).order_by("-pk")
    people = MisPerson.objects.filter(
        school_mis=school_mis, kind=kind, standing__in=WITHOUT_ACCOUNT
    )
    problem = Subquery(newest.values("detail__problem")[:1])
    known: QuerySet[Any] = with_offers(people).annotate(problem=problem)
    return known


def pressing() -> Case:
    """A database expression that sorts people without an account, the most pressing first."""
    whens = [When(standing=each, then=Value(at)) for at, each in enumerate(WITHOUT_ACCOUNT)]
    return Case(*whens, default=Value(len(whens)), output_field=IntegerField())


def why(person: Any, *, connector: Connector) -> Why:
    """Why somebody of ``without_account`` has none, and what to do."""
    reason = reason_of(person.standing_code, mis=connector.label)
    sentence = reason.sentence if reason else f"{person.get_standing_display()}."
    remedy = reason.remedy if reason else ""
    if person.problem in connector.problem_texts:
        text = connector.problem_text(person.problem)
        return Why(f"{sentence} {text.sentence}", text.remedy_for(person.kind))
    if person.standing == Standing.REQUIRES_MATCHING and not person.num_offers:
        return Why(
            "Everybody similar was ruled out: they are not the same person.",
            "Open the person and create a new account.",
        )
    return Why(sentence, remedy)


def waiting_since(school_mis: SchoolMis) -> dict[str, datetime]:
    """Kind → since when the oldest question waits; kinds of which nobody requires matching lack."""
    asked = MisPerson.objects.filter(school_mis=school_mis, standing=Standing.REQUIRES_MATCHING)
    return dict(asked.order_by().values_list("kind").annotate(Min("standing_since")))


def num_without_account(school_mis: SchoolMis) -> dict[tuple[str, str], int]:
    """(kind, standing) → how many people have no account, in one query."""
    people = MisPerson.objects.filter(school_mis=school_mis, standing__in=WITHOUT_ACCOUNT)
    counted = people.order_by().values_list("kind", "standing").annotate(Count("pk"))
    return {(kind, standing): number for kind, standing, number in counted}


def unallocated(school: School) -> QuerySet[Any]:
    """The last associations that the process ended here, of accounts not held here now.

    ``run_id`` is the run that ended it, None where somebody released a held removal.
    """
    here = SchoolAssociation.objects.filter(account=OuterRef("account"), school=school)
    later = here.filter(end_reason__in=BY_THE_PROCESS).filter(
        Q(ended_at__gt=OuterRef("ended_at"))
        | Q(ended_at=OuterRef("ended_at"), pk__gt=OuterRef("pk"))
    )
    return SchoolAssociation.objects.filter(
        ~Exists(here.filter(ended_at__isnull=True)),
        ~Exists(later),
        school=school,
        end_reason__in=BY_THE_PROCESS,
    ).select_related("account")


def with_runs(ended: QuerySet[Any], *, school: School) -> QuerySet[Any]:
    """The same associations with ``run_id``, the run whose outcome says that the person left."""
    outcomes = Outcome.objects.filter(
        account=OuterRef("account"),
        run__school=school,
        code__in=END_CODES.values(),
        run__finished_at__gte=OuterRef("ended_at"),
    ).order_by("pk")
    known: QuerySet[Any] = ended.annotate(run_id=Subquery(outcomes.values("run")[:1]))
    return known


def num_unallocated(school: School) -> dict[str, int]:
    """Kind → how many accounts the process unallocated here, in one query."""
    counted = unallocated(school).order_by().values_list("account__kind").annotate(Count("pk"))
    return dict(counted)


def last_run(school: School) -> ProcessingRun | None:
    """The school's last run that is done."""
    runs = ProcessingRun.objects.filter(school=school, status=RunStatus.DONE)
    return runs.select_related("night").first()


def num_held(school: School) -> int:
    """How many removals wait for a person."""
    holds = Hold.objects.filter(school_mis__school=school, state=HoldState.OPEN)
    return holds.filter(removals__removed_at__isnull=True).values("removals").count()


def last_files(school_mis: SchoolMis, *, connector: Connector) -> list[LastFile]:
    """The last files of every accepted report, in the order of the reports. Two queries."""
    accepted = live_acceptances(school_mis)
    uploads = Upload.objects.filter(school_mis=school_mis).select_related("processed_run")
    known = uploads.annotate(is_processed=Q(state=UploadState.PROCESSED))
    newest = known.order_by("sub_report", "is_processed", "-received_at")
    found = {
        (each.sub_report, each.is_processed): each
        for each in newest.distinct("sub_report", "is_processed")
    }
    return [
        _last_file_of(each, found.get((each.code, True)), found.get((each.code, False)))
        for each in connector.sub_reports()
        if each.report.value in accepted
    ]


def _last_file_of(sub_report: SubReport, processed: Any, other: Any) -> LastFile:
    is_newer = other is not None and (
        processed is None or other.received_at > processed.received_at
    )
    return LastFile(sub_report, processed, other if is_newer else None)
