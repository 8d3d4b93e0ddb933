"""What the styles promise: stillness where less motion is asked for, outdone by nothing."""

import re
from pathlib import Path

SCSS = Path(__file__).resolve().parents[2] / "static" / "scss"


def test_everything_is_still_where_less_motion_is_asked_for() -> None:
    page = (SCSS / "_page.scss").read_text(encoding="utf-8")
    rule = page.partition("@media (prefers-reduced-motion: reduce)")[2].partition("\n}")[0]
    assert re.search(r"\*,\s*\*::before,\s*\*::after", rule)
    for what in (
        "transition-duration: 0.01ms",
        "animation-duration: 0.01ms",
        "scroll-behavior: auto",
    ):
        assert f"{what} !important" in rule


def test_no_other_style_outdoes_it() -> None:
    moving = re.compile(r"(?:transition|animation)[\w-]*:[^;]*!important")
    found = [
        each.name
        for each in SCSS.rglob("*.scss")
        if each.name != "_page.scss" and moving.search(each.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_no_name_stands_for_two_components() -> None:
    declared = re.compile(r"^\.(uso-[a-z-]+) \{", re.MULTILINE)
    files: dict[str, list[str]] = {}
    for each in sorted(SCSS.rglob("*.scss")):
        for name in set(declared.findall(each.read_text(encoding="utf-8"))):
            files.setdefault(name, []).append(each.name)
    assert {name: where for name, where in files.items() if len(where) > 1} == {}
