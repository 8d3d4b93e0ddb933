"""ScholarPack's pages: sign in, confirm what AutoUpdate may read, take it back."""

from __future__ import annotations

import re
from typing import Final

from sandbox.vendors.core.messages import (
    Answer,
    Request,
    html_answer,
    redirect,
    with_parameters,
)
from sandbox.vendors.core.pages import Tick, facts, form, heading, page, paragraph, side_form, ticks
from sandbox.vendors.core.signing_in import OTHER, Visitor, visitor_or_page
from sandbox.vendors.core.world import World
from sandbox.vendors.scholarpack.tokens import CLIENT_ID, CODE, SCOPES, issue_code, withdraw

LABEL: Final = "ScholarPack"
_CHALLENGE: Final = re.compile(r"[A-Za-z0-9_-]{43}")


def authorize(world: World, request: Request) -> Answer:
    """OAuth's authorization end point."""
    query = request.query
    back = query.get("redirect_uri", "")
    if query.get("client_id") != CLIENT_ID or not back.startswith(("http://", "https://")):
        told = paragraph("ScholarPack does not know the application that sent you.", kind="wrong")
        return html_answer(page(LABEL, "This link does not work", told), status=400)
    if wrong := _wrong_with(query):
        return redirect(with_parameters(back, error=wrong, state=query.get("state", "")))
    visitor = visitor_or_page(world, request, vendor=CODE, label=LABEL)
    if isinstance(visitor, Answer):
        return visitor
    if request.method == "POST" and visitor.may_approve:
        return _decided(world, request, visitor)
    return _confirm_page(world, request, visitor)


def _wrong_with(query: dict[str, str]) -> str:
    if query.get("response_type") != "code":
        return "unsupported_response_type"
    if query.get("code_challenge_method") != "S256" or not _CHALLENGE.fullmatch(
        query.get("code_challenge", "")
    ):
        return "invalid_request"
    asked = query.get("scope", "").split()
    if not query.get("state"):
        return "invalid_request"
    return "" if asked and all(scope in SCOPES for scope in asked) else "invalid_scope"


def _confirm_page(world: World, request: Request, visitor: Visitor) -> Answer:
    if not visitor.may_approve:
        told = "You need the permissions Admin and System Admin to share data."
        return html_answer(page(LABEL, "USO AutoUpdate", paragraph(told, kind="wrong"), OTHER))
    asked = request.query["scope"].split()
    return html_answer(
        page(
            LABEL,
            "Share data with USO AutoUpdate",
            paragraph(f"{world.schools.name(visitor.school)} will share:"),
            form(
                ticks("Data", (Tick("scope", scope, SCOPES[scope]) for scope in asked)),
                buttons=(("confirm", "Confirm"), ("cancel", "Cancel")),
            ),
            OTHER,
        )
    )


def _decided(world: World, request: Request, visitor: Visitor) -> Answer:
    query = request.query
    back, state = query["redirect_uri"], query["state"]
    if request.field("press") != "confirm":
        return redirect(with_parameters(back, error="access_denied", state=state))
    asked = query["scope"].split()
    code = issue_code(
        world,
        school=visitor.school,
        scopes=[scope for scope in asked if scope in request.form.get("scope", [])],
        redirect_uri=back,
        challenge=query["code_challenge"],
    )
    return redirect(with_parameters(back, code=code, state=state))


def shared(world: World, request: Request) -> Answer:
    """What the school shares, with a way to stop."""
    visitor = visitor_or_page(world, request, vendor=CODE, label=LABEL)
    if isinstance(visitor, Answer):
        return visitor
    if request.field("press") == "withdraw" and visitor.may_approve:
        withdraw(world, visitor.school)
    granted = {
        SCOPES[scope]
        for each in world.drawer(CODE).get("refresh", {}).values()
        if each["school"] == visitor.school
        for scope in each["scopes"]
    }
    shown = paragraph("Nothing is shared with anybody.")
    if granted:
        shown = facts([("Shared", ", ".join(sorted(granted)))])
        shown += side_form("withdraw", "Stop sharing")
    return html_answer(
        page(
            LABEL,
            "Shared data",
            paragraph(world.schools.name(visitor.school)),
            heading("USO AutoUpdate"),
            shown,
            OTHER,
        )
    )
