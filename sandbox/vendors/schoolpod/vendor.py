"""The pretend SchoolPod's addresses: results behind cursors, and the page with the API keys."""

from __future__ import annotations

import base64
import binascii
import json
import secrets
from collections.abc import Callable, Mapping
from typing import Any, Final

from sandbox.people import PretendSchool
from sandbox.vendors.core.messages import Answer, Request, html_answer, json_answer
from sandbox.vendors.core.pages import Tick, facts, form, heading, page, paragraph, side_form, ticks
from sandbox.vendors.core.paging import page_of, whole_number
from sandbox.vendors.core.routes import Vendor, route
from sandbox.vendors.core.signing_in import OTHER, visitor_or_page
from sandbox.vendors.core.world import Rows, World
from sandbox.vendors.schoolpod import rows

CODE, LABEL = "schoolpod", "SchoolPod"
_LIMIT, _MOST_LIMIT = 100, 500

RESOURCES: Final[Mapping[str, Callable[[PretendSchool], Rows]]] = {
    "staff": rows.staff,
    "students": rows.students,
    "guardians": rows.guardians,
}


def _data(world: World, request: Request, name: str) -> Answer:
    key = world.drawer(CODE).get("keys", {}).get(request.headers.get("x-api-key", ""))
    if key is None:
        return json_answer({"error": "bad_key"}, status=401)
    if name not in RESOURCES:
        return json_answer({"error": "not_found"}, status=404)
    if name not in key["resources"] or request.refuses(name):
        return json_answer({"error": "not_permitted", "resource": name}, status=403)
    try:
        limit = whole_number(request.query.get("limit", ""), otherwise=_LIMIT, most=_MOST_LIMIT)
        first = _place(request.query.get("cursor", ""))
    except ValueError:
        return json_answer({"error": "bad_cursor"}, status=400)
    items = world.table(CODE, key["school"], name, RESOURCES[name])
    found = page_of(request, items[first:], number=1, size=limit)
    if request.fault("repeat_page"):
        found = page_of(request, items, number=1, size=limit)
    following = first + len(found.items)
    has_more = bool(found.items) and following < len(items)
    return json_answer(
        {
            "results": list(found.items),
            "next": _cursor(following) if has_more else None,
            "count": first + found.total,
        }
    )


def _cursor(place: int) -> str:
    return base64.urlsafe_b64encode(json.dumps({"a": place}).encode()).decode().rstrip("=")


def _place(cursor: str) -> int:
    """Where a cursor points. Raises ValueError."""
    if not cursor:
        return 0
    try:
        given: Any = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        return int(given["a"])
    except (binascii.Error, UnicodeDecodeError, KeyError, TypeError) as error:
        raise ValueError(cursor) from error


def make_key(world: World, school: str, resources: list[str]) -> str:
    """A new key of a school; older keys stay."""
    key = f"sp_{secrets.token_urlsafe(24)}"
    with world.changing(CODE) as drawer:
        chosen = [name for name in RESOURCES if name in resources]
        drawer.setdefault("keys", {})[key] = {"school": school, "resources": chosen}
    return key


def withdraw(world: World, school: str) -> None:
    """End all keys of a school."""
    with world.changing(CODE) as drawer:
        kept = drawer.get("keys", {}).items()
        drawer["keys"] = {key: each for key, each in kept if each["school"] != school}


def _page(world: World, request: Request) -> Answer:
    """*Settings > API keys*."""
    visitor = visitor_or_page(world, request, vendor=CODE, label=LABEL)
    if isinstance(visitor, Answer):
        return visitor
    if not visitor.may_approve:
        told = paragraph("You do not have permission to make API keys.", kind="wrong")
        return html_answer(page(LABEL, "API keys", told, OTHER))
    done = _done(world, request, visitor.school)
    keys = world.drawer(CODE).get("keys", {})
    num_keys = sum(each["school"] == visitor.school for each in keys.values())
    boxes = (Tick("resource", name, name.capitalize()) for name in RESOURCES)
    return html_answer(
        page(
            LABEL,
            "API keys",
            paragraph(world.schools.name(visitor.school)),
            done,
            heading("New key for BehaviourWatch"),
            form(ticks("It may read", boxes), buttons=(("make", "Make a key"),)),
            heading("Keys in use"),
            paragraph(f"{num_keys} in use." if num_keys else "There are none."),
            side_form("withdraw", "End all keys") if num_keys else "",
            OTHER,
        )
    )


def _done(world: World, request: Request, school: str) -> str:
    if request.field("press") == "withdraw":
        withdraw(world, school)
        return paragraph("All keys have ended.", kind="note")
    if request.field("press") != "make":
        return ""
    key = make_key(world, school, request.form.get("resource", []))
    return paragraph("The key is shown only now.", kind="note") + facts([("API key", key)])


SCHOOLPOD = Vendor(
    code=CODE,
    label=LABEL,
    withdraw=withdraw,
    routes=(
        route("GET", "/", "pages", _page),
        route("POST", "/", "pages", _page),
        route(
            "GET",
            "/api/v2/<name>",
            lambda request: (request.path.strip("/").rpartition("/")[2],),
            _data,
        ),
    ),
)
