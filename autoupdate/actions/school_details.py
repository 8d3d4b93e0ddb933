"""Changing what is said of a school: name, URN, phase, AutoText; and its number, while nothing has
come of it. Changing it back is the same deed again."""

from __future__ import annotations

from django.db import transaction

from accounts.actions.given import given_reason
from accounts.actions.locking import lock_school
from accounts.actions.refused import ActionRefused
from accounts.actions.schools import write_details
from accounts.audit import record
from accounts.models import PortalUser, School
from accounts.permissions import Permission, check
from accounts.queries.school_details import SchoolDetails, details_of
from autoupdate.queries.school_details import together, what_came


@transaction.atomic
def change_school(school: School, details: SchoolDetails, *, reason: str, by: PortalUser) -> School:
    """The school as the details say. Raises PermissionDenied, ActionRefused."""
    check(by, Permission.MANAGE_SCHOOLS, school)
    reason = given_reason(reason)
    school = lock_school(school.pk)
    was = details_of(school).told()
    write_details(school, details)
    now = details_of(school).told()
    changed = [each for each in was if was[each] != now[each]]
    if not changed:
        raise ActionRefused(f"Nothing was changed: {school} is like that already.")
    came = what_came(school) if "number" in changed else []
    if came:
        raise ActionRefused(
            f"Nothing was changed: there are {together(came)} of the school already, so its "
            "local authority and DfE number stay as they are."
        )
    record(
        "school.changed",
        by=by,
        school=school,
        before={each: was[each] for each in changed},
        after={each: now[each] for each in changed},
        reason=reason,
    )
    return school
