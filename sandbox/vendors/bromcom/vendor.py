"""The pretend Bromcom's one page: the keys, *Save*, and *Save & Run*, which makes no schedule."""

from __future__ import annotations

from typing import Any, Final

from sandbox.vendors.bromcom.sending import CODE, evening, send_all
from sandbox.vendors.core.messages import Answer, Request, html_answer, redirect
from sandbox.vendors.core.pages import (
    Field,
    Tick,
    facts,
    fields,
    form,
    heading,
    link,
    page,
    paragraph,
    side_form,
    ticks,
)
from sandbox.vendors.core.routes import Vendor, route
from sandbox.vendors.core.signing_in import OTHER, Visitor, visitor_or_page
from sandbox.vendors.core.world import World

LABEL: Final = "Bromcom"
SETTINGS: Final = "/settings"
_KEYS: Final = ("licence_key", "supplier_id", "supplier_password", "portal")


def _front(_: World, __: Request) -> Answer:
    where = "Config > Setup > Atomwide Integration Settings"
    return html_answer(page(LABEL, LABEL, link(f"/{CODE}{SETTINGS}", where)))


def _settings_page(world: World, request: Request) -> Answer:
    visitor = visitor_or_page(world, request, vendor=CODE, label=LABEL)
    if isinstance(visitor, Answer):
        return visitor
    if not visitor.may_approve:
        told = paragraph("You do not have permission to change these settings.", kind="wrong")
        return html_answer(page(LABEL, "Atomwide Integration Settings", told, OTHER))
    if request.method == "POST":
        return _pressed(world, request, visitor)
    return html_answer(_page_of(world, visitor))


def _pressed(world: World, request: Request, visitor: Visitor) -> Answer:
    pressed, school = request.field("press"), visitor.school
    if pressed in ("save", "save_and_run"):
        with world.changing(CODE) as drawer:
            known = drawer.setdefault("settings", {}).get(school, {"last": [], "last_at": ""})
            drawer["settings"][school] = {
                **known,
                **{name: request.field(name) for name in _KEYS},
                "has_consent": "consent" in request.form,
                # Save & Run really makes no schedule, and takes away the one that was there.
                "is_scheduled": pressed == "save",
            }
    if pressed in ("save_and_run", "evening") and school in world.drawer(CODE).get("settings", {}):
        send_all(world, school)
    return redirect(f"/{CODE}{SETTINGS}")


def _page_of(world: World, visitor: Visitor) -> str:
    settings = world.drawer(CODE).get("settings", {}).get(visitor.school)
    known = settings or {"portal": world.portal, "has_consent": False}
    return page(
        LABEL,
        "Atomwide Integration Settings",
        paragraph(world.schools.name(visitor.school)),
        _state(settings),
        form(
            fields(
                Field("licence_key", "Licence key", known.get("licence_key", "")),
                Field("supplier_id", "Supplier ID", known.get("supplier_id", "")),
                Field(
                    "supplier_password",
                    "Supplier password",
                    known.get("supplier_password", ""),
                    kind="password",
                ),
                Field("portal", "Address of AutoUpdate (on this computer)", known["portal"]),
            ),
            ticks(
                "Data protection",
                [
                    Tick(
                        "consent",
                        "yes",
                        "Data Processing Consent Granted",
                        is_ticked=known["has_consent"],
                    )
                ],
            ),
            buttons=(("save", "Save"), ("save_and_run", "Save & Run")),
        ),
        *_last(settings),
        OTHER,
    )


def _state(settings: dict[str, Any] | None) -> str:
    if settings is None:
        return paragraph("Nothing is set up yet.")
    without = "" if settings["has_consent"] else " Without consent no students and no contacts."
    if settings["is_scheduled"]:
        return paragraph(f"Saved. Data is sent every day after 18:00.{without}", kind="note")
    return paragraph(f"There is no schedule: nothing is sent by itself.{without}")


def _last(settings: dict[str, Any] | None) -> list[str]:
    if settings is None:
        return []
    parts = [heading("Last sent")]
    if settings["last"]:
        parts.append(paragraph(settings["last_at"]))
        parts.append(
            facts(
                (each["sub_report"], f"{each['status'] or 'no answer'} {each['message']}")
                for each in settings["last"]
            )
        )
    else:
        parts.append(paragraph("Nothing has been sent yet."))
    if settings["is_scheduled"]:
        parts.append(heading("Only in this pretend Bromcom"))
        parts.append(side_form("evening", "Let it be evening: send now"))
    return parts


def _withdraw(world: World, school: str) -> None:
    """The school empties its settings."""
    with world.changing(CODE) as drawer:
        drawer.get("settings", {}).pop(school, None)


BROMCOM = Vendor(
    code=CODE,
    label=LABEL,
    withdraw=_withdraw,
    evening=evening,
    routes=(
        route("GET", "/", "pages", _front),
        route("GET", SETTINGS, "pages", _settings_page),
        route("POST", SETTINGS, "pages", _settings_page),
    ),
)
