"""Make the blocking keys that accounts keep anew, some accounts at a time.

Due after the name tables or the recipe have changed (``matching.engine.keys_version``). It knows
nothing of when it is called.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from accounts.bulk.accounts import DETAILS
from accounts.models import UsoAccount
from matching.engine import keys_version
from matching.keys import person_of, stored_keys
from matching.models import KeysRenewal

#: Accounts of one transaction: a night waits no longer for them than for a school's.
AT_ONCE = 1_000
#: Transactions of one call of ``renew_outdated``: a sweep is done before the next.
PARTS = 5


def keys_are_current() -> bool:
    """Whether all accounts keep the keys that this release would give them. One short query."""
    newest = KeysRenewal.objects.first()
    return newest is not None and newest.version == keys_version() and newest.done_at is not None


def renew_outdated(*, at_once: int = AT_ONCE, parts: int = PARTS) -> int:
    """Renew the keys of the next accounts, if another release made them; returns how many had
    others. Called again and again it comes to the end; two at once do not do the same twice.
    """
    num_renewed = 0
    for _ in range(parts):
        num = _go_on(at_once)
        if num is None:
            break
        num_renewed += num
    return num_renewed


@transaction.atomic
def _go_on(at_once: int) -> int | None:
    """Renew one part; None: there is nothing to do, or somebody else is at it."""
    if keys_are_current():
        return None
    ours, _ = KeysRenewal.objects.get_or_create(version=keys_version(), done_at=None)
    open_ones = KeysRenewal.objects.select_for_update(skip_locked=True)
    renewal = open_ones.filter(pk=ours.pk, done_at=None).first()
    if renewal is None:
        return None
    last, num = _renew_some(renewal.last_account, at_once)
    if last is None:
        renewal.done_at = timezone.now()
    else:
        renewal.last_account = last
    renewal.num_renewed += num
    renewal.save()
    return num


def renew_keys(*, at_once: int = AT_ONCE) -> int:
    """Write the keys of all accounts that keep others; returns how many those were.

    Each part is a transaction of its own, so that it can be stopped and begun again.
    """
    num_renewed = 0
    last: int | None = 0
    while last is not None:
        last, num = _renew_some(last, at_once)
        num_renewed += num
    KeysRenewal.objects.create(
        version=keys_version(), num_renewed=num_renewed, done_at=timezone.now()
    )
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
