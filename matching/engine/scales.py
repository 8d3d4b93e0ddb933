"""Weigh by another table of weights than the shipped one: one that was learned, or edited.

The sum is that of ``weigh``, which has the shipped table built in, since the portal has no other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from matching.engine.frequencies import LISTED, NameFrequencies
from matching.engine.learn import Table
from matching.engine.levels import Comparison, Finding, Level
from matching.engine.model import Scope
from matching.engine.weights import SCOPE_WEIGHTS, WEIGHTS, Weight


class Weigh(Protocol):
    """What ``weigh`` does, by whichever table: the evidence that two people are one, in bits."""

    def __call__(
        self, comparison: Comparison, *, scope: Scope, names: NameFrequencies = LISTED
    ) -> float: ...


@dataclass(frozen=True, slots=True)
class Scales:
    """A whole table of weights: field → level → weight, and scope → weight in bits."""

    fields: Mapping[str, Mapping[Level, Weight]]
    scopes: Mapping[Scope, float]

    @classmethod
    def of(cls, learned: Table) -> Scales:
        """Return the shipped table with the bits that were learned instead of its own."""
        fields = {
            field: {
                level: Weight(learned[field][level], weight.by_name)
                for level, weight in levels.items()
            }
            for field, levels in WEIGHTS.items()
        }
        return cls(fields, SCOPE_WEIGHTS)

    def weigh(
        self, comparison: Comparison, *, scope: Scope, names: NameFrequencies = LISTED
    ) -> float:
        """Return the evidence that two people are one, in bits: above 0, rather yes than no."""
        bits = self.scopes[scope]
        fields: tuple[Finding | Level, ...] = comparison
        for field, found in zip(Comparison._fields, fields, strict=True):
            if not isinstance(found, Finding):
                bits += self.fields[field][found].bits
                continue
            weight = self.fields[field][found.level]
            bits += weight.bits
            if weight.by_name:
                bits += weight.by_name * names.bits(field, found.left, found.right)
        return bits


SHIPPED = Scales(WEIGHTS, SCOPE_WEIGHTS)
