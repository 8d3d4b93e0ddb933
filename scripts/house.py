"""Measures which room imports which, from the code itself. It must not know how that is drawn."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import grimp

from scripts.rooms import APPS, ROOMS, SANDBOX, Room

ROOT = Path(__file__).resolve().parent.parent
#: No pure room may reach one of these.
IMPURE = ("django", "celery", "rest_framework")
Arrow = tuple[str, str]


@dataclass(frozen=True, slots=True)
class House:
    """What was measured, by the keys of rooms.

    ``imports`` are all arrows from room to room; ``arrows`` those that no longer way implies, which
    are drawn. ``by_name`` are modules named in a text, to be found when they are needed.
    ``homeless`` are modules in no room, ``unseen`` files that the measuring does not see.
    """

    imports: frozenset[Arrow]
    arrows: frozenset[Arrow]
    by_name: frozenset[Arrow]
    using_sandbox: frozenset[str]
    impure: frozenset[str]
    homeless: frozenset[str]
    unseen: frozenset[str]


@cache
def _graph() -> grimp.ImportGraph:
    return grimp.build_graph(*APPS, SANDBOX, include_external_packages=True, cache_dir=None)


def measure() -> House:
    """Measure the house as it stands."""
    graph, files = _graph(), _files()
    ours = {name for name in graph.modules if _app(name) in (*APPS, SANDBOX)}
    edges = [(one, other) for one in ours for other in graph.find_modules_directly_imported_by(one)]
    imports = frozenset(_between_rooms(edges))
    return House(
        imports=imports,
        arrows=frozenset(_without_implied(imports)),
        by_name=frozenset(_between_rooms(_named(files))),
        using_sandbox=frozenset(
            one for one, other in edges if _app(other) == SANDBOX and _app(one) != SANDBOX
        ),
        impure=frozenset(_impure(graph)),
        homeless=frozenset(
            name for name in files if _app(name) != SANDBOX and _needs_room(name, files)
        ),
        unseen=frozenset(files.keys() - ours),
    )


def _app(module: str) -> str:
    return module.partition(".")[0]


def _files() -> Mapping[str, Path]:
    """Every module of the apps and the sandbox, by its dotted name."""
    found = {}
    for app in (*APPS, SANDBOX):
        for path in (ROOT / app).rglob("*.py"):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            found[name.removesuffix(".__init__")] = path
    return found


def room_of(module: str) -> str | None:
    """The key of the room that holds the module, None for one that needs none."""
    best = max(
        ((len(name), room.key) for room in ROOMS for name in room.modules if _is_in(module, name)),
        default=None,
    )
    return best[1] if best else None


def _is_in(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")


def _needs_room(module: str, files: Mapping[str, Path]) -> bool:
    """App roots, their Django configuration, commands and migrations stand in no room."""
    parts = module.split(".")
    if len(parts) == 1 or parts[1] in ("apps", "migrations", "management"):
        return False
    return room_of(module) is None and bool(files[module].read_text(encoding="utf-8").strip())


def _between_rooms(edges: Iterable[Arrow]) -> Iterator[Arrow]:
    for one, other in edges:
        pair = room_of(one), room_of(other)
        if pair[0] and pair[1] and pair[0] != pair[1]:
            yield pair[0], pair[1]


def reachable(start: str, arrows: Iterable[Arrow]) -> set[str]:
    """Every room that can be reached from ``start``."""
    steps: dict[str, set[str]] = {}
    for one, other in arrows:
        steps.setdefault(one, set()).add(other)
    found: set[str] = set()
    waiting = list(steps.get(start, ()))
    while waiting:
        room = waiting.pop()
        if room not in found:
            found.add(room)
            waiting.extend(steps.get(room, ()))
    return found


def _without_implied(imports: frozenset[Arrow]) -> Iterator[Arrow]:
    for arrow in imports:
        if arrow[1] not in reachable(arrow[0], imports - {arrow}):
            yield arrow


def _named(files: Mapping[str, Path]) -> Iterator[Arrow]:
    """(module, module that a text in it names), for modules that know others by name only."""
    for name, path in files.items():
        if _app(name) != "uso_portal" and name != "autoupdate.wake":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                named = node.value
                if "." in named and (named in files or named.rpartition(".")[0] in files):
                    yield name, named


def _impure(graph: grimp.ImportGraph) -> Iterator[str]:
    for room in (room for room in ROOMS if room.is_pure):
        for package in room.modules:
            upstream = graph.find_upstream_modules(package, as_package=True)
            yield from (f"{room.key} → {each}" for each in IMPURE if each in upstream)


def rooms_by_key() -> Mapping[str, Room]:
    """The rooms by their keys."""
    return {room.key: room for room in ROOMS}
