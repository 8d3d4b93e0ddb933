"""The keys with which a school's data are sent, without showing any of them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from django.utils import timezone

from accounts.dates import uk_date, uk_datetime
from autoupdate.actions.connecting import SUPPLIER_PASSWORD
from autoupdate.actions.keys import live_key
from autoupdate.connectors.base import Connector, Delivery
from autoupdate.models import LicenceKey, MisConnection
from autoupdate.queries.pushes import only_once
from autoupdate.reaching import known_secrets
from autoupdate.views.words import ago

#: What is said over the keys of an MIS that sends.
_LEADS: Mapping[Delivery, str] = MappingProxyType(
    {
        Delivery.AGENT: "The AutoUpdate software at the school signs in with it.",
        Delivery.PUSH: "{mis} signs in with these three, and sends by itself.",
    }
)


def keys_of(connector: Connector, connection: MisConnection) -> dict[str, Any]:
    """The state of the keys, where the MIS needs any."""
    if connector.delivery not in _LEADS:
        return {"has_key": False}
    school_mis = connection.school_mis
    key = live_key(school_mis.school)
    is_push = connector.delivery is Delivery.PUSH
    rows = key_rows(key) if key else []
    return {
        "has_key": True,
        "is_push": is_push,
        "key": key,
        "only_once": _only_once(connection, connector) if is_push else "",
        "key_lead": _LEADS[connector.delivery].format(mis=connector.label),
        "key_rows": [*rows, *(_supplier_rows(connection) if is_push else [])],
    }


def key_rows(key: LicenceKey) -> list[dict[str, Any]]:
    """What may be said of a licence key without showing it."""
    return [
        {"key": "Issued", "value": uk_date(key.issued_at)},
        {
            "key": "Last used",
            "value": ago(key.last_used_at).capitalize(),
            "hint": uk_datetime(key.last_used_at) if key.last_used_at else "",
        },
    ]


def _only_once(connection: MisConnection, connector: Connector) -> str:
    """What to do where the MIS sent once and made no schedule; "" where that is not so."""
    sent_at = only_once(connection.school_mis, timezone.now())
    if sent_at is None:
        return ""
    return (
        f"{connector.label} sent on {uk_date(sent_at)}, and not since. Open its settings again and "
        "press Save, not Save & Run: only Save makes the daily schedule."
    )


def _supplier_rows(connection: MisConnection) -> list[dict[str, Any]]:
    has_password = SUPPLIER_PASSWORD in known_secrets(connection)
    made = {
        "value": f"Made {uk_datetime(connection.entered_at)}",
        "hint": f"by {connection.entered_by}. It is shown once, and can only be made anew.",
    }
    return [
        {"key": "Supplier ID", "value": "Made" if connection.reference else "None yet"},
        {"key": "Supplier password", **(made if has_password else {"value": "None yet"})},
    ]
