"""Write the engine's answers as CSV files. Decides nothing."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from matching.engine import MatchResult, ScoredCandidate
from matching.files.pairing import ScoredPair
from matching.files.reading import FileRefused

VERDICT_COLUMNS = (
    *("record_id", "verdict", "account_id", "score", "margin", "candidates", "reasons"),
)
PAIR_COLUMNS = ("account_id", "record_id", "score")


class _Lines(list[str]):
    """Takes what a CSV writer writes, line by line."""

    write = list.append


def verdict_lines(results: Iterable[MatchResult]) -> list[str]:
    """A line of CSV for each record."""
    lines = _Lines()
    csv.writer(lines, lineterminator="\n").writerows(map(_verdict, results))
    return [*lines]


def write_verdicts(path: Path, lines: Iterable[str]) -> None:
    """Write the lines of all records. FileRefused where the file cannot be written."""
    with _opened(path, VERDICT_COLUMNS) as text:
        text.writelines(lines)


def write_pairs(path: Path, pairs: Iterable[ScoredPair]) -> None:
    """Write a line for each scored pair. FileRefused where the file cannot be written."""
    with _opened(path, PAIR_COLUMNS) as text:
        lines = ((one, other, _number(score)) for one, other, score in pairs)
        csv.writer(text, lineterminator="\n").writerows(lines)


@contextmanager
def _opened(path: Path, columns: Sequence[str]) -> Iterator[TextIO]:
    try:
        with path.open("w", encoding="utf-8", newline="") as text:
            csv.writer(text, lineterminator="\n").writerow(columns)
            yield text
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
