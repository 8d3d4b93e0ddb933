"""Learn the weights: from how often levels are seen among pairs that are one person, and not.

Counts go in, a table comes out; whose pairs they are is the caller's business.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import log2
from typing import Final, NamedTuple

from matching.engine.frequencies import MOST_TAKEN, NameFrequencies
from matching.engine.levels import Comparison, Finding, Level
from matching.engine.weights import WEIGHTS

#: How often a level of a field was seen, over the pairs that were looked at.
Counts = Mapping[tuple[str, Level], float]
Table = Mapping[str, Mapping[Level, float]]


class Candidate(NamedTuple):
    """A pair that may be one person: its fields' levels, and its names' rarity in bits."""

    account: str
    record: str
    pattern: tuple[tuple[str, Level], ...]
    rarity: float


#: As if so many pairs had been seen that agree with the table there is: few pairs change little.
KNOWN_BEFORE: Final = 1_000
_LARGEST: Final = 20.0
#: Of pairs that fit each other best, those that agree in nothing are no person's: in bits.
_PRIOR: Final = -3.0
_ROUNDS: Final = 4
#: Missing says nothing, and two names exchanged are one event that two fields share.
_KEPT: Final = (Level.MISSING, Level.EXCHANGED)
#: A level that was seen less often keeps its weight.
_FEWEST: Final = 30
#: What is known of names says no less than letters do, or a reader would be told the lesser.
_NO_LESS: Final = ((Level.NICKNAME, Level.SPELLING), (Level.PART, Level.PARTICLE))
#: A value that differs always speaks against; not without end, for anything can be mistyped.
_DIFFERS: Final = (-10.0, -0.5)
#: Fields that others have said already (the date of birth gives the year group) say no more.
_AT_MOST: Final = {"year_group": 1.0, "middle_names": 4.0}
_AT_LEAST: Final = {"year_group": -2.0, "middle_names": -3.0}


def count(comparisons: Iterable[Comparison]) -> Counts:
    """Count the levels of compared pairs that are one person, field by field."""
    return Counter(
        (field, found.level if isinstance(found, Finding) else found)
        for comparison in comparisons
        for field, found in comparison._asdict().items()
    )


def count_others(comparisons: Iterable[Comparison], *, names: NameFrequencies) -> Counts:
    """Count the levels of compared pairs that are two people.

    A common name agrees by chance more often, and its rarity takes that from the weight already: it
    counts for less here, a rare one for more.
    """
    counts: defaultdict[tuple[str, Level], float] = defaultdict(float)
    for comparison in comparisons:
        for field, found in comparison._asdict().items():
            if isinstance(found, Finding):
                share = WEIGHTS[field][found.level].by_name
                adds = share * names.bits(field, found.left, found.right) if share else 0.0
                counts[field, found.level] += 2.0**adds
            else:
                counts[field, found] += 1.0
    return counts


def weights_in_use() -> Table:
    """Return the shipped table: field → level → weight in bits."""
    return {
        field: {level: weight.bits for level, weight in levels.items()}
        for field, levels in WEIGHTS.items()
    }


def learn(same: Counts, others: Counts, *, known: Table | None = None) -> Table:
    """Return field → level → weight in bits, to one decimal.

    ``same`` are pairs that are one person, ``others`` pairs that are two, drawn by chance;
    ``known`` is the table before, the shipped one unless told otherwise. Missing values weigh 0 and
    count nowhere. What is the same weighs most, what differs least, and what is close never speaks
    against; a field of which ``others`` say nothing keeps its weights.
    """
    return {
        field: _learn_field(field, _seen(same, field, levels), _seen(others, field, levels), levels)
        for field, levels in (known or weights_in_use()).items()
    }


def candidate(account: str, record: str, found: Comparison, *, names: NameFrequencies) -> Candidate:
    """Return a compared pair as ``fit`` takes it."""
    pattern, rarity = [], 0.0
    for field, each in found._asdict().items():
        level = each.level if isinstance(each, Finding) else each
        pattern.append((field, level))
        if isinstance(each, Finding) and (share := WEIGHTS[field][level].by_name):
            rarity += share * names.bits(field, each.left, each.right)
    return Candidate(account, record, tuple(pattern), rarity)


def fit(pairs: Sequence[Candidate], others: Counts, *, known: Table | None = None) -> Table:
    """Learn without knowing who is who, from candidate pairs of two lists of people.

    Each person goes to at most one of the other list, the likeliest first; such pairs count as one
    person as far as the weights say so, and from these counts come the next weights.
    """
    table = first = known or weights_in_use()
    for _ in range(_ROUNDS):
        same: defaultdict[tuple[str, Level], float] = defaultdict(float)
        for bits, pair in _one_each(pairs, table):
            likelihood = _likelihood(bits)
            for field_and_level in pair.pattern:
                same[field_and_level] += likelihood
        table = learn(same, others, known=first)
    return table


def num_recognised(pairs: Sequence[Candidate], table: Table) -> int:
    """Return how many people are in both lists, as far as these weights can tell."""
    return round(sum(_likelihood(bits) for bits, _pair in _one_each(pairs, table)))


def _likelihood(bits: float) -> float:
    return float(1.0 / (1.0 + 2.0 ** -(bits + _PRIOR)))


def _one_each(pairs: Sequence[Candidate], table: Table) -> Iterator[tuple[float, Candidate]]:
    """Yield each person's likeliest pair that is left, with its evidence in bits."""
    # Many pairs have one pattern, so each is added up once.
    sums = {
        pattern: sum(table[field][level] for field, level in pattern)
        for pattern in {pair.pattern for pair in pairs}
    }
    weighed = [(pair.rarity + sums[pair.pattern], pair) for pair in pairs]
    taken: set[tuple[str, str]] = set()
    for bits, pair in sorted(weighed, key=lambda each: (-each[0], each[1])):
        people = {("account", pair.account), ("record", pair.record)}
        if taken.isdisjoint(people):
            taken |= people
            yield bits, pair


