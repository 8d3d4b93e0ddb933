"""How a vendor is put together: its addresses, and what can be done to it from outside."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from re import Match, Pattern

from sandbox.vendors.core.messages import Answer, Request
from sandbox.vendors.core.world import World

Handler = Callable[..., Answer]
Resources = Callable[[Request], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Route:
    """One address. The handler gets the world, the request and the named parts of the path."""

    method: str
    pattern: Pattern[str]
    resources: Resources
    handler: Handler


def route(method: str, path: str, resource: str | Resources, handler: Handler) -> Route:
    """A route; ``<name>`` in the path stands for one part of it."""
    pattern = re.compile(re.sub(r"<(\w+)>", r"(?P<\1>[^/]+)", path) + "/?")
    named = resource if callable(resource) else _always(resource)
    return Route(method, pattern, named, handler)


def _always(resource: str) -> Resources:
    return lambda _: (resource,)


def _nothing(_: World, __: str) -> None:
    return None


def _no_day(_: World) -> None:
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Vendor:
    """A pretend vendor.

    ``withdraw`` takes a school's consent away. ``evening`` is what the vendor does of its own
    accord every evening.
    """

    code: str
    label: str
    routes: tuple[Route, ...]
    withdraw: Callable[[World, str], None] = _nothing
    evening: Callable[[World], None] = _no_day

    def find(self, request: Request) -> tuple[Route, Match[str]] | None:
        """The route of a request."""
        for each in self.routes:
            found = each.pattern.fullmatch(request.path)
            if found and each.method == request.method:
                return each, found
        return None
