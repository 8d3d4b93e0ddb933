"""Setting up a school. What is said of one that is there already is changed in AutoUpdate, which
knows what has come of it."""

from __future__ import annotations

from dataclasses import replace

from django.db import IntegrityError, transaction

from accounts.actions.refused import ActionRefused
from accounts.audit import record
from accounts.models import LocalAuthority, PortalUser, School, Trust
from accounts.permissions import Permission, check_everywhere
from accounts.queries.school_details import SchoolDetails, details_of, faults
from accounts.queries.trusts import live_trusts


@transaction.atomic
def set_up_school(details: SchoolDetails, *, trust: Trust | None, by: PortalUser) -> School:
    """A new school, without people, MIS and data. Raises PermissionDenied, ActionRefused."""
    check_everywhere(by, Permission.MANAGE_SCHOOLS)
    # A removal of the trust waits for this lock, as a move of schools into it does.
    if trust is not None and not live_trusts().select_for_update().filter(pk=trust.pk).exists():
        raise ActionRefused(
            f"The school was not set up: {trust} was removed meanwhile.", field="trust"
        )
    school = School(trust=trust)
    write_details(school, details)
    after = {**details_of(school).told(), "trust": trust.name if trust else ""}
    record("school.set_up", by=by, school=school, after=after)
    return school


def write_details(school: School, details: SchoolDetails) -> None:
    """Save the school, new or locked, as the details say. The caller checks who may, and records.

    Raises ActionRefused where they cannot be so.
    """
    details = replace(details, name=" ".join(details.name.split()))
    found = faults(details, besides=school if school.pk else None)
    if found:
        raise ActionRefused(
            f"Nothing was changed. {' '.join(found.values())}", field=next(iter(found))
        )
    # A removal of the authority waits for this lock.
    authorities = LocalAuthority.objects.select_for_update(no_key=True)
    authority = authorities.filter(pk=details.local_authority.pk).first()
    if authority is None:
        raise ActionRefused(
            f"Nothing was changed: {details.local_authority} was removed meanwhile.",
            field="local_authority",
        )
    school.local_authority = authority
    school.name, school.establishment = details.name, details.establishment
    school.urn, school.phase = details.urn, details.phase
    school.uses_autotext = details.uses_autotext
    try:
        with transaction.atomic():
            school.save()
    except IntegrityError:
        raise ActionRefused(
            "Nothing was changed: another school was given this DfE number or URN meanwhile. "
            "Find that school first."
        ) from None
