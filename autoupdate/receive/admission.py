"""May this sub-report of this school come in, and without which fields? It keeps nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import AuditEvent, SchoolMis
from autoupdate.connectors import registry
from autoupdate.connectors.base import Connector, SubReport
from autoupdate.locking import lock_school_mis
from autoupdate.models import ReportAcceptance
from autoupdate.queries.reports import fields_not_uploaded, why_not_available
from autoupdate.receive.refusals import UploadRefused

REFUSED = "upload.refused"
#: An agent that is not told tries every evening, or every minute: once an hour is news enough.
NOTED_EVERY = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Admission:
    """What may come in: the sub-report as declared, and the field codes to drop from it."""

    sub_report: SubReport
    not_uploaded: frozenset[str]


def admit(school_mis: SchoolMis, *, sub_report: str, delivery: str) -> Admission:
    """What may come in, as the school's settings stand now. Raises UploadRefused."""
    connector = receiving_connector(school_mis, delivery=delivery)
    try:
        declared = connector.sub_report(sub_report)
    except KeyError:
        raise UploadRefused("sub_report_unknown", mis=connector.label) from None
    _check_consent(school_mis, connector, declared)
    return Admission(
        sub_report=declared,
        not_uploaded=fields_not_uploaded(school_mis.school, sub_report=declared),
    )


def receiving_connector(school_mis: SchoolMis, *, delivery: str) -> Connector:
    """The connector that reads what this MIS sends. Raises UploadRefused where there is none."""
    if school_mis.ended_at is not None:
        raise UploadRefused("no_mis")
    connector = registry.get(school_mis.product)
    if connector.delivery != delivery:
        raise UploadRefused("other_delivery", mis=connector.label)
    if not connector.can_receive:
        raise UploadRefused("not_receivable", mis=connector.label)
    return connector


def _check_consent(school_mis: SchoolMis, connector: Connector, declared: SubReport) -> None:
    report = connector.report(declared.report)
    why = why_not_available(connector, declared.report, school=school_mis.school)
    if why:
        raise UploadRefused("report_not_available", report=report.label, why=why)
    is_accepted = ReportAcceptance.objects.filter(
        school_mis=school_mis, report=declared.report, withdrawn_at__isnull=True
    )
    if not is_accepted.exists():
        raise UploadRefused("report_not_accepted", report=report.label)


def note_refusal(refused: UploadRefused, *, school_mis: SchoolMis, sub_report: str) -> None:
    """Let the desk see the refusal in the audit trail, at most once an hour a sub-report."""
    if not refused.refusal.is_for_the_desk:
        return
    # What a stranger to the settings calls its sub-report is not written down.
    known = {each.code for each in registry.get(school_mis.product).sub_reports()}
    subject = f"sub_report:{sub_report if sub_report in known else '?'}"
    with transaction.atomic():
        school = lock_school_mis(school_mis.pk).school
        noted = AuditEvent.objects.filter(
            school=school, action=REFUSED, subject=subject, at__gt=timezone.now() - NOTED_EVERY
        )
        if not noted.exists():
            audit.record(
                REFUSED, by=None, school=school, subject=subject, after={"code": refused.code}
            )
