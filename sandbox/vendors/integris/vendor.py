"""The pretend Integris's addresses, and the Datashare page on which access is granted."""

from __future__ import annotations

from typing import Final

from sandbox.vendors.core.messages import Answer, Request, html_answer, redirect
from sandbox.vendors.core.pages import Tick, form, page, paragraph, ticks
from sandbox.vendors.core.routes import Vendor, route
from sandbox.vendors.core.signing_in import OTHER, visitor_or_page
from sandbox.vendors.core.world import World
from sandbox.vendors.integris.datashare import CODE, data, give, grant, grant_of, withdraw
from sandbox.vendors.integris.permissions import PERMISSIONS

LABEL: Final = "Integris"
PAGE: Final = "/datashare"


def _front(_: World, __: Request) -> Answer:
    return redirect(f"/{CODE}{PAGE}")


def _datashare_page(world: World, request: Request) -> Answer:
    """*Modules > System Management > Integris Datashare > AutoUpdate*."""
    visitor = visitor_or_page(world, request, vendor=CODE, label=LABEL)
    if isinstance(visitor, Answer):
        return visitor
    if not visitor.may_approve:
        told = paragraph("You do not have permission to use Datashare.", kind="wrong")
        return html_answer(page(LABEL, "Integris Datashare", told, OTHER))
    if request.method == "POST":
        _pressed(world, request, visitor.school)
        return redirect(f"/{CODE}{PAGE}")
    return html_answer(_page_of(world, visitor.school))


def _pressed(world: World, request: Request, school: str) -> None:
    if request.field("press") == "remove":
        withdraw(world, school)
    if request.field("press") == "grant":
        shared = request.form.get("permission", [])
        permissions = {
            name: each.chosen(request.form.get(name, [])) if name in shared else []
            for name, each in PERMISSIONS.items()
        }
        give(world, school, permissions)


def _page_of(world: World, school: str) -> str:
    granted = grant_of(world, school)
    boxes = []
    for name, each in PERMISSIONS.items():
        chosen = granted["permissions"][name] if granted else list(each.fields)
        share = Tick("permission", name, f"Share: {each.label}", is_ticked=bool(chosen))
        shown = [
            Tick(
                name,
                field,
                f"{field} ({'required' if is_required else 'optional'})",
                is_ticked=is_required or not chosen or field in chosen,
                is_fixed=is_required,
            )
            for field, is_required in each.fields.items()
        ]
        boxes.append(ticks(each.label, [share, *shown]))
    if granted:
        told = paragraph(f"Access was granted on {granted['granted_at'][:10]}.", kind="note")
        buttons = [("grant", "Save permissions"), ("remove", "Remove access")]
    else:
        told = paragraph("AutoUpdate has no access.")
        buttons = [("grant", "Grant Access")]
    return page(
        LABEL,
        "Integris Datashare: AutoUpdate",
        paragraph(world.schools.name(school)),
        told,
        form(*boxes, buttons=buttons),
        OTHER,
    )


INTEGRIS = Vendor(
    code=CODE,
    label=LABEL,
    withdraw=withdraw,
    routes=(
        route("GET", "/", "pages", _front),
        route("GET", PAGE, "pages", _datashare_page),
        route("POST", PAGE, "pages", _datashare_page),
        route("GET", "/datashare/v1/grants/<dfe>", "grants", grant),
        route(
            "GET",
            "/datashare/v1/schools/<dfe>/<name>",
            lambda request: (request.path.strip("/").rpartition("/")[2],),
            data,
        ),
    ),
)
