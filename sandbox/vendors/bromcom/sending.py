"""Bromcom sends: one file after another to the portal, with what may go wrong on the way."""

from __future__ import annotations

import json
import time
from contextlib import closing, suppress
from dataclasses import asdict, dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any, Final
from urllib.parse import urlsplit

from sandbox.vendors.bromcom.files import SHEETS, Sheet, csv_file
from sandbox.vendors.core.faults import Fault
from sandbox.vendors.core.requestlog import Seen
from sandbox.vendors.core.world import World

CODE: Final = "bromcom"
LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_TRIES, _LONGEST_WAIT, _TIMEOUT = 3, 30, 120
_WORTH_ANOTHER_TRY = frozenset({0, 429, 503})


@dataclass(frozen=True, slots=True)
class Sent:
    """How the sending of one file ended; ``status`` is 0 when nobody answered."""

    sub_report: str
    status: int
    message: str


def is_this_machine(portal: str) -> bool:
    """Whether an address is one that a pretend vendor may send to."""
    parts = urlsplit(portal)
    return parts.scheme in ("http", "https") and parts.hostname in LOOPBACK


def send_all(world: World, school: str) -> list[Sent]:
    """Every file of a school, with the keys of its settings page; kept there as the last result."""
    settings = world.drawer(CODE)["settings"][school]
    sent = [
        _send(world, school, name, sheet, settings)
        for name, sheet in SHEETS.items()
        if settings["has_consent"] or not sheet.needs_consent
    ]
    with world.changing(CODE) as drawer:
        drawer["settings"][school]["last"] = [asdict(each) for each in sent]
        drawer["settings"][school]["last_at"] = world.clock.now().isoformat(timespec="seconds")
    return sent


def _send(world: World, school: str, name: str, sheet: Sheet, settings: dict[str, Any]) -> Sent:
    if not is_this_machine(settings["portal"]):
        return Sent(name, 0, "The pretend Bromcom sends to this machine only.")
    faults = world.faults.strike(CODE, (name,))
    body = _body(world, school, sheet, faults)
    sent = Sent(name, 0, "")
    for tried in range(_TRIES):
        sent, wait = _try(name, body, settings, faults)
        _note(world, sent, faults)
        if sent.status not in _WORTH_ANOTHER_TRY or tried == _TRIES - 1:
            break
        time.sleep(min(wait, _LONGEST_WAIT) * world.patience)
    return sent


def _body(world: World, school: str, sheet: Sheet, faults: tuple[Fault, ...]) -> bytes:
    kinds = {each.kind for each in faults}
    rows = () if "empty_list" in kinds else tuple(sheet.rows(world.schools[school]))
    body = csv_file(sheet, rows, counted=len(rows) + 7 if "wrong_count" in kinds else None)
    return body[: len(body) // 2] if "cut_file" in kinds else body


def _try(
    name: str, body: bytes, settings: dict[str, Any], faults: tuple[Fault, ...]
) -> tuple[Sent, float]:
    """One request, and how long to wait before another."""
    parts = urlsplit(settings["portal"])
    secure = parts.scheme == "https"
    kind = HTTPSConnection if secure else HTTPConnection
    connection = kind(parts.hostname or "", parts.port or (443 if secure else 80), timeout=_TIMEOUT)
    headers = {
        "Authorization": f"Licence-Key {settings['licence_key']}",
        "X-Supplier-Id": settings["supplier_id"],
        "X-Supplier-Password": settings["supplier_password"],
        "Content-Type": "text/csv; charset=utf-8",
        "Content-Length": str(len(body)),
        "User-Agent": "Bromcom-Integration/4",
    }
    if any(each.kind == "half_body" for each in faults):
        body = body[: len(body) // 2]
    try:
        with closing(connection):
            connection.request(
                "POST", f"{parts.path.rstrip('/')}/api/push/v1/{name}", body, headers
            )
            if len(body) < int(headers["Content-Length"]):
                return Sent(name, 0, "The connection was lost."), 0
            answer = connection.getresponse()
            text = answer.read(100_000)
            wait = answer.headers.get("Retry-After", "1")
            told = Sent(name, answer.status, _message(text))
            return told, float(wait) if wait.isdigit() else 1
    except (OSError, HTTPException, ValueError) as error:
        return Sent(name, 0, f"AutoUpdate did not answer ({type(error).__name__})."), 1


def _message(text: bytes) -> str:
    with suppress(ValueError):
        given = json.loads(text)
        if isinstance(given, dict):
            return str(given.get("message") or given.get("state") or given.get("detail") or "")
    return ""


def _note(world: World, sent: Sent, faults: tuple[Fault, ...]) -> None:
    world.log.add(
        Seen(
            at=world.clock.timestamp(),
            vendor=CODE,
            resource=f"push {sent.sub_report}",
            method="POST",
            path=f"/api/push/v1/{sent.sub_report}",
            query="",
            user_agent="",
            status=sent.status,
            faults=tuple(each.kind for each in faults),
            detail=sent.message,
        )
    )


def evening(world: World) -> None:
    """What happens after 18:00: every school with a schedule is sent."""
    for school, settings in list(world.drawer(CODE).get("settings", {}).items()):
        if settings["is_scheduled"] and school in world.schools:
            send_all(world, school)


def point_at(world: World, portal: str) -> None:
    """Let every school's settings lead to where the portal of this machine is now."""
    if not portal:
        return
    with world.changing(CODE) as drawer:
        for settings in drawer.get("settings", {}).values():
            if is_this_machine(settings["portal"]):
                settings["portal"] = portal
