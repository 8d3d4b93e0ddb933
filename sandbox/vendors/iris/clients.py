"""iSAMS's REST API clients: registered by the school, with modules, secrets and tokens."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import Any, Final

from sandbox.vendors.core.messages import Answer, Request, json_answer
from sandbox.vendors.core.world import Drawer, World

CODE: Final = "iris"
MODULES: Final = {
    "STUDENTMANAGEMENT": "Student manager",
    "HRMANAGER": "HR manager",
    "SCHOOLMANAGEMENT": "School management",
}
TOKEN_SECONDS = 3600


def register(world: World, school: str, modules: Iterable[str]) -> tuple[str, str]:
    """A new client of a school: id and secret. Older clients stay."""
    client, secret = f"uso-{secrets.token_hex(6)}", secrets.token_urlsafe(24)
    with world.changing(CODE) as drawer:
        drawer.setdefault("clients", {})[client] = {
            "school": school,
            "secret": secret,
            "modules": [each for each in modules if each in MODULES],
        }
    return client, secret


def clients_of(world: World, school: str) -> dict[str, dict[str, Any]]:
    """A school's clients by id."""
    clients = world.drawer(CODE).get("clients", {}).items()
    return {client: each for client, each in clients if each["school"] == school}


def withdraw(world: World, school: str) -> None:
    """The school removes all its clients."""
    with world.changing(CODE) as drawer:
        for client in clients_of(world, school):
            remove(drawer, client)


def remove(drawer: Drawer, client: str) -> None:
    """Forget a client and its tokens."""
    drawer["clients"].pop(client, None)
    tokens = drawer.get("tokens", {}).items()
    drawer["tokens"] = {token: each for token, each in tokens if each["client"] != client}


def token(world: World, request: Request, school: str) -> Answer:
    """The token end point."""
    if request.field("grant_type") != "client_credentials":
        return json_answer({"error": "unsupported_grant_type"}, status=400)
    client = request.field("client_id") or request.basic[0]
    secret = request.field("client_secret") or request.basic[1]
    known = clients_of(world, school).get(client)
    if known is None or known["secret"] != secret:
        return json_answer({"error": "invalid_client"}, status=400)
    if request.field("scope") not in ("", "restapi"):
        return json_answer({"error": "invalid_scope"}, status=400)
    issued, now = secrets.token_urlsafe(24), world.clock.timestamp()
    with world.changing(CODE) as drawer:
        tokens = drawer.get("tokens", {}).items()
        drawer["tokens"] = {one: each for one, each in tokens if each["until"] > now}
        drawer["tokens"][issued] = {"client": client, "until": now + TOKEN_SECONDS}
    wrong = request.fault("wrong_clock")
    hours = float(wrong.values.get("hours", 72)) if wrong else 0
    return json_answer(
        {
            "access_token": issued,
            "expires_in": int(TOKEN_SECONDS - hours * 3600),
            "token_type": "Bearer",
        }
    )


def modules_of(world: World, request: Request, school: str) -> list[str] | None:
    """The modules that a request's token opens at a school; None if it is good for nothing."""
    if request.fault("expired_token"):
        with world.changing(CODE) as drawer:
            drawer.get("tokens", {}).pop(request.bearer, None)
    found = world.drawer(CODE).get("tokens", {}).get(request.bearer)
    if found is None or found["until"] < world.clock.timestamp():
        return None
    client = clients_of(world, school).get(found["client"])
    return list(client["modules"]) if client else None
