"""One MIS record beside the USO accounts it may belong to. Shapes what the matching app has
decided; it must not judge what agrees."""

from collections.abc import Mapping
from typing import Any, Final

# Verdict → (words, tone, icon). The words are always shown: colour alone says nothing.
VERDICTS: Final = {
    "agrees": ("Same", "good", "check"),
    "close": ("Close", "warn", "almost"),
    "differs": ("Differs", "bad", "cross"),
    "missing": ("Missing", "neutral", "minus"),
}


def shaped(compared: Mapping[str, Any]) -> dict[str, Any]:
    """Return the same comparison with each cell's verdict in words, tone and icon.

    `compared` has `caption`; `record` (`heading`, `detail`); `candidates`, each with `heading`
    and, optionally, `detail`, `tag`, `tone`, `url`, `action_label`, `action_name`,
    `action_value` and further `actions` (`label`, `name`, `value`, `kind`); `rows`, each with
    `label`, `value` and `cells` (one a candidate, in order: `value`, `verdict`, optionally
    `note`); and, where a choice can be made, `action_url`. A row with `is_plain` compares
    nothing: its cells have a `value` only.
    """
    rows = [{**row, "cells": [_cell(cell) for cell in row["cells"]]} for row in compared["rows"]]
    for row in rows:
        row["pairs"] = list(zip(compared["candidates"], row["cells"], strict=True))
        row["is_the_same"] = all(_is_the_same(row, cell) for cell in row["cells"])
    return {**compared, "rows": rows}


def _is_the_same(row: Mapping[str, Any], cell: Mapping[str, Any]) -> bool:
    """Whether a cell says word for word what the record says, so that a phone may say it once."""
    return bool(cell["verdict"] == "agrees" and cell.get("value") == row.get("value"))


def _cell(cell: Mapping[str, Any]) -> dict[str, Any]:
    if "verdict" not in cell:
        return {**cell, "verdict": "", "tone": "neutral"}
    words, tone, icon = VERDICTS[cell["verdict"]]
    return {**cell, "words": words, "tone": tone, "icon": icon}
