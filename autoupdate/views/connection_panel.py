"""The connection to a school's MIS on AutoUpdate Settings: how it stands, and what can be done.

It works nothing out itself, and shows no secret.
"""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from accounts.dates import uk_datetime
from accounts.models import PortalUser
from accounts.permissions import is_desk
from autoupdate.connectors.base import Connector, CredentialField, Delivery, Entry
from autoupdate.connectors.trouble import TROUBLES, TroubleKind, desk_text, school_text
from autoupdate.models import CaseKind, MisConnection
from autoupdate.queries.cases import kind_for
from autoupdate.queries.checks import checks_of
from autoupdate.queries.setup_facts import APPROVE_AGAIN, SetupFacts

#: After so many approvals without an endpoint, another one will not help.
TIMES_TRIED = 2
_HEADINGS = {
    TroubleKind.TEMPORARY: ("{mis} could not be read", "warn"),
    TroubleKind.MISCONFIGURED: ("{mis} needs you", "warn"),
    TroubleKind.PERMANENT: ("The Service Desk looks at the connection to {mis}", "bad"),
    TroubleKind.INTERNAL: ("The connection to {mis} does not work", "bad"),
}


def panel_of(
    connection: MisConnection, connector: Connector, facts: SetupFacts, *, by: PortalUser
) -> dict[str, Any]:
    """What the panel shows; empty where nothing is fetched."""
    if connector.delivery is not Delivery.PULL:
        return {"has_connection": False}
    return {
        "has_connection": True,
        "connection_rows": _rows(connection, connector, facts),
        "trouble": trouble_of(connection, connector, facts),
        "checks": checks_of(connection, connector=connector),
        "checked_at": connection.checked_at,
        "can_authorise": connector.approval is not None,
        "is_approved": facts.is_approved,
        "can_test": connector.puller is not None,
        "can_enter": bool(entered_by(by, connector)),
        "can_forget": bool(connection.sealed or connection.endpoint or connection.reference),
    }


def entered_by(user: PortalUser, connector: Connector) -> list[CredentialField]:
    """What this person may enter for the connection."""
    desk = is_desk(user)
    return [each for each in connector.credentials if desk or each.entered_by == "school"]


def trouble_of(
    connection: MisConnection, connector: Connector, facts: SetupFacts
) -> dict[str, Any] | None:
    """What is wrong with the connection, in words; None while all is well."""
    code = connection.trouble
    if code not in TROUBLES:
        return None
    heading, tone = _HEADINGS[TROUBLES[code].kind]
    details = connection.trouble_detail
    return {
        "heading": "MISSING ENDPOINT URL"
        if facts.lacks_endpoint
        else heading.format(mis=connector.label),
        "tone": tone,
        "text": school_text(code, mis=connector.label, details=details),
        "desk_note": desk_text(code, mis=connector.label, details=details),
        "at": connection.trouble_at,
        "is_endpoint_missing": code == "endpoint_missing",
        "approve_again": connector.approval is not None and code in APPROVE_AGAIN,
        "case_url": _case_url(connection, facts),
    }


def _case_url(connection: MisConnection, facts: SetupFacts) -> str:
    """Where to raise a case, once authorising again has not helped; "" before that."""
    kind = kind_for(facts.connector.code, kinds=[CaseKind.MISSING_ENDPOINT])
    if kind is None or not facts.lacks_endpoint or facts.num_approvals < TIMES_TRIED:
        return ""
    page = reverse("autoupdate:case_new", args=[connection.school_mis.school_id])
    return f"{page}?kind={kind.code}"


def _rows(
    connection: MisConnection, connector: Connector, facts: SetupFacts
) -> list[dict[str, Any]]:
    words, tone = _state(connection, connector, facts)
    rows: list[dict[str, Any]] = [{"key": "State", "value": "", "tag": words, "tone": tone}]
    if connection.approved_at:
        rows.append(
            {
                "key": "Approved",
                "value": uk_datetime(connection.approved_at),
                "hint": f"by {connection.approved_by}",
            }
        )
    rows += [_kept(each, connection) for each in connector.credentials if each.entry in _SHOWN]
    secrets = [each.label for each in connector.credentials if each.entry is Entry.SECRET]
    if secrets:
        rows.append({"key": " and ".join(secrets), **_entered(connection)})
    if connector.puller is not None:
        used = connection.last_used_at
        rows.append({"key": "Last fetched", "value": uk_datetime(used) if used else "Never"})
    return rows


#: What is entered and is no secret.
_SHOWN = frozenset({Entry.ENDPOINT, Entry.REFERENCE})


def _kept(declared: CredentialField, connection: MisConnection) -> dict[str, Any]:
    """One text that may be shown."""
    kept = {Entry.ENDPOINT: connection.endpoint, Entry.REFERENCE: connection.reference}
    return {"key": declared.label, "value": kept[declared.entry] or "Not known yet"}


def _entered(connection: MisConnection) -> dict[str, Any]:
    """That there are secrets, and since when; never what they are."""
    if not (connection.sealed and connection.entered_at):
        return {"value": "Not entered yet"}
    return {
        "value": f"Entered {uk_datetime(connection.entered_at)}",
        "hint": f"by {connection.entered_by}. Nobody is shown them again; enter them again to "
        "replace them.",
    }


def _state(connection: MisConnection, connector: Connector, facts: SetupFacts) -> tuple[str, str]:
    """How the connection stands, in a word or two, and its tone."""
    if connection.trouble:
        return ("Does not work", "bad")
    if not facts.is_connected:
        return ("Not connected yet", "neutral")
    if facts.has_worked:
        return ("Works", "good")
    is_told = connector.approval is not None or connector.credentials
    return ("Ready", "good") if is_told else ("Not seen yet", "neutral")
