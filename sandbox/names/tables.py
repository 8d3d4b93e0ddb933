"""Loads the name tables of ``sandbox/data`` and draws from them by weight.

Knows how the files are laid out, and nothing of who gets a name.
"""

from __future__ import annotations

import csv
from bisect import bisect
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from pathlib import Path
from random import Random

DATA_FOLDER = Path(__file__).resolve().parent.parent / "data"

#: Communities whose own first names are taken out of the national table before an English
#: family draws from it, so that most people's two names go together.
_KEPT_APART = frozenset(
    {"bangladeshi", "pakistani", "indian", "tamil", "somali", "turkish", "arab", "afghan"}
)


@dataclass(frozen=True, slots=True)
class Weighted:
    """Names with running totals of their weights; ``draw`` costs one random number."""

    names: tuple[str, ...]
    totals: tuple[float, ...]

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, float]]) -> Weighted:
        """Build from (name, weight) pairs, in their order. At least one is needed."""
        listed = tuple(pairs)
        if not listed:
            raise ValueError("A table of names needs at least one name.")
        return cls(tuple(name for name, _ in listed), tuple(accumulate(w for _, w in listed)))

    def draw(self, rng: Random) -> str:
        """One name, as likely as its weight says."""
        return self.names[bisect(self.totals, rng.random() * self.totals[-1], 0, len(self) - 1)]

    def __len__(self) -> int:
        return len(self.names)


@dataclass(frozen=True, slots=True)
class Tables:
    """Every table, loaded once. Keys are (sex, first year of the band) or (community, sex)."""

    student_communities: Weighted
    staff_communities: Weighted
    english_shares: Mapping[str, float]
    surnames: Mapping[str, Weighted]
    community_first_names: Mapping[tuple[str, str], Weighted]
    first_names: Mapping[tuple[str, int], Weighted]
    band_starts: tuple[int, ...]
    nicknames: Mapping[str, tuple[str, ...]]
    variants: Mapping[str, tuple[str, ...]]

    def english_first_names(self, sex: str, *, born: int) -> Weighted:
        """The national table for a sex and a birth year (the nearest band)."""
        band = self.band_starts[max(0, bisect(self.band_starts, born) - 1)]
        return self.first_names[sex, band]


@cache
def tables() -> Tables:
    """The tables, read from ``sandbox/data`` on first use."""
    communities = list(_rows("communities.csv"))
    own = _grouped("community_first_names.csv", ("community", "sex"), "name", "weight")
    first_names = _english_first_names(own)
    return Tables(
        student_communities=_weights(communities, "weight_among_students"),
        staff_communities=_weights(communities, "weight_among_staff"),
        english_shares={
            row["community"]: float(row["share_with_english_forename"]) for row in communities
        },
        surnames={
            key[0]: Weighted.of(pairs)
            for key, pairs in _grouped("surnames.csv", ("community",), "surname", "weight").items()
        },
        community_first_names={(key[0], key[1]): Weighted.of(pairs) for key, pairs in own.items()},
        first_names=first_names,
        band_starts=tuple(sorted({start for _, start in first_names})),
        nicknames=_lists(_rows("nicknames.csv"), "name", "nickname"),
        variants=_variants(),
    )


def _rows(file_name: str) -> Iterator[dict[str, str]]:
    with (DATA_FOLDER / file_name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _weights(rows: Iterable[Mapping[str, str]], column: str) -> Weighted:
    return Weighted.of((row["community"], float(row[column])) for row in rows)


def _grouped(
    file_name: str, keys: tuple[str, ...], name: str, weight: str
) -> dict[tuple[str, ...], list[tuple[str, float]]]:
    groups: dict[tuple[str, ...], list[tuple[str, float]]] = {}
    for row in _rows(file_name):
        key = tuple(row[column] for column in keys)
        groups.setdefault(key, []).append((row[name], float(row[weight])))
    return groups


def _english_first_names(
    own: Mapping[tuple[str, ...], list[tuple[str, float]]],
) -> dict[tuple[str, int], Weighted]:
    older = _grouped("older_first_names.csv", ("sex", "years"), "name", "weight")
    traditional = {name for pairs in older.values() for name, _ in pairs}
    apart = {name for key, pairs in own.items() if key[0] in _KEPT_APART for name, _ in pairs}
    result = {(sex, int(years[:4])): Weighted.of(pairs) for (sex, years), pairs in older.items()}
    newer = _grouped("first_names.csv", ("sex", "years"), "name", "count")
    for (sex, years), pairs in newer.items():
        kept = [pair for pair in pairs if pair[0] in traditional or pair[0] not in apart]
        result[sex, int(years[:4])] = Weighted.of(kept)
    return result


def _lists(rows: Iterable[Mapping[str, str]], key: str, value: str) -> dict[str, tuple[str, ...]]:
    result: dict[str, tuple[str, ...]] = {}
    for row in rows:
        result[row[key]] = (*result.get(row[key], ()), row[value])
    return result


def _variants() -> dict[str, tuple[str, ...]]:
    families = _lists(_rows("spelling_variants.csv"), "family", "name")
    return {
        name: tuple(other for other in family if other != name)
        for family in families.values()
        for name in family
    }
