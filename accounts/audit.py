"""Writing the audit trail: one function, called inside the transaction it reports on."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from accounts.models import AuditEvent, PortalUser, School, UsoAccount

SYSTEM = "AutoUpdate"


def record(
    action: str,
    *,
    by: PortalUser | None,
    school: School | None = None,
    account: UsoAccount | None = None,
    subject: str = "",
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
) -> AuditEvent:
    """Write one event. ``by=None`` means the system itself.

    Raises RuntimeError outside a transaction: an event must stand or fall with its deed.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("An audit event is written in the transaction of what it reports.")
    return AuditEvent.objects.create(
        action=action,
        by=by,
        by_label=str(by) if by else SYSTEM,
        school=school,
        account=account,
        subject=subject,
        before=before,
        after=after,
        reason=reason,
    )
