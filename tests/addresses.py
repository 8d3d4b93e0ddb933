"""Every address of the portal's own, by name, and how to fill one in. It knows no page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from django.urls import URLPattern, URLResolver, get_resolver, reverse

#: Addresses below these are allauth's.
_NOT_OURS: Final = ("account/",)
_ABOUT = re.compile(r"<(?:\w+:)?(\w+)>")


def routes() -> dict[str, str]:
    """Name (``autoupdate:settings``) → route (``schools/<int:school_id>/…``), of all our own."""
    return dict(_walk(get_resolver().url_patterns, route="", space=""))


def _walk(
    found: Sequence[URLPattern | URLResolver], *, route: str, space: str
) -> Iterator[tuple[str, str]]:
    for each in found:
        here = route + str(each.pattern)
        if here.startswith(_NOT_OURS):
            continue
        if isinstance(each, URLResolver):
            name = f"{each.namespace}:" if each.namespace else ""
            yield from _walk(each.url_patterns, route=here, space=space + name)
        else:
            assert each.name, f"/{here} has no name."
            yield space + each.name, here


def abouts(name: str) -> list[str]:
    """What the address is about: ``school_id``, ``person_id``, …"""
    return _ABOUT.findall(routes()[name])


def fill(name: str, about: Mapping[str, Any]) -> str:
    """The address, with what it is about taken from ``about``."""
    return reverse(name, kwargs={each: about[each] for each in abouts(name)})
