"""Make the blocking keys that accounts keep anew, some accounts at a time.

To be done after the name tables or the recipe have changed (``matching.engine.keys_version``).
"""

from __future__ import annotations

from django.db import transaction

from accounts.bulk.accounts import DETAILS
from accounts.models import UsoAccount
from matching.keys import person_of, stored_keys

#: Accounts of one transaction: a night waits no longer for them than for a school's.
AT_ONCE = 1_000


def renew_keys(*, at_once: int = AT_ONCE) -> int:
    """Write the keys of all accounts that keep others; returns how many those were.

    Each part is a transaction of its own, so that it can be stopped and begun again.
    """
    num_renewed = 0
    last: int | None = 0
    while last is not None:
        last, num = _renew_some(last, at_once)
        num_renewed += num
    return num_renewed


@transaction.atomic
def _renew_some(after: int, at_once: int) -> tuple[int | None, int]:
    """Renew the next accounts; returns the last one's id (None: there were none) and how many."""
    accounts = list(
        UsoAccount.objects.select_for_update(of=("self",))
        .select_related("local_authority")
        .filter(pk__gt=after)
        .order_by("pk")[:at_once]
    )
    stale = []
    for account in accounts:
        details = {name: getattr(account, name) for name in DETAILS}
        person = person_of("", account.kind, details)
        keys = stored_keys(person, la_code=account.local_authority.code)
        if keys != account.blocking_keys:
            account.blocking_keys = keys
            stale.append(account)
    UsoAccount.objects.bulk_update(stale, ["blocking_keys"])
    return (accounts[-1].pk if accounts else None), len(stale)
