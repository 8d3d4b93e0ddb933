"""The table of weights, ``data/weights.csv``: what each level of each field says, in bits.

One table for all paths of the engine, editable without code. It reads; it weighs nobody.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from matching.engine.knowledge import rows
from matching.engine.levels import Level
from matching.engine.model import Scope


class Weight(NamedTuple):
    """``bits`` speak for (above 0) or against one person. ``by_name`` is the share of the name's
    rarity (see ``frequencies``) that is added: 1 all of it, 0 none.
    """

    bits: float
    by_name: float


def read_weights() -> Mapping[str, Mapping[str, Weight]]:
    """Read the table: field → level → weight. ValueError for a number that is none."""
    table: dict[str, dict[str, Weight]] = {}
    for field, level, bits, by_name, _source, _on in rows("weights"):
        table.setdefault(field, {})[level] = Weight(float(bits), float(by_name))
    return table


def _of(field: str) -> Mapping[Level, Weight]:
    return {Level(level): weight for level, weight in _TABLE[field].items()}


_TABLE = read_weights()
#: Field of a comparison → level → weight.
WEIGHTS: Mapping[str, Mapping[Level, Weight]] = {
    field: _of(field) for field in _TABLE if field != "scope"
}
#: How unlikely a match is before anything is compared: one in so many (a power of 2) accounts.
SCOPE_WEIGHTS: Mapping[Scope, float] = {
    Scope(scope): weight.bits for scope, weight in _TABLE["scope"].items()
}
