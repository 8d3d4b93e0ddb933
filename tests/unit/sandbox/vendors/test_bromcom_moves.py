"""The pretend Bromcom sends to where the portal of this machine is now, and nowhere else."""

from __future__ import annotations

from sandbox.vendors.bromcom.sending import CODE, point_at
from sandbox.vendors.core.world import World

HERE, THERE = "http://localhost:8000", "http://localhost:8010"


def portals(world: World) -> dict[str, str]:
    return {key: each["portal"] for key, each in world.drawer(CODE)["settings"].items()}


def test_settings_follow_the_portal_of_this_machine() -> None:
    world = World({})
    elsewhere = "https://portal.example"
    with world.changing(CODE) as drawer:
        drawer["settings"] = {"oak": {"portal": HERE}, "elm": {"portal": elsewhere}}
    point_at(world, "")
    assert portals(world) == {"oak": HERE, "elm": elsewhere}
    point_at(world, THERE)
    assert portals(world) == {"oak": THERE, "elm": elsewhere}
