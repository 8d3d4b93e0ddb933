"""Accepting and withdrawing a report: the school's consent to what its MIS may send."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from accounts.actions.locking import lock_school
from accounts.actions.refused import ActionRefused
from accounts.audit import record
from accounts.models import PortalUser, SchoolMis
from accounts.permissions import Permission, Visitor, can, check, roles_at
from autoupdate.actions.closing import WAITING, close_waiting
from autoupdate.connectors import registry
from autoupdate.faults import REPORT_WITHDRAWN
from autoupdate.locking import lock_school_mis
from autoupdate.models import ReportAcceptance, Upload
from autoupdate.queries.reports import why_not_available


def can_accept(user: Visitor, *, school_mis: SchoolMis) -> bool:
    """Whether ``user`` may accept and withdraw the school's reports, for showing the buttons."""
    return can(user, Permission.ACCEPT_REPORTS, school_mis.school) and _may_by_mis(user, school_mis)


@transaction.atomic
def accept_report(school_mis: SchoolMis, *, report: str, by: PortalUser) -> ReportAcceptance:
    """Accept the report; one that is accepted already stays as it was.

    Raises PermissionDenied, or ActionRefused where the report is not available.
    """
    school_mis = _checked(school_mis, by=by)
    why = why_not_available(registry.get(school_mis.product), report, school=school_mis.school)
    if why:
        raise ActionRefused(f"The report was not accepted. {why}")
    acceptance, is_new = ReportAcceptance.objects.get_or_create(
        school_mis=school_mis, report=report, withdrawn_at=None, defaults={"accepted_by": by}
    )
    if is_new:
        _record("report.accepted", school_mis, report=report, by=by)
    return acceptance


@transaction.atomic
def withdraw_report(school_mis: SchoolMis, *, report: str, by: PortalUser) -> None:
    """Withdraw the acceptance; uploads of the report that wait for a night are deleted.

    What was processed already stays. Raises PermissionDenied, or ActionRefused where the report is
    not accepted.
    """
    school_mis = _checked(school_mis, by=by)
    acceptance = ReportAcceptance.objects.filter(
        school_mis=school_mis, report=report, withdrawn_at__isnull=True
    ).first()
    if acceptance is None:
        raise ActionRefused("The report was not accepted, so there is nothing to withdraw.")
    acceptance.withdrawn_at, acceptance.withdrawn_by = timezone.now(), by
    acceptance.save(update_fields=["withdrawn_at", "withdrawn_by"])
    waiting = Upload.objects.filter(school_mis=school_mis, report=report, state__in=WAITING)
    num_deleted = close_waiting(waiting, fault=REPORT_WITHDRAWN)
    _record("report.withdrawn", school_mis, report=report, by=by, num_deleted=num_deleted)


def _checked(school_mis: SchoolMis, *, by: PortalUser) -> SchoolMis:
    """The MIS, locked and read afresh, once it is clear that ``by`` may decide."""
    check(by, Permission.ACCEPT_REPORTS, school_mis.school)
    if not _may_by_mis(by, school_mis):
        label = registry.get(school_mis.product).label
        raise ActionRefused(f"For {label}, only the Headteacher may accept or withdraw reports.")
    lock_school(school_mis.school_id)
    school_mis = lock_school_mis(school_mis.pk)
    if school_mis.ended_at is not None:
        raise ActionRefused(
            "The school uses another MIS by now. Accept the reports of the MIS it uses."
        )
    return school_mis


def _may_by_mis(user: Visitor, school_mis: SchoolMis) -> bool:
    allowed = registry.get(school_mis.product).accepting_roles
    return bool(allowed & roles_at(user, school_mis.school))


def _record(
    action: str, school_mis: SchoolMis, *, report: str, by: PortalUser, **after: int
) -> None:
    record(
        action,
        by=by,
        school=school_mis.school,
        subject=f"report:{report}",
        after={"mis": school_mis.product, "report": report, **after},
    )
