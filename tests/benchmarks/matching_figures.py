"""How good a matching is, in figures, from verdicts and scored pairs and the truth."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

ScoredPair = tuple[str, str, float]  # account, record, score
_PRECISE = 0.999


@dataclass(frozen=True, slots=True)
class PairFigures:
    """Pairs taken in the order of their scores: the best F1, and the recall at precision .999."""

    f1: float
    precision: float
    recall: float
    r999: float
    threshold: float


@dataclass(frozen=True, slots=True)
class DecisionFigures:
    """What happened to people. ``wrong`` is per 10,000 links, the shares are in per cent: linked
    and never offered of those who have an account, asked of everybody.
    """

    links: int
    wrong: float
    linked: float
    asked: float
    never_offered: float
    num_wrong: int


def pair_figures(pairs: Iterable[ScoredPair], truth: Mapping[str, str]) -> PairFigures:
    """Find the best F1 and R999 over all thresholds; pairs of one score stand or fall together."""
    ordered = sorted(pairs, key=lambda pair: -pair[2])
    best = PairFigures(0.0, 0.0, 0.0, 0.0, 0.0)
    right = r999 = 0.0
    for number, (account, record, score) in enumerate(ordered, start=1):
        right += truth.get(record) == account
        if number < len(ordered) and ordered[number][2] == score:
            continue
        precision, recall = right / number, right / max(1, len(truth))
        if precision >= _PRECISE:
            r999 = max(r999, recall)
        f1 = 2 * right / (number + len(truth))
        if f1 > best.f1:
            best = PairFigures(f1, precision, recall, 0.0, score)
    return PairFigures(**(asdict(best) | {"r999": r999}))


def one_to_one(pairs: Iterable[ScoredPair]) -> list[ScoredPair]:
    """Pair everybody at most once, greedily, the likeliest first."""
    accounts: set[str] = set()
    records: set[str] = set()
    kept = []
    for pair in sorted(pairs, key=lambda pair: (-pair[2], pair[0], pair[1])):
        if pair[0] not in accounts and pair[1] not in records:
            accounts.add(pair[0])
            records.add(pair[1])
            kept.append(pair)
    return kept


def decision_figures(
    verdicts: Sequence[Mapping[str, str]], truth: Mapping[str, str]
) -> DecisionFigures:
    """Count links, wrong ones, questions, and true accounts that nobody was offered."""
    links = [each for each in verdicts if each["verdict"] == "certain"]
    num_right = sum(truth.get(each["record_id"]) == each["account_id"] for each in links)
    num_asked = sum(each["verdict"] == "ask" for each in verdicts)
    num_missed = sum(
        truth[each["record_id"]] not in _offered(each)
        for each in verdicts
        if each["record_id"] in truth
    )
    num_wrong = len(links) - num_right
    return DecisionFigures(
        links=len(links),
        wrong=round(10_000 * num_wrong / max(1, len(links)), 2),
        linked=round(100 * num_right / max(1, len(truth)), 2),
        asked=round(100 * num_asked / max(1, len(verdicts)), 2),
        never_offered=round(100 * num_missed / max(1, len(truth)), 3),
        num_wrong=num_wrong,
    )


def _offered(verdict: Mapping[str, str]) -> set[str]:
    return {each.rpartition(":")[0] for each in verdict["candidates"].split(";")}


@dataclass(frozen=True, slots=True)
class Measured:
    """What one engine reached on one set of people."""

    title: str
    engine: str
    figures: Mapping[str, Any]


_COLUMNS = ("F1", "R999", "F1 1:1", "R999 1:1", "s", "MB", "wrong", "linked", "asked", "never")


def side_by_side(measured: Iterable[Measured]) -> Iterator[str]:
    """Yield a table of Markdown: a row for each engine on each set. What only decides has figures
    of decisions.
    """
    yield f"| Population | Engine | {' | '.join(_COLUMNS)} |"
    yield f"|{'---|' * (len(_COLUMNS) + 2)}"
    for each in measured:
        found = each.figures
        pairs, alone = found["pairs"], found["one_to_one"]
        shares = (f"{part[name]:.3f}" for part in (pairs, alone) for name in ("f1", "r999"))
        cells = [*shares, f"{found['seconds']:.0f}", str(found["peak_mb"])]
        decided = found.get("decisions")
        names = ("wrong", "linked", "asked", "never_offered")
        cells += [str(decided[name]) for name in names] if decided else ["–"] * len(names)
        yield f"| {each.title} | {each.engine} | {' | '.join(cells)} |"
