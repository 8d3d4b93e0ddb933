"""Datashare's data: which school granted what, and pages of it. No web pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from sandbox.people import PretendSchool
from sandbox.vendors.core.messages import Answer, Request, json_answer
from sandbox.vendors.core.paging import only, page_of, whole_number
from sandbox.vendors.core.world import Rows, World
from sandbox.vendors.integris import rows
from sandbox.vendors.integris.permissions import PERMISSIONS

CODE: Final = "integris"
PARTNER_KEY: Final = "pretend-integris-key"
PAGE_SIZE: Final = 500

_BUILD: Final[Mapping[str, Callable[[PretendSchool], Rows]]] = {
    "staff": rows.staff,
    "pupils": rows.pupils,
    "contacts": rows.contacts,
    "groups": rows.groups,
}


def grant_of(world: World, school: str) -> dict[str, Any] | None:
    """What a school granted; None when it did not."""
    found: dict[str, Any] | None = world.drawer(CODE).get("grants", {}).get(school)
    return found


def give(world: World, school: str, permissions: Mapping[str, list[str]]) -> None:
    """Grant access, or change what is granted."""
    before = grant_of(world, school)
    with world.changing(CODE) as drawer:
        drawer.setdefault("grants", {})[school] = {
            "granted_at": before["granted_at"]
            if before
            else f"{world.clock.now():%Y-%m-%dT%H:%M:%SZ}",
            "permissions": {name: list(permissions.get(name, ())) for name in PERMISSIONS},
        }


def withdraw(world: World, school: str) -> None:
    """Take the access away."""
    with world.changing(CODE) as drawer:
        drawer.get("grants", {}).pop(school, None)


def set_page_size(world: World, number: int) -> None:
    """Give out so many items a page instead of ``PAGE_SIZE``."""
    with world.changing(CODE) as drawer:
        drawer["page_size"] = number


def grant(world: World, request: Request, dfe: str) -> Answer:
    """Whether a school granted access, and to what."""
    found = _found(world, request, dfe)
    return found if isinstance(found, Answer) else json_answer(found[1])


def _found(world: World, request: Request, dfe: str) -> Answer | tuple[str, dict[str, Any]]:
    """The school and its grant, or what to answer."""
    if request.headers.get("x-partner-key") != PARTNER_KEY:
        return json_answer({"error": "unknown_partner"}, status=401)
    school = world.schools.key_of_dfe(dfe)
    granted = grant_of(world, school) if school else None
    if school is None or granted is None:
        return json_answer({"error": "not_granted"}, status=404)
    return school, granted


def data(world: World, request: Request, dfe: str, name: str) -> Answer:
    """A page of one permission's items."""
    found = _found(world, request, dfe)
    if isinstance(found, Answer):
        return found
    school, granted = found
    if name not in PERMISSIONS:
        return json_answer({"error": "unknown_permission"}, status=404)
    asked = [each for each in request.query.get("fields", "").split(",") if each]
    refused = _refused(request, name, asked, granted["permissions"][name])
    if refused:
        return refused
    try:
        number = whole_number(request.query.get("page", ""), otherwise=1)
        items = _items(world, request, school, name)
    except ValueError:
        return json_answer({"error": "bad_parameter"}, status=400)
    size = world.drawer(CODE).get("page_size", PAGE_SIZE)
    page = page_of(request, items, number=number, size=size)
    if number > max(1, page.pages):
        return json_answer({"error": "no_such_page"}, status=404)
    return json_answer(
        {
            "page": number,
            "pages": max(1, page.pages),
            "total": page.total,
            "items": [only(item, asked) for item in page.items],
        }
    )


def _refused(request: Request, name: str, asked: list[str], permitted: list[str]) -> Answer | None:
    unknown = [each for each in asked if each not in PERMISSIONS[name].fields]
    if unknown or not asked:
        return json_answer({"error": "unknown_field", "fields": unknown}, status=400)
    outside = [
        each
        for each in asked
        if each not in permitted or request.refuses(f"{name}.{each}") or request.refuses(name)
    ]
    if not outside:
        return None
    told = {"error": "field_not_permitted", "permission": name, "fields": outside}
    return json_answer(told, status=403)


def _items(world: World, request: Request, school: str, name: str) -> Rows:
    if name in _BUILD:
        return world.table(CODE, school, name, _BUILD[name])
    given = request.query.get("date")
    on = date.fromisoformat(given) if given else world.clock.today()
    return world.table(CODE, school, f"{name}{on}", lambda there: rows.attendance(there, on))
