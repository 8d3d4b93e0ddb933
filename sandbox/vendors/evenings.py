"""Lets it be evening once a day, for as long as the vendors run by themselves."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time
from threading import Event
from typing import Final

from sandbox.vendors.core.clock import LONDON
from sandbox.vendors.core.control import evening
from sandbox.vendors.core.routes import Vendor
from sandbox.vendors.core.world import World

#: When the vendors that send of their own accord begin.
BEGINS: Final = time(18, 5)
_DRAWER = "evenings"
_LOOKS_EVERY = 30.0


def is_due(now: datetime, last: str) -> bool:
    """Whether this evening has begun and has not been yet. ``last`` is a day or ""."""
    local = now.astimezone(LONDON)
    return local.time() >= BEGINS and local.date().isoformat() != last


def look(world: World, vendors: Mapping[str, Vendor]) -> None:
    """Let it be evening if it is due."""
    now = world.clock.now()
    if is_due(now, world.drawer(_DRAWER).get("last", "")):
        with world.changing(_DRAWER) as drawer:
            drawer["last"] = now.astimezone(LONDON).date().isoformat()
        evening(world, vendors)


def keep_looking(
    world: World, vendors: Mapping[str, Vendor], *, stop: Event, every: float = _LOOKS_EVERY
) -> None:
    """Look every half minute until it is stopped."""
    while not stop.wait(every):
        look(world, vendors)
