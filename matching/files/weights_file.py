"""Read and write a table of weights as a file, in the form of the engine's own ``weights.csv``.

What is wrong with a file is a ``FileRefused`` in the reader's words. It learns and weighs nothing.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import NoReturn

from matching.engine.knowledge import rows
from matching.engine.levels import Level
from matching.engine.model import Scope
from matching.engine.scales import SHIPPED, Scales
from matching.engine.weights import Weight
from matching.files.reading import FileRefused, refusals_in_words

COLUMNS = ("field", "level", "bits", "by_name", "source", "on")
_MOST_BITS = 100.0
_SCOPE = "scope"
_SOURCE = "two files"


def read_weights_file(path: Path) -> Scales:
    """Read a table; a line that is not in it keeps its shipped weight."""
    fields = {field: dict(levels) for field, levels in SHIPPED.fields.items()}
    scopes = dict(SHIPPED.scopes)
    for number, (field, level, bits, by_name) in _lines(path):
        weight = _weight(path, number, bits, by_name)
        if field == _SCOPE and level in {*Scope}:
            scopes[Scope(level)] = weight.bits
        elif field in fields and level in fields[field]:
            if level == Level.MISSING and weight.bits:
                _refuse(path, number, "what is missing says nothing, so its bits must be 0")
            fields[field][Level(level)] = weight
        else:
            _refuse(path, number, f"there is no level “{level}” of “{field}”")
    return Scales(fields, scopes)


def write_weights_file(path: Path, scales: Scales, *, on: date) -> None:
    """Write a table; ``on`` is the day that stands beside what was not shipped."""
    lines = [_line(shipped, scales, on) for shipped in rows("weights")]
    try:
        with path.open("w", encoding="utf-8", newline="") as text:
            writer = csv.writer(text, lineterminator="\n")
            writer.writerow(COLUMNS)
            writer.writerows(lines)
    except OSError as error:
        raise FileRefused(f"{path.name} cannot be written there.") from error


def _line(shipped: list[str], scales: Scales, on: date) -> list[str]:
    field, level, bits, by_name, *_ = shipped
    if field == _SCOPE:
        weight = Weight(scales.scopes[Scope(level)], float(by_name))
    else:
        weight = scales.fields[field][Level(level)]
    if weight == Weight(float(bits), float(by_name)):
        return shipped
    return [field, level, f"{weight.bits:.1f}", f"{weight.by_name:g}", _SOURCE, f"{on}"]


def _lines(path: Path) -> list[tuple[int, Sequence[str]]]:
    """Return the cells of each line that is not empty, with its number in the file."""
    with refusals_in_words(path), path.open(encoding="utf-8-sig", newline="") as text:
        reader = csv.reader(text)
        columns = [cell.strip().lower() for cell in next(reader, ())]
        if missing := [name for name in COLUMNS[:4] if name not in columns]:
            raise FileRefused(
                f"{path.name} is no table of weights: it has no column {missing[0]}."
                f" Its columns are {', '.join(COLUMNS)}."
            )
        at = [columns.index(name) for name in COLUMNS[:4]]
        padding = [""] * len(columns)
        return [
            (number, [[*cells, *padding][place].strip() for place in at])
            for number, cells in enumerate(reader, start=2)
            if any(cells)
        ]


def _weight(path: Path, number: int, bits: str, by_name: str) -> Weight:
    try:
        weight = Weight(float(bits), float(by_name or 0))
    except ValueError:
        _refuse(path, number, "bits and by_name must be numbers")
    if not (abs(weight.bits) <= _MOST_BITS and 0 <= weight.by_name <= 1):
        _refuse(
            path, number, f"bits go from -{_MOST_BITS:g} to {_MOST_BITS:g}, by_name from 0 to 1"
        )
    return weight


def _refuse(path: Path, number: int, why: str) -> NoReturn:
    raise FileRefused(f"{path.name}, line {number}: {why}.")
