"""The pretend Arbor's addresses."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from sandbox.vendors.arbor import site
from sandbox.vendors.arbor.answering import Answering, Found, RefusedError, asked_of
from sandbox.vendors.arbor.query import QueryError
from sandbox.vendors.core.messages import Answer, Request, json_answer, streamed_list
from sandbox.vendors.core.routes import Vendor, route
from sandbox.vendors.core.spoiling import firewall_page
from sandbox.vendors.core.world import World

_DISLIKED = ("python-", "curl")


def _query_text(request: Request) -> str:
    try:
        given = json.loads(request.body)
    except ValueError:
        return ""
    return str(given.get("query", "")) if isinstance(given, dict) else ""


def _graphql(world: World, request: Request, school: str) -> Answer:
    agent = request.headers.get("user-agent", "").lower()
    if not agent or agent.startswith(_DISLIKED):
        return firewall_page()
    approval = site.approval_of(world, request, school)
    if approval is None:
        return json_answer({"error": "unauthorised"}, status=401).plus(
            ("WWW-Authenticate", 'Basic realm="Arbor"')
        )
    text = _query_text(request)
    request.notes.append(text)
    try:
        found = Answering(world, school, areas=approval["areas"]).answer(request, text)
    except QueryError as error:
        return _errors(str(error))
    except RefusedError as refused:
        return _errors(*(f"You do not have access to `{name}`." for name in refused.properties))
    return Answer(body=_data(found))


def _data(found: list[Found]) -> Iterator[bytes]:
    before = '{"data": {'
    for each in found:
        yield from streamed_list(f"{before}{json.dumps(each.name)}: ", each.rows, "")
        before = ", "
    yield b"}}"


def _errors(*messages: str) -> Answer:
    errors: list[dict[str, Any]] = [{"message": each} for each in messages]
    return json_answer({"errors": errors})


ARBOR = Vendor(
    code=site.CODE,
    label=site.LABEL,
    withdraw=site.withdraw,
    routes=(
        route("GET", "/", "pages", site.partner_apps),
        route("POST", "/", "pages", site.partner_apps),
        route("GET", "/partner-app/approve", "approve", site.approve),
        route("POST", "/partner-app/approve", "approve", site.approve),
        route("POST", "/partner-app/exchange", "exchange", site.exchange),
        route(
            "POST",
            "/at/<school>/graphql/query",
            lambda request: asked_of(_query_text(request)),
            _graphql,
        ),
    ),
)
