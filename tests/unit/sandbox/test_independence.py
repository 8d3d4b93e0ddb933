"""The sandbox and the portal know nothing of each other, so that they are able to disagree."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
#: What runs the portal on pretend schools, and so has to know both.
KNOWS_BOTH = ("benchmark", "management", "seeding")
PORTAL = ("accounts", "matching", "autoupdate", "uso_portal", "django", "celery")


def test_pretend_schools_and_mis_import_nothing_of_the_portal() -> None:
    found = {
        (path.name, name)
        for path in (ROOT / "sandbox").rglob("*.py")
        if path.relative_to(ROOT / "sandbox").parts[0] not in KNOWS_BOTH
        for name in _imports(path)
        if name in PORTAL
    }
    assert not found


def test_the_portal_imports_nothing_of_the_sandbox() -> None:
    found = {
        str(path)
        for app in ("accounts", "matching", "autoupdate", "uso_portal")
        for path in (ROOT / app).rglob("*.py")
        if "sandbox" in set(_imports(path))
    }
    assert not found


def _imports(path: Path) -> Iterator[str]:
    """The first part of every module that a file imports."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.partition(".")[0]
