"""Opting a field out of a sub-report and in again, which the service desk does for a school."""

from __future__ import annotations

from django.db import transaction

from accounts.actions.locking import lock_school
from accounts.actions.refused import ActionRefused
from accounts.audit import record
from accounts.models import PortalUser, School
from accounts.permissions import Permission, check
from autoupdate.connectors import registry
from autoupdate.connectors.base import ReportField
from autoupdate.locking import lock_school_mis
from autoupdate.models import FieldOptOut
from autoupdate.queries.reports import mis_in_use


@transaction.atomic
def opt_out(
    school: School, *, sub_report: str, field: str, reason: str, by: PortalUser
) -> FieldOptOut:
    """From now on the field is dropped at the door, and not read from what waits.

    One that is opted out already stays as it was. Raises PermissionDenied, or ActionRefused where
    there is no such field or it is mandatory.
    """
    check(by, Permission.OPT_OUT_FIELDS, school)
    declared = _declared(school, sub_report=sub_report, field=field)
    if declared.is_mandatory:
        raise ActionRefused(
            f"{declared.label} is mandatory: without it the sub-report cannot be processed, so it "
            "cannot be opted out. The school may withdraw the whole report instead.",
            field="field",
        )
    opted_out, is_new = FieldOptOut.objects.get_or_create(
        school=school,
        sub_report=sub_report,
        field=field,
        defaults={"reason": reason, "opted_out_by": by},
    )
    if is_new:
        subject = f"field:{sub_report}.{field}"
        record("field.opted_out", by=by, school=school, subject=subject, reason=reason)
    return opted_out


@transaction.atomic
def opt_in(school: School, *, sub_report: str, field: str, reason: str, by: PortalUser) -> None:
    """The field is uploaded again. Raises PermissionDenied, or ActionRefused if it always was."""
    check(by, Permission.OPT_OUT_FIELDS, school)
    _lock(school)
    num_deleted, _ = FieldOptOut.objects.filter(
        school=school, sub_report=sub_report, field=field
    ).delete()
    if not num_deleted:
        raise ActionRefused("The field was not opted out, so there is nothing to change.")
    subject = f"field:{sub_report}.{field}"
    record("field.opted_in", by=by, school=school, subject=subject, reason=reason)


def _declared(school: School, *, sub_report: str, field: str) -> ReportField:
    """The field as the school's connector declares it, with the school's uploads locked."""
    product = _lock(school)
    try:
        return registry.get(product).sub_report(sub_report).field(field)
    except KeyError:
        raise ActionRefused("The school’s MIS has no such field, so nothing was changed.") from None


def _lock(school: School) -> str:
    """The product in use. An upload that is being filed sees either the old settings or the new."""
    school_mis = mis_in_use(school)
    if school_mis is None:
        raise ActionRefused("The school has no MIS in use, so it has no fields to choose from.")
    lock_school(school.pk)
    return lock_school_mis(school_mis.pk).product
