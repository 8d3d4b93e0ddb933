"""Writing down that the desk sees what a school sees, and that it has stopped.

What is seen, and for how long, is in the session of whoever looks.
"""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.audit import record
from accounts.models import PortalUser, Role, School
from accounts.permissions import Permission, check
from accounts.seeing import ROLES

STARTED, STOPPED = "school_view.started", "school_view.stopped"
#: Why it stopped.
PRESSED, TIME_OVER = "Stopped", "Its time was over"


@transaction.atomic
def start_seeing(school: School, *, role: Role, by: PortalUser) -> None:
    """Write the beginning down. Raises PermissionDenied."""
    check(by, Permission.SEE_AS_SCHOOL, school)
    if role not in ROLES:
        raise PermissionDenied
    record(STARTED, by=by, school=school, after={"role": role.label})


@transaction.atomic
def stop_seeing(school: School, *, role: Role, by: PortalUser, reason: str) -> None:
    """Write the end down."""
    record(STOPPED, by=by, school=school, after={"role": role.label}, reason=reason)
