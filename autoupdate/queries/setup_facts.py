"""What the portal can know of how far a school has come with its set-up; it changes nothing.

It must not know the steps of any MIS.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone

from accounts.models import AuditEvent, School, SchoolMis
from autoupdate.connectors import registry
from autoupdate.connectors.base import Connector, CredentialField, Delivery, Entry
from autoupdate.models import (
    CaseState,
    LicenceKey,
    MisConnection,
    NonMisReview,
    ProcessingRun,
    Pull,
    ReportAcceptance,
    RunStatus,
    Upload,
    UploadState,
)
from autoupdate.models.pulls import LIVE_PULL
from autoupdate.queries.cases import CASES_TO_CONNECT, kind_for, open_case_of
from autoupdate.queries.non_mis import to_review
from autoupdate.queries.offers import is_offered
from autoupdate.queries.pushes import only_once
from autoupdate.reaching import connection_kept, known_secrets
from matching.models import MisPerson, Standing

#: Troubles that another approval mends.
APPROVE_AGAIN = frozenset({"not_authorised", "approval_withdrawn", "endpoint_missing"})
#: Steps that show in the newest export of students.
SEEN_IN_STUDENTS = frozenset({"birth_dates", "consent"})
#: Row problem → a date of birth that nobody can be created without.
_NO_BIRTH_DATE = "birth_date_missing"
#: What one line of a tested connection says when all is well.
WORKS = "works"


@dataclass(frozen=True, slots=True, kw_only=True)
class SetupFacts:
    """What has been seen of a school under one MIS, which need not be in use yet.

    ``num_no_birth_date`` is of the newest export of students, None where none came. ``trouble`` is
    that of the connection. ``is_entered``: everything that must be entered or issued is there.
    ``num_to_review``: accounts without the MIS, as long as nobody has reviewed them under it.
    ``has_case``: the Service Desk has been asked for it, and has not settled that yet.
    ``lacks_schedule``: an MIS that sends by itself has done so once, and not again in time.
    """

    connector: Connector
    is_in_use: bool = False
    is_offered: bool = False
    has_case: bool = False
    case_waits_for_school: bool = False
    accepts: bool = False
    key_was_used: bool = False
    lacks_schedule: bool = False
    is_entered: bool = False
    has_reference: bool = False
    is_approved: bool = False
    num_approvals: int = 0
    has_worked: bool = False
    trouble: str = ""
    is_fetching: bool = False
    num_uploads: int = 0
    num_days: int = 0
    num_no_birth_date: int | None = None
    was_processed: bool = False
    num_to_match: int = 0
    num_to_review: int = 0

    @property
    def is_over(self) -> bool:
        """Whether data came and a night has made something of it."""
        return self.accepts and self.num_uploads > 0 and self.was_processed

    @property
    def is_connected(self) -> bool:
        """Whether data could come, as far as the portal can know."""
        if self.connector.approval is not None:
            return self.is_approved
        if self.connector.delivery is Delivery.AGENT:
            return self.key_was_used
        return self.is_entered

    @property
    def lacks_endpoint(self) -> bool:
        """Whether the vendor approved without saying where the data are."""
        return self.trouble == "endpoint_missing"


def setup_facts(school_mis: SchoolMis, *, connection: MisConnection | None = None) -> SetupFacts:
    """What is known of the MIS that the school uses; a handful of queries.

    ``connection`` where it has been read already. Only what a step of this MIS needs is asked for.
    """
    connector = registry.get(school_mis.product)
    connection = connection or connection_kept(school_mis)
    seen = _seen(school_mis)
    processed = seen["was_processed"]
    is_pulled = connector.delivery is Delivery.PULL
    return SetupFacts(
        connector=connector,
        is_in_use=True,
        is_offered=True,
        **_case_facts(school_mis.school, connector),
        accepts=seen["accepts"],
        key_was_used=not is_pulled and seen["key_was_used"],
        lacks_schedule=_lacks_schedule(school_mis, connector),
        is_fetching=is_pulled and seen["is_fetching"],
        num_uploads=seen["num_uploads"],
        num_days=seen["num_days"],
        num_no_birth_date=_num_no_birth_date(school_mis) if _asks_for_students(connector) else None,
        was_processed=processed,
        num_to_match=seen["num_to_match"] if processed else 0,
        num_to_review=_num_to_review(school_mis) if processed and not seen["was_reviewed"] else 0,
        **_connection_facts(connection, connector, num_uploads=seen["num_uploads"]),
    )


def prospective_facts(school: School, connector: Connector) -> SetupFacts:
    """What is known of an MIS that the school does not use yet; two queries."""
    return SetupFacts(
        connector=connector,
        is_offered=is_offered(school, product=connector.code),
        **_case_facts(school, connector),
    )


def is_complete(connector: Connector, connection: MisConnection) -> bool:
    """Whether everything that must be entered or issued for the MIS is kept."""
    known = known_secrets(connection)
    if connector.delivery is Delivery.PUSH:
        return bool(connection.reference and known)
    if connector.approval is not None:
        return bool(known)
    return all(_is_kept(each, connection, known=known) for each in connector.credentials)


def _is_kept(
    declared: CredentialField, connection: MisConnection, *, known: Container[str]
) -> bool:
    if declared.entry is Entry.SECRET:
        return declared.code in known
    texts = {Entry.ENDPOINT: connection.endpoint, Entry.REFERENCE: connection.reference}
    return bool(texts[declared.entry])


def _lacks_schedule(school_mis: SchoolMis, connector: Connector) -> bool:
    is_push = connector.delivery is Delivery.PUSH
    return is_push and only_once(school_mis, timezone.now()) is not None


def _asks_for_students(connector: Connector) -> bool:
    """Whether a step is seen in the newest export of students."""
    return any(each.code in SEEN_IN_STUDENTS for each in connector.setup_steps)


def _seen(school_mis: SchoolMis) -> dict[str, Any]:
    """What has happened under the MIS, by the names of SetupFacts; one query."""
    theirs = {"school_mis": OuterRef("pk")}
    asked = MisPerson.objects.filter(**theirs, standing=Standing.REQUIRES_MATCHING)
    used = LicenceKey.objects.filter(
        school=OuterRef("school"), last_used_at__gte=OuterRef("started_at")
    )
    done = ProcessingRun.objects.filter(**theirs, status=RunStatus.DONE)
    live = Pull.objects.filter(LIVE_PULL, **theirs)
    came = Upload.objects.filter(**theirs)
    not_rejected = Count("pk", filter=~Q(state=UploadState.REJECTED))
    seen: Any = SchoolMis.objects.values(
        accepts=Exists(ReportAcceptance.objects.filter(**theirs, withdrawn_at__isnull=True)),
        was_processed=Exists(done),
        key_was_used=Exists(used),
        is_fetching=Exists(live),
        was_reviewed=Exists(NonMisReview.objects.filter(**theirs)),
        num_to_match=_number(asked, Count("pk")),
        num_uploads=_number(came, not_rejected),
        num_days=_number(came, Count(TruncDate("received_at"), distinct=True)),
    ).get(pk=school_mis.pk)
    return dict(seen)


def _number(rows: QuerySet[Any], counted: Count) -> Coalesce:
    """A figure of the rows of one MIS, 0 where there are none."""
    grouped = rows.order_by().values("school_mis").annotate(number=counted)
    return Coalesce(Subquery(grouped.values("number")), 0)


def _case_facts(school: School, connector: Connector) -> dict[str, Any]:
    """Whether the school has asked for this MIS, and whose turn it is until that is settled."""
    kind = kind_for(connector.code, kinds=CASES_TO_CONNECT)
    case = open_case_of(school, kind.code) if kind else None
    return {
        "has_case": case is not None,
        "case_waits_for_school": case is not None and case.state == CaseState.WITH_SCHOOL,
    }


def _connection_facts(
    connection: MisConnection, connector: Connector, *, num_uploads: int
) -> dict[str, Any]:
    """What the connection tells."""
    has_tested = any(each.get("result") == WORKS for each in connection.checked)
    approved, trouble = connection.approved_at is not None, connection.trouble
    return {
        "is_entered": is_complete(connector, connection),
        "has_reference": bool(connection.reference),
        "is_approved": approved and trouble not in APPROVE_AGAIN,
        "num_approvals": _num_approvals(connection.school_mis) if trouble and approved else 0,
        "has_worked": bool(connection.last_used_at or has_tested or num_uploads),
        "trouble": trouble,
    }


def _num_to_review(school_mis: SchoolMis) -> int:
    return to_review(school_mis.school, today=timezone.localdate()).count()


def _num_approvals(school_mis: SchoolMis) -> int:
    return AuditEvent.objects.filter(
        school=school_mis.school_id,
        action="approval.given",
        subject=f"mis:{school_mis.product}",
        at__gte=school_mis.started_at,
    ).count()


def _num_no_birth_date(school_mis: SchoolMis) -> int | None:
    newest = (
        Upload.objects.filter(school_mis=school_mis, sub_report="students")
        .exclude(state__in=[UploadState.REJECTED, UploadState.RECEIVED])
        .order_by("-received_at")
        .first()
    )
    return int(newest.problem_counts.get(_NO_BIRTH_DATE, 0)) if newest else None
