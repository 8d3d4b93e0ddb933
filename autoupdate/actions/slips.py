"""Writing down that usernames leave the portal on slips: whose, how, and by whom."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from django.db import transaction

from accounts.audit import record
from accounts.models import PortalUser, School
from accounts.permissions import Permission, check


class Form(StrEnum):
    """How slips leave the portal; the value is the audit event's action."""

    PAGE = "slips.printed"
    CSV = "slips.downloaded"


@transaction.atomic
def note_slips(account_ids: Sequence[int], *, school: School, form: Form, by: PortalUser) -> None:
    """Write down that slips of these accounts were made. Raises PermissionDenied."""
    check(by, Permission.PRINT_SLIPS, school)
    after = {"num": len(account_ids), "accounts": list(account_ids)}
    record(form.value, by=by, school=school, after=after)
