"""Write the engine's answers as CSV files. Decides nothing."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from matching.engine import MatchResult, ScoredCandidate
from matching.files.pairing import ScoredPair
from matching.files.reading import FileRefused

VERDICT_COLUMNS = (
    *("record_id", "verdict", "account_id", "score", "margin", "candidates", "reasons"),
)
PAIR_COLUMNS = ("account_id", "record_id", "score")


def write_verdicts(path: Path, results: Iterable[MatchResult]) -> None:
    """Write a line for each record. FileRefused where the file cannot be written."""
    _write(path, VERDICT_COLUMNS, map(_verdict, results))


def write_pairs(path: Path, pairs: Iterable[ScoredPair]) -> None:
    """Write a line for each scored pair. FileRefused where the file cannot be written."""
    _write(path, PAIR_COLUMNS, ((one, other, _number(score)) for one, other, score in pairs))


def _write(path: Path, columns: Sequence[str], lines: Iterator[Sequence[str]]) -> None:
    try:
        with path.open("w", encoding="utf-8", newline="") as text:
            writer = csv.writer(text, lineterminator="\n")
            writer.writerow(columns)
            writer.writerows(lines)
    except OSError as error:
        raise FileRefused(f"{path.name} cannot be written there.") from error


def _verdict(result: MatchResult) -> Sequence[str]:
    offered = result.candidates
    return (
        result.record_key,
        result.verdict.value,
        result.account_key or "",
        _number(result.score) if offered else "",
        _number(result.margin) if offered else "",
        ";".join(f"{each.key}:{_number(each.score)}" for each in offered),
        _reasons(offered[0]) if offered else "nobody is similar enough",
    )


def _reasons(best: ScoredCandidate) -> str:
    """Put what speaks for and against the best candidate into one cell."""
    fields = (
        f"{each.field} {each.agreement}" + (f" ({each.why})" if each.why else "")
        for each in best.reasons
    )
    return "; ".join((*fields, f"scope {best.scope}"))


def _number(score: float) -> str:
    return f"{score:.2f}"
