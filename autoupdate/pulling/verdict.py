"""How a pull ended: whose turn it is, and whether and when it is tried again.

Pure: it looks at the parts. It must not know the database or the clock.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType

from autoupdate.connectors.trouble import TroubleKind
from autoupdate.pull_parts import MOST_TRIES, Part

#: The least grave first. What a person has to put right weighs more than what passes.
_GRAVITY = (
    TroubleKind.TEMPORARY,
    TroubleKind.MISCONFIGURED,
    TroubleKind.PERMANENT,
    TroubleKind.INTERNAL,
)

#: Troubles of the connection: what one sub-report met, the next would meet too.
OF_THE_CONNECTION = frozenset(
    {
        "unreachable",
        "busy",
        "not_authorised",
        "approval_withdrawn",
        "credentials_refused",
        "credentials_missing",
        "not_granted",
        "reference_unknown",
        "endpoint_missing",
        "address_refused",
        "address_unknown",
        "firewall",
        "redirected",
        "insecure",
        "partner_missing",
        "partner_refused",
        "key_lost",
    }
)

#: Cause → how long to wait after the first failed try, after the second. Somebody may be watching
#: a Force run; an evening has until the night.
WAITS: Mapping[str, Sequence[timedelta]] = MappingProxyType(
    {
        "force": (timedelta(minutes=1), timedelta(minutes=5)),
        "evening": (timedelta(minutes=10), timedelta(minutes=45)),
    }
)


def gravest(parts: Sequence[Part]) -> Part | None:
    """The failed part that says whose turn it is; the first of equals. None: nothing failed."""
    failed = [(each.kind, each) for each in parts if each.kind is not None]
    return max(failed, key=lambda pair: _GRAVITY.index(pair[0]))[1] if failed else None


def next_try(
    parts: Sequence[Part], *, cause: str, now: datetime, night_at: datetime
) -> datetime | None:
    """When the failed parts are tried again; None: they are not, or not before the night."""
    tries = [each.num_tries for each in parts if each.may_pass]
    if not tries:
        return None
    at = now + WAITS[cause][min(max(tries), MOST_TRIES - 1) - 1]
    return at if at < night_at else None
