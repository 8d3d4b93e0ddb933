"""ScholarPack's codes and tokens: issue, refresh with rotation, expiry, revocation, PKCE."""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Sequence
from typing import Any, Final

from sandbox.vendors.core.messages import Answer, Request, json_answer
from sandbox.vendors.core.world import Drawer, World

CODE: Final = "scholarpack"
CLIENT_ID: Final = "uso-autoupdate"
CLIENT_SECRET: Final = "pretend-scholarpack-secret"  # noqa: S105  of nobody real
SCOPES: Final = {
    "student:read": "Pupils",
    "staff:read": "Staff",
    "contact:read": "Contacts",
    "group:read": "Form groups",
    "attendance:read": "Attendance",
}
CODE_SECONDS, ACCESS_SECONDS, REFRESH_SECONDS = 600, 3600, 30 * 86_400


class RefusalError(Exception):
    """A token request that is refused. `str()` is OAuth's word for why."""


def issue_code(
    world: World, *, school: str, scopes: Sequence[str], redirect_uri: str, challenge: str
) -> str:
    """A code for an approval that was just given."""
    code = secrets.token_urlsafe(24)
    with world.changing(CODE) as drawer:
        drawer.setdefault("codes", {})[code] = {
            "school": school,
            "scopes": list(scopes),
            "redirect_uri": redirect_uri,
            "challenge": challenge,
            "until": world.clock.timestamp() + CODE_SECONDS,
        }
    return code


def token(world: World, request: Request) -> Answer:
    """The token end point."""
    if not _is_client(request):
        return json_answer({"error": "invalid_client"}, status=401).plus(
            ("WWW-Authenticate", 'Basic realm="ScholarPack"')
        )
    grants = {"authorization_code": _by_code, "refresh_token": _by_refresh}
    by_grant = grants.get(request.field("grant_type"))
    if by_grant is None:
        return json_answer({"error": "unsupported_grant_type"}, status=400)
    try:
        with world.changing(CODE) as drawer:
            return json_answer(by_grant(world, drawer, request))
    except RefusalError as refusal:
        world.save()
        return json_answer({"error": str(refusal)}, status=400)


def revoke(world: World, request: Request) -> Answer:
    """The revocation end point: the approval that a token came of is over."""
    if not _is_client(request):
        return json_answer({"error": "invalid_client"}, status=401)
    with world.changing(CODE) as drawer:
        given = request.field("token")
        for kind in ("access", "refresh"):
            found = drawer.get(kind, {}).get(given)
            if found:
                _end(drawer, found["approval"])
    return Answer()


def access_of(world: World, request: Request) -> dict[str, Any] | None:
    """The school and scopes of a request's token; None if it is good for nothing."""
    given = request.bearer
    if request.fault("expired_token"):
        with world.changing(CODE) as drawer:
            drawer.get("access", {}).pop(given, None)
    found: dict[str, Any] | None = world.drawer(CODE).get("access", {}).get(given)
    if found is None or found["until"] < world.clock.timestamp():
        return None
    return found


def withdraw(world: World, school: str) -> None:
    """The school ends all its approvals."""
    with world.changing(CODE) as drawer:
        for kind in ("access", "refresh"):
            for found in list(drawer.get(kind, {}).values()):
                if found["school"] == school:
                    _end(drawer, found["approval"])


def _is_client(request: Request) -> bool:
    wanted = (CLIENT_ID, CLIENT_SECRET)
    posted = request.field("client_id"), request.field("client_secret")
    return wanted in (request.basic, posted)


def _by_code(world: World, drawer: Drawer, request: Request) -> dict[str, Any]:
    given = drawer.setdefault("codes", {}).pop(request.field("code"), None)
    if given is None or given["until"] < world.clock.timestamp():
        raise RefusalError("invalid_grant")
    if given["redirect_uri"] != request.field("redirect_uri"):
        raise RefusalError("invalid_grant")
    if challenge_of(request.field("code_verifier")) != given["challenge"]:
        raise RefusalError("invalid_grant")
    approval = secrets.token_hex(8)
    common = {"approval": approval, "school": given["school"], "scopes": given["scopes"]}
    return _issue(world, drawer, request, common)


def _by_refresh(world: World, drawer: Drawer, request: Request) -> dict[str, Any]:
    given = drawer.setdefault("refresh", {}).get(request.field("refresh_token"))
    if given is None or given["until"] < world.clock.timestamp():
        raise RefusalError("invalid_grant")
    if given["is_used"]:
        # Somebody else has it: nothing that came of this approval is safe.
        _end(drawer, given["approval"])
        raise RefusalError("invalid_grant")
    given["is_used"] = True
    common = {name: given[name] for name in ("approval", "school", "scopes")}
    return _issue(world, drawer, request, common)


def _issue(
    world: World, drawer: Drawer, request: Request, common: dict[str, Any]
) -> dict[str, Any]:
    now = world.clock.timestamp()
    _forget_old(drawer, now)
    access, refresh = secrets.token_urlsafe(24), secrets.token_urlsafe(24)
    drawer.setdefault("access", {})[access] = {**common, "until": now + ACCESS_SECONDS}
    refreshing = {**common, "until": now + REFRESH_SECONDS, "is_used": False}
    drawer.setdefault("refresh", {})[refresh] = refreshing
    wrong = request.fault("wrong_clock")
    hours = float(wrong.values.get("hours", 72)) if wrong else 0
    there = world.schools[common["school"]]
    return {
        "access_token": access,
        "token_type": "Bearer",
        "expires_in": int(ACCESS_SECONDS - hours * 3600),
        "refresh_token": refresh,
        "scope": " ".join(common["scopes"]),
        "school": {"id": there.la + there.establishment, "name": there.name},
    }


def _forget_old(drawer: Drawer, now: float) -> None:
    for kind in ("codes", "access", "refresh"):
        kept = {key: each for key, each in drawer.get(kind, {}).items() if each["until"] > now}
        drawer[kind] = kept


def _end(drawer: Drawer, approval: str) -> None:
    for kind in ("access", "refresh"):
        kept = drawer.get(kind, {}).items()
        drawer[kind] = {key: each for key, each in kept if each["approval"] != approval}


def challenge_of(verifier: str) -> str:
    """The S256 challenge of a PKCE verifier."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
