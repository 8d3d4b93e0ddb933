"""Making the entries by which accounts are found by name, for all whose names are new.

It is asked every few seconds; what is left over is done the next time. It changes no account.
"""

from __future__ import annotations

from django.db import transaction

from accounts.bulk.names import read_some

#: Accounts of one transaction: nobody at a page waits for more.
BATCH = 500
#: Accounts at one go: about four seconds' work.
MOST = 20_000


def read_new_names(*, most: int = MOST) -> int:
    """Make the entries of at most ``most`` noted accounts; returns of how many."""
    num_read = 0
    while num_read < most:
        with transaction.atomic():
            num_more = read_some(most=min(BATCH, most - num_read))
        num_read += num_more
        if num_more < BATCH:
            break
    return num_read
