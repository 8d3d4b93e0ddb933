"""What the documentation says of the code is still so: pages, links, commands, numbers."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core.management import get_commands

from accounts.models import MisProduct
from accounts.permissions import Permission
from autoupdate.connectors import registry
from sandbox.demo import PASSWORD, logins
from scripts import permissions_table, reason_codes, screenshots
from tests.unit.test_repository import files
from uso_portal import env

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(
    [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "sandbox").rglob("*.md")]
)
ADRS = sorted((ROOT / "docs" / "adr").glob("[0-9]*.md"))
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")

every_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def test_the_reason_codes_are_current() -> None:
    assert text_of(reason_codes.PAGE) == reason_codes.page(), "Renew it: make docs"


def test_the_permissions_are_current() -> None:
    assert text_of(permissions_table.PAGE) == permissions_table.page(), "Renew it: make docs"


def test_every_permission_is_put_into_words() -> None:
    assert set(permissions_table.WORDS) == set(Permission)


def anchors(page: Path) -> set[str]:
    """The anchors that headings get where the pages are read."""
    headings = re.findall(r"^#+ (.+)$", text_of(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", each).strip().lower().replace(" ", "-") for each in headings}


@every_page
def test_links_lead_somewhere(page: Path) -> None:
    for target in LINK.findall(text_of(page)):
        if target.startswith(("http:", "https:", "mailto:")):
            continue
        name, _, anchor = target.partition("#")
        there = (page.parent / name).resolve() if name else page
        assert there.exists(), target
        if anchor:
            assert anchor in anchors(there), target


@every_page
def test_commands_exist(page: Path) -> None:
    text = text_of(page)
    targets = set(re.findall(r"^([a-z-]+)(?: [a-z-]+)*:", text_of(ROOT / "Makefile"), re.MULTILINE))
    targets |= {"demo-reset", "lint", "browser", "screenshots"}
    assert (
        set(re.findall(r"(?:`|^)(?:\w+=\S+ )?make ([a-z][a-z-]*)", text, re.MULTILINE)) <= targets
    )
    assert set(re.findall(r"manage\.py ([a-z_]+)", text)) <= get_commands().keys() | {"shell"}


@every_page
def test_files_that_are_named_exist(page: Path) -> None:
    ours = [path.as_posix() for path in files()]
    for words in re.findall(r"`([^`\n]+)`", text_of(page)):
        for name in re.findall(
            r"(?:^| )([\w.-]+/[\w./-]+\.(?:py|md|html|toml|yaml|csv|svg))", words
        ):
            assert any(path.endswith(name) for path in ours), name


@pytest.mark.parametrize("page", [*(ROOT / "docs" / "runbooks").iterdir(), ROOT / "README.md"])
def test_variables_that_are_named_are_read(page: Path) -> None:
    named = re.findall(r"`([A-Z]+(?:_[A-Z]+)+)(?:=[^`]*)?`", text_of(page))
    assert set(named) <= env.known_names()


def test_decisions_are_numbered_and_listed() -> None:
    numbers = [int(page.name[:4]) for page in ADRS]
    assert numbers == list(range(1, len(ADRS) + 1))
    index = text_of(ROOT / "docs" / "adr" / "README.md")
    for number, page in zip(numbers, ADRS, strict=True):
        title = text_of(page).splitlines()[0].removeprefix("# ")
        assert title.startswith(f"{number}. ")
        assert f"* [{title}]({page.name})" in index


def test_every_log_in_is_in_the_readme() -> None:
    readme = text_of(ROOT / "README.md")
    assert PASSWORD in readme
    assert [each.username for each in logins() if f"`{each.username}`" not in readme] == []


def test_every_picture_is_taken_by_the_script() -> None:
    folder = ROOT / "docs" / "screenshots"
    taken = {f"{shot.name}.png" for shot in screenshots.SHOTS}
    assert {path.name for path in folder.iterdir()} == taken
    assert [path.name for path in folder.iterdir() if path.stat().st_size > 150_000] == []


def test_every_product_has_a_connector_of_the_same_code() -> None:
    assert {each.code: each.label for each in registry.all()} == dict(MisProduct.choices)
