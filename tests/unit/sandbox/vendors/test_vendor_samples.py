"""The samples are what the vendors send, and the nasty ones have the same properties."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from scripts.vendor_samples import FOLDER, samples

NASTY = sorted(path for path in FOLDER.glob("*/nasty/*") if path.stem != "refused")


def test_the_samples_are_current() -> None:
    made = dict(samples())
    for name, text in made.items():
        assert (FOLDER / name).read_bytes() == text, f"{name}: python -m scripts.vendor_samples"
    committed = {
        path.relative_to(FOLDER).as_posix()
        for folder in {name.partition("/")[0] for name in made}
        for path in (FOLDER / folder).iterdir()
        if path.is_file()
    }
    assert committed == set(made)


def names_in(value: Any) -> set[str]:
    """All names of all properties in a sample."""
    if isinstance(value, dict):
        return set(value) | {name for each in value.values() for name in names_in(each)}
    return {name for each in value for name in names_in(each)} if isinstance(value, list) else set()


@pytest.mark.parametrize("path", NASTY, ids=lambda path: f"{path.parent.parent.name}/{path.name}")
def test_nasty_samples_have_the_same_properties(path: Path) -> None:
    good = path.parent.parent / path.name
    if path.suffix == ".csv":
        captions, *rows = csv.reader(
            io.StringIO(path.read_bytes().decode(), newline=""), strict=True
        )
        assert captions == next(csv.reader(io.StringIO(good.read_text())))
        assert rows[-1] == ["Count:", str(len(rows) - 1)]
    else:
        known = names_in(json.loads(good.read_text())) | {"emailAddressType"}
        assert names_in(json.loads(path.read_text())) <= known
