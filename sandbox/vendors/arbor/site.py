"""Arbor's pages for a school that approves AutoUpdate, and the exchange of its code."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import Any, Final

from sandbox.vendors.arbor.entities import AREAS
from sandbox.vendors.core.messages import (
    Answer,
    Request,
    html_answer,
    json_answer,
    redirect,
    with_parameters,
)
from sandbox.vendors.core.pages import (
    Tick,
    facts,
    form,
    heading,
    link,
    page,
    paragraph,
    side_form,
    ticks,
)
from sandbox.vendors.core.signing_in import OTHER, Visitor, visitor_or_page
from sandbox.vendors.core.world import World

CODE, LABEL = "arbor", "Arbor"
PARTNER_ID: Final = "uso-autoupdate"
PARTNER_SECRET: Final = "pretend-arbor-secret"  # noqa: S105  of nobody real
_CODE_SECONDS = 600


def approve(world: World, request: Request) -> Answer:
    """Sign in, then approve or decline."""
    query = request.query
    if query.get("app") != PARTNER_ID:
        return _refused_page("Arbor does not know the application that sent you.")
    if not query.get("state") or not query.get("return_to", "").startswith(("http://", "https://")):
        return _refused_page("The application that sent you did not say where to go back to.")
    visitor = visitor_or_page(world, request, vendor=CODE, label=LABEL)
    if isinstance(visitor, Answer):
        return visitor
    if request.method == "POST" and visitor.may_approve:
        return _decided(world, request, visitor)
    return _approve_page(world, visitor)


def _approve_page(world: World, visitor: Visitor) -> Answer:
    name = world.schools.name(visitor.school)
    if not visitor.may_approve:
        told = "You do not have permission to approve applications. Ask your Arbor administrator."
        return html_answer(page(LABEL, "Partner apps", paragraph(told, kind="wrong"), OTHER))
    return html_answer(
        page(
            LABEL,
            "Approve USO AutoUpdate",
            paragraph(f"USO AutoUpdate asks to read data of {name}."),
            form(
                ticks("It may read", (Tick("area", area, area) for area in AREAS)),
                buttons=(("approve", "Approve"), ("decline", "Decline")),
            ),
            OTHER,
        )
    )


def _decided(world: World, request: Request, visitor: Visitor) -> Answer:
    back, state = request.query["return_to"], request.query["state"]
    if request.field("press") != "approve":
        return redirect(with_parameters(back, state=state, error="access_denied"))
    code = issue_code(world, school=visitor.school, areas=request.form.get("area", []))
    return redirect(with_parameters(back, state=state, code=code))


def issue_code(world: World, *, school: str, areas: Iterable[str]) -> str:
    """A code for an approval that was just given."""
    code, now = secrets.token_urlsafe(24), world.clock.timestamp()
    with world.changing(CODE) as drawer:
        kept = drawer.get("codes", {}).items()
        drawer["codes"] = {one: each for one, each in kept if each["until"] > now}
        drawer["codes"][code] = {
            "school": school,
            "areas": [area for area in areas if area in AREAS],
            "until": now + _CODE_SECONDS,
        }
    return code


def exchange(world: World, request: Request) -> Answer:
    """A code for the school's username, password and endpoint."""
    if request.basic != (PARTNER_ID, PARTNER_SECRET):
        return json_answer({"error": "invalid_partner"}, status=401)
    with world.changing(CODE) as drawer:
        given = drawer.setdefault("codes", {}).pop(request.field("code"), None)
        if given is None or given["until"] < world.clock.timestamp():
            return json_answer({"error": "invalid_code"}, status=400)
        approval = {
            "username": f"uso-autoupdate-{secrets.token_hex(3)}",
            "password": secrets.token_urlsafe(24),
            "areas": given["areas"],
        }
        drawer.setdefault("approvals", {})[given["school"]] = approval
    endpoint = "" if request.fault("missing_endpoint") else f"{request.base}/at/{given['school']}"
    return json_answer(
        {
            "username": approval["username"],
            "password": approval["password"],
            "endpoint": endpoint,
        }
    )


def approval_of(world: World, request: Request, school: str) -> dict[str, Any] | None:
    """The approval that a request's username and password are of."""
    approval: dict[str, Any] | None = world.drawer(CODE).get("approvals", {}).get(school)
    if approval is None or request.basic != (approval["username"], approval["password"]):
        return None
    return approval


def withdraw(world: World, school: str) -> None:
    """The school removes AutoUpdate from its partner apps."""
    with world.changing(CODE) as drawer:
        drawer.setdefault("approvals", {}).pop(school, None)


def partner_apps(world: World, request: Request) -> Answer:
    """*System > Partner Apps*: what the school approved, with a way to take it back."""
    visitor = visitor_or_page(world, request, vendor=CODE, label=LABEL)
    if isinstance(visitor, Answer):
        return visitor
    if request.field("press") == "withdraw" and visitor.may_approve:
        withdraw(world, visitor.school)
    approval = world.drawer(CODE).get("approvals", {}).get(visitor.school)
    if approval is None:
        shown = paragraph("No application may read data of this school.")
    else:
        shown = facts([("User", approval["username"]), ("May read", ", ".join(approval["areas"]))])
        shown += side_form("withdraw", "Withdraw the approval")
    return html_answer(
        page(
            LABEL,
            "Partner apps (API users)",
            paragraph(world.schools.name(visitor.school)),
            heading("USO AutoUpdate"),
            shown,
            OTHER,
        )
    )


def _refused_page(why: str) -> Answer:
    return html_answer(
        page(
            LABEL, "This link does not work", paragraph(why, kind="wrong"), link("/arbor/", LABEL)
        ),
        status=400,
    )
