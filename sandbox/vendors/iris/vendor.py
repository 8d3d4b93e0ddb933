"""The pretend iSAMS's (and Ed:gen's) addresses: pages of data, and a page to register clients."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sandbox.people import PretendSchool
from sandbox.vendors.core.messages import Answer, Request, html_answer, json_answer
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
from sandbox.vendors.core.paging import page_of, whole_number
from sandbox.vendors.core.routes import Vendor, route
from sandbox.vendors.core.signing_in import OTHER, visitor_or_page
from sandbox.vendors.core.world import Rows, World
from sandbox.vendors.iris import rows
from sandbox.vendors.iris.clients import (
    CODE,
    MODULES,
    clients_of,
    modules_of,
    register,
    token,
    withdraw,
)

LABEL: Final = "iSAMS and Ed:gen"
_PAGE_SIZE, _MOST_PAGE_SIZE = 25, 1000


@dataclass(frozen=True, slots=True)
class Resource:
    """One list: the name of its items, the module it needs, how a school becomes its items."""

    items: str
    module: str
    build: Callable[[PretendSchool], Rows]
    is_paged: bool = True


RESOURCES: Final[Mapping[str, Resource]] = {
    "students": Resource("students", "STUDENTMANAGEMENT", rows.students),
    "employees": Resource("employees", "HRMANAGER", rows.employees),
    "yeargroups": Resource("yearGroups", "SCHOOLMANAGEMENT", rows.year_groups, is_paged=False),
}


def _list(name: str) -> Callable[[World, Request, str], Answer]:
    resource = RESOURCES[name]

    def answer(world: World, request: Request, school: str) -> Answer:
        modules = modules_of(world, request, school)
        if modules is None:
            return Answer(status=401)
        if resource.module not in modules or request.refuses(resource.module):
            told = f"The client does not have permission to use {resource.module}."
            return json_answer({"message": told}, status=403)
        items = world.table(CODE, school, name, resource.build)
        if not resource.is_paged:
            shown = page_of(request, items, number=1, size=_MOST_PAGE_SIZE).items
            return json_answer({"count": len(shown), resource.items: shown})
        try:
            return json_answer(_page(request, resource, items))
        except ValueError:
            return json_answer({"message": "page and pageSize are whole numbers."}, status=400)

    return answer


def _page(request: Request, resource: Resource, items: Rows) -> dict[str, Any]:
    found = page_of(
        request,
        items,
        number=whole_number(request.query.get("page", ""), otherwise=1),
        size=whole_number(
            request.query.get("pageSize", ""), otherwise=_PAGE_SIZE, most=_MOST_PAGE_SIZE
        ),
    )
    return {
        "count": len(found.items),
        "page": found.number,
        "pageSize": found.size,
        "totalCount": found.total,
        "totalPages": found.pages,
        resource.items: list(found.items),
    }


def _schools_page(world: World, _: Request) -> Answer:
    """Every school has an address of its own."""
    links = [link(f"/{CODE}/{key}", world.schools.name(key)) for key in world.schools]
    return html_answer(page(LABEL, "Schools", *links))


def _clients_page(world: World, request: Request, school: str) -> Answer:
    """*Control Panel > API Services Manager > Manage REST API Clients*."""
    if school not in world.schools:
        return json_answer({"error": "not_found"}, status=404)
    visitor = visitor_or_page(world, request, vendor=CODE, label=LABEL)
    if isinstance(visitor, Answer):
        return visitor
    if visitor.school != school or not visitor.may_approve:
        told = "You do not have permission to use the API Services Manager of this school."
        wrong = paragraph(told, kind="wrong")
        return html_answer(page(LABEL, "Manage REST API clients", wrong, OTHER))
    return html_answer(
        page(
            LABEL,
            "Manage REST API clients",
            paragraph(world.schools.name(school)),
            _done(world, request, school),
            heading("New client for USO AutoUpdate"),
            form(
                ticks("Read", (Tick("module", code, name) for code, name in MODULES.items())),
                buttons=(("register", "Make a client"),),
            ),
            *_known(world, school),
            OTHER,
        )
    )


def _done(world: World, request: Request, school: str) -> str:
    """What pressing a button did."""
    if request.field("press") == "withdraw":
        withdraw(world, school)
        return paragraph("All clients are gone.", kind="note")
    if request.field("press") != "register":
        return ""
    client, secret = register(world, school, request.form.get("module", []))
    return paragraph("The secret is shown only now.", kind="note") + facts(
        [
            ("Client ID", client),
            ("Client secret", secret),
            ("Address of this MIS", f"{request.base}/{school}"),
        ]
    )


def _known(world: World, school: str) -> list[str]:
    known = clients_of(world, school)
    if not known:
        return [heading("Clients"), paragraph("There are none.")]
    told = [(client, ", ".join(each["modules"]) or "nothing") for client, each in known.items()]
    return [
        heading("Clients"),
        facts(told),
        side_form("withdraw", "Remove all clients"),
    ]


IRIS = Vendor(
    code=CODE,
    label=LABEL,
    withdraw=withdraw,
    routes=(
        route("GET", "/", "pages", _schools_page),
        route("GET", "/<school>", "pages", _clients_page),
        route("POST", "/<school>", "pages", _clients_page),
        route("POST", "/<school>/auth/connect/token", "token", token),
        route("GET", "/<school>/api/students", "students", _list("students")),
        route("GET", "/<school>/api/humanresources/employees", "employees", _list("employees")),
        route("GET", "/<school>/api/school/yeargroups", "yeargroups", _list("yeargroups")),
    ),
)
