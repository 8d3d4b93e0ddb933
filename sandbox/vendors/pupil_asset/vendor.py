"""The pretend Pupil Asset's addresses: pages of data, and the page with the reference number."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from typing import Any, Final

from sandbox.people import PretendSchool
from sandbox.vendors.core.messages import Answer, Request, html_answer, json_answer, redirect
from sandbox.vendors.core.pages import Tick, facts, form, page, paragraph, ticks
from sandbox.vendors.core.paging import page_of, whole_number
from sandbox.vendors.core.routes import Vendor, route
from sandbox.vendors.core.signing_in import OTHER, visitor_or_page
from sandbox.vendors.core.world import Rows, World
from sandbox.vendors.pupil_asset import rows

CODE, LABEL = "pupil_asset", "Pupil Asset"
PARTNER_KEY: Final = "pretend-pupil-asset-key"
_PER_PAGE, _MOST_PER_PAGE = 100, 500
_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ23456789"

SCOPES: Final = {"students": "Students", "staff": "Staff", "parents": "Parents"}
#: List → the scope it needs and how a school becomes its items.
RESOURCES: Final[Mapping[str, tuple[str, Callable[[PretendSchool], Rows]]]] = {
    "pupils": ("students", rows.pupils),
    "staff": ("staff", rows.staff),
    "parents": ("parents", rows.parents),
}


def _school_of(world: World, reference: str) -> tuple[str, dict[str, Any]] | None:
    schools = world.drawer(CODE).get("schools", {}).items()
    return next((found for found in schools if found[1]["reference"] == reference), None)


def _data(world: World, request: Request, reference: str, name: str) -> Answer:
    if request.bearer != PARTNER_KEY:
        return json_answer({"error": "unknown_partner"}, status=401)
    found = _school_of(world, reference)
    if found is None or name not in RESOURCES:
        return json_answer({"error": "unknown_school"}, status=404)
    school, authorised = found
    scope, build = RESOURCES[name]
    if not authorised["scopes"]:
        return json_answer({"error": "not_authorised"}, status=403)
    if scope not in authorised["scopes"] or request.refuses(scope):
        return json_answer({"error": "scope_not_authorised", "scope": scope}, status=403)
    try:
        number = whole_number(request.query.get("page", ""), otherwise=1)
        size = whole_number(
            request.query.get("per_page", ""), otherwise=_PER_PAGE, most=_MOST_PER_PAGE
        )
    except ValueError:
        return json_answer({"error": "bad_page"}, status=400)
    items = world.table(CODE, school, name, build)
    found_page = page_of(request, items, number=number, size=size)
    meta = {
        "page": number,
        "last_page": max(1, found_page.pages),
        "per_page": size,
        "total": found_page.total,
    }
    return json_answer({"data": list(found_page.items), "meta": meta})


def authorise(world: World, school: str, scopes: list[str]) -> str:
    """Authorise AutoUpdate for these scopes, or for none; the reference number stays the same."""
    with world.changing(CODE) as drawer:
        known = drawer.setdefault("schools", {}).get(school)
        number = "".join(secrets.choice(_LETTERS) for _ in range(5))
        reference = known["reference"] if known else f"PA-{number}"
        chosen = [scope for scope in SCOPES if scope in scopes]
        drawer["schools"][school] = {"reference": reference, "scopes": chosen}
    return str(reference)


def withdraw(world: World, school: str) -> None:
    """Take the authorisation away."""
    if school in world.drawer(CODE).get("schools", {}):
        authorise(world, school, [])


def _page(world: World, request: Request) -> Answer:
    """*Admin > Export > External API Integration*."""
    visitor = visitor_or_page(world, request, vendor=CODE, label=LABEL)
    if isinstance(visitor, Answer):
        return visitor
    if not visitor.may_approve:
        told = paragraph("You do not have permission to authorise integrations.", kind="wrong")
        return html_answer(page(LABEL, "External API integration", told, OTHER))
    if request.field("press") == "authorise":
        authorise(world, visitor.school, request.form.get("scope", []))
    if request.field("press") == "withdraw":
        withdraw(world, visitor.school)
    if request.method == "POST":
        return redirect(f"/{CODE}/")
    return html_answer(_page_of(world, visitor.school))


def _page_of(world: World, school: str) -> str:
    known = world.drawer(CODE).get("schools", {}).get(school)
    scopes = known["scopes"] if known else []
    shown = paragraph("AutoUpdate is not authorised.")
    buttons = [("authorise", "Authorise")]
    if scopes:
        shown = paragraph("AutoUpdate is authorised.", kind="note")
        shown += facts([("School reference number", known["reference"])])
        buttons = [("authorise", "Change"), ("withdraw", "Withdraw the authorisation")]
    boxes = (
        Tick("scope", scope, label, is_ticked=not scopes or scope in scopes)
        for scope, label in SCOPES.items()
    )
    return page(
        LABEL,
        "External API integration: AutoUpdate",
        paragraph(world.schools.name(school)),
        shown,
        form(ticks("It may read", boxes), buttons=buttons),
        OTHER,
    )


PUPIL_ASSET = Vendor(
    code=CODE,
    label=LABEL,
    withdraw=withdraw,
    routes=(
        route("GET", "/", "pages", _page),
        route("POST", "/", "pages", _page),
        route(
            "GET",
            "/api/v1/schools/<reference>/<name>",
            lambda request: (request.path.strip("/").rpartition("/")[2],),
            _data,
        ),
    ),
)
