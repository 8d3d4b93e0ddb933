"""From a request to an answer: finds the vendor, lets faults strike, notes what happened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from re import Match

from sandbox.vendors.core.control import CONTROL, control
from sandbox.vendors.core.messages import Answer, Request, html_answer, json_answer
from sandbox.vendors.core.pages import front_page
from sandbox.vendors.core.requestlog import Seen
from sandbox.vendors.core.routes import Route, Vendor
from sandbox.vendors.core.spoiling import answer_instead, spoilt
from sandbox.vendors.core.world import World


class Application:
    """All vendors of one world."""

    def __init__(self, world: World, vendors: Mapping[str, Vendor]) -> None:
        self.world = world
        self.vendors = vendors

    def answer(self, request: Request) -> Answer:
        """The answer to a request whose path still begins with the vendor's name."""
        code, _, rest = request.path.removeprefix("/").partition("/")
        if code == CONTROL:
            return control(self.world, self.vendors, replace(request, path=f"/{rest}"))
        vendor = self.vendors.get(code)
        if vendor is None:
            return self._elsewhere(request)
        return self._of_vendor(
            vendor, replace(request, path=f"/{rest}", base=f"{request.base}/{code}")
        )

    def _elsewhere(self, request: Request) -> Answer:
        if request.path in ("", "/"):
            return html_answer(front_page(self.vendors.values()))
        return json_answer({"error": "not_found"}, status=404)

    def _of_vendor(self, vendor: Vendor, request: Request) -> Answer:
        found = vendor.find(request)
        resources = tuple(found[0].resources(request)) if found else ("",)
        request.faults = self.world.faults.strike(vendor.code, resources)
        answer = answer_instead(request) or self._plain_answer(request, found)
        self._note(vendor, request, resources, answer)
        return spoilt(request, answer)

    def _plain_answer(self, request: Request, found: tuple[Route, Match[str]] | None) -> Answer:
        if found is None:
            return json_answer({"error": "not_found"}, status=404)
        route, match = found
        return route.handler(self.world, request, **match.groupdict())

    def _note(
        self, vendor: Vendor, request: Request, resources: tuple[str, ...], answer: Answer
    ) -> None:
        self.world.log.add(
            Seen(
                at=self.world.clock.timestamp(),
                vendor=vendor.code,
                resource=resources[0] if resources else "",
                method=request.method,
                path=request.path,
                query=request.query_text,
                user_agent=request.headers.get("user-agent", ""),
                status=answer.status,
                faults=tuple(each.kind for each in request.faults),
                detail=" ".join(request.notes),
            )
        )
