"""The pretend ScholarPack's addresses and its pages of data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from urllib.parse import urlencode

from sandbox.people import PretendSchool
from sandbox.vendors.core.messages import Answer, Request, json_answer
from sandbox.vendors.core.paging import Page, page_of, whole_number
from sandbox.vendors.core.routes import Vendor, route
from sandbox.vendors.core.world import Rows, World
from sandbox.vendors.scholarpack import rows, site, tokens

_PER_PAGE, _MOST_PER_PAGE, _MOST_DAYS = 50, 100, 31


@dataclass(frozen=True, slots=True)
class Resource:
    """One list: the scope it needs and how a school becomes its items (None: by day)."""

    scope: str
    build: Callable[[PretendSchool], Rows] | None


RESOURCES: Final[Mapping[str, Resource]] = {
    "students": Resource("student:read", rows.students),
    "staff": Resource("staff:read", rows.staff),
    "contacts": Resource("contact:read", rows.contacts),
    "groups": Resource("group:read", rows.groups),
    "attendance": Resource("attendance:read", None),
}


def _resource(world: World, request: Request, name: str) -> Answer:
    access = tokens.access_of(world, request)
    if access is None:
        return _detail("Invalid or expired token.", 401).plus(
            ("WWW-Authenticate", 'Bearer error="invalid_token"')
        )
    resource = RESOURCES.get(name)
    if resource is None:
        return _detail("Not found.", 404)
    if resource.scope not in access["scopes"] or request.refuses(resource.scope):
        return _detail(f"Missing scope {resource.scope}.", 403)
    try:
        number = whole_number(request.query.get("page", ""), otherwise=1)
        size = whole_number(
            request.query.get("per_page", ""), otherwise=_PER_PAGE, most=_MOST_PER_PAGE
        )
        items = _items(world, access["school"], name, resource, request.query)
    except ValueError:
        return _detail("page and per_page are whole numbers, dates are YYYY-MM-DD.", 400)
    page = page_of(request, items, number=number, size=size)
    if number > max(1, page.pages):
        return _detail("Not found.", 404)
    return json_answer(_envelope(request, page))


def _items(
    world: World, school: str, name: str, resource: Resource, query: Mapping[str, str]
) -> Rows:
    if resource.build:
        return world.table(tokens.CODE, school, name, resource.build)
    today = world.clock.today()
    first = date.fromisoformat(query.get("date_from") or today.isoformat())
    last = date.fromisoformat(query.get("date_to") or today.isoformat())
    num_days = min(_MOST_DAYS, max(0, (last - first).days + 1))
    marks: Rows = []
    for each in (first + timedelta(days=number) for number in range(num_days)):
        marks += world.table(
            tokens.CODE,
            school,
            f"{name}{each}",
            lambda there, on=each: rows.attendance(there, on),  # type: ignore[misc]
        )
    return marks


def _envelope(request: Request, page: Page[dict[str, Any]]) -> dict[str, Any]:
    has_next, has_prev = page.number < page.pages, page.number > 1
    return {
        "has_next": has_next,
        "has_prev": has_prev,
        "next_num": page.number + 1 if has_next else None,
        "prev_num": page.number - 1 if has_prev else None,
        "page": page.number,
        "pages": max(1, page.pages),
        "per_page": page.size,
        "next_uri": _address(request, page.number + 1, page.size) if has_next else None,
        "prev_uri": _address(request, page.number - 1, page.size) if has_prev else None,
        "data": list(page.items),
    }


def _address(request: Request, number: int, size: int) -> str:
    others = {
        name: value for name, value in request.query.items() if name not in ("page", "per_page")
    }
    query = urlencode({**others, "page": number, "per_page": size})
    return f"{request.base}{request.path}?{query}"


def _detail(text: str, status: int) -> Answer:
    return json_answer({"detail": text}, status=status)


SCHOLARPACK = Vendor(
    code=tokens.CODE,
    label=site.LABEL,
    withdraw=tokens.withdraw,
    routes=(
        route("GET", "/", "pages", site.shared),
        route("POST", "/", "pages", site.shared),
        route("GET", "/oauth2/authorize", "authorize", site.authorize),
        route("POST", "/oauth2/authorize", "authorize", site.authorize),
        route("POST", "/oauth2/token", "token", tokens.token),
        route("POST", "/oauth2/revoke", "revoke", tokens.revoke),
        route(
            "GET",
            "/api/v1/<name>",
            lambda request: (request.path.strip("/").rpartition("/")[2],),
            _resource,
        ),
    ),
)
