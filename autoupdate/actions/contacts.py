"""Writing down that somebody looked at a pupil's contacts."""

from __future__ import annotations

from django.db import transaction

from accounts.audit import record
from accounts.models import PortalUser
from accounts.permissions import Permission, check
from matching.models import MisPerson

SEEN = "contacts.seen"


@transaction.atomic
def note_look(student: MisPerson, *, by: PortalUser) -> None:
    """Write the look down. Raises PermissionDenied."""
    school = student.school_mis.school
    check(by, Permission.SEE_CONTACTS, school)
    record(SEEN, by=by, school=school, subject=f"mis_person:{student.pk}")
