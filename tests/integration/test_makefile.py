"""What `make` says on a machine that lacks a tool: a plain sentence, and nothing half done."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.processes import ROOT

pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="make is not here to ask")
ALWAYS_THERE = ("sh", "make", "awk", "find", "touch", "mkdir", "cat", "id")


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A project folder with the Makefile, and a PATH of the simplest tools."""
    tools = tmp_path / "bin"
    tools.mkdir()
    for name in ALWAYS_THERE:
        found = shutil.which(name)
        assert found, name
        (tools / name).symlink_to(found)
    shutil.copy(ROOT / "Makefile", tmp_path)
    (tmp_path / "requirements-dev.lock").write_text("")
    return tmp_path


def make(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != "MAKEFLAGS"}
    return subprocess.run(
        ["make", "--silent", *words],
        cwd=folder,
        env=environment | {"PATH": str(folder / "bin")},
        capture_output=True,
        text=True,
        check=False,
    )


def test_no_python_is_a_sentence(bare: Path) -> None:
    done = make(bare, "install")
    assert done.returncode != 0
    assert done.stderr.startswith("Python 3.11 or newer is needed and was not found.")
    assert not (bare / ".venv").exists()


def test_without_npm_node_comes_along(bare: Path) -> None:
    """A pretend Python "installs" a pretend npm, which then is asked for the packages."""
    programs = bare / ".venv" / "bin"
    programs.mkdir(parents=True)
    (bare / ".venv" / ".stamp-venv").write_text("")
    for name in ("package.json", "package-lock.json", "requirements-node.lock"):
        (bare / name).write_text("{}")
    npm = programs / "npm"
    python = programs / "python"
    says_its_words = f"#!/bin/sh\\necho npm \\$* >> {bare}/asked\\n"
    python.write_text(
        f"#!/bin/sh\necho python $* >> {bare}/asked\n"
        f'printf "{says_its_words}" > {npm}\nchmod +x {npm}\n'
    )
    python.chmod(0o755)
    (bare / "bin" / "chmod").symlink_to(shutil.which("chmod") or "chmod")
    done = make(bare, ".venv/.stamp-node")
    assert done.returncode == 0, done.stderr
    assert "Installing Node.js, which this machine lacks" in done.stdout
    installed, asked = (bare / "asked").read_text().splitlines()
    assert "--require-hashes -r requirements-node.lock" in installed
    assert asked.startswith("npm ci ")


def test_help_lists_the_targets(bare: Path) -> None:
    said = make(bare).stdout
    assert all(f"make {target} " in said for target in ("install", "demo", "demo-reset", "test"))
