"""Writing the audit trail: one function, called inside the transaction it reports on."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.bulk.rows import as_json
from accounts.bulk.statements import run
from accounts.models import PortalUser, School, UsoAccount

SYSTEM = "AutoUpdate"


_RECORD = """
INSERT INTO accounts_auditevent
    (at, by_id, by_label, action, school_id, account_id, subject, before, after, reason)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""


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
) -> None:
    """Write one event. ``by=None`` means the system itself.

    Raises RuntimeError outside a transaction: an event must stand or fall with its deed.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("An audit event is written in the transaction of what it reports.")
    who, where = (by.pk, str(by)) if by else (None, SYSTEM), school.pk if school else None
    whom = account.pk if account else None
    texts = [None if each is None else as_json(each) for each in (before, after)]
    run(_RECORD, [timezone.now(), *who, action, where, whom, subject, *texts, reason])