def _seen(counts: Counts, field: str, levels: Mapping[Level, float]) -> Mapping[Level, float]:
    return {
        level: counts.get((field, level), 0.0) for level in levels if level is not Level.MISSING
    }


def _learn_field(
    field: str,
    same: Mapping[Level, float],
    others: Mapping[Level, float],
    known: Mapping[Level, float],
) -> Mapping[Level, float]:
    if not sum(others.values()):
        return known
    found = {
        level: bits
        if level in _KEPT or same[level] + others[level] < _FEWEST
        else _bits(level, same, others, known=bits)
        for level, bits in known.items()
    }
    for lesser, better in _NO_LESS:
        if lesser in found and better in found:
            found[better] = max(found[better], found[lesser])
    whole = _bounded(field, Level.SAME, found[Level.SAME], whole=_LARGEST)
    return {
        level: round(_bounded(field, level, bits, whole=whole), 1) for level, bits in found.items()
    }


def _bits(
    level: Level, same: Mapping[Level, float], others: Mapping[Level, float], *, known: float
) -> float:
    num_same, num_others = sum(same.values()), sum(others.values())
    by_chance = (others[level] + 0.5) / (num_others + 0.5 * len(others))
    expected = min(1.0, by_chance * 2.0**known)
    if_same = (same[level] + KNOWN_BEFORE * expected) / (num_same + KNOWN_BEFORE)
    return log2(if_same / by_chance)


def _bounded(field: str, level: Level, bits: float, *, whole: float) -> float:
    if level is Level.MISSING:
        return bits
    if level is Level.DIFFERS:
        return min(_DIFFERS[1], max(_AT_LEAST.get(field, _DIFFERS[0]), bits))
    # The commonest name takes from a weight; even so, to agree never speaks against.
    weight = WEIGHTS.get(field, {}).get(level)
    least = -MOST_TAKEN * weight.by_name if weight else 0.0
    return max(least, min(whole, _AT_MOST.get(field, _LARGEST), bits))
