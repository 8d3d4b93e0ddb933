"""Write the engine's answers as CSV files. Decides nothing."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import TextIO

from matching.engine import FieldReason, MatchResult
from matching.files.pairing import ScoredPair
from matching.files.reading import FileRefused

VERDICT_COLUMNS = (
    *("record_id", "verdict", "account_id", "score", "margin", "candidates", "reasons"),
)
_Reasons = tuple[FieldReason, ...]
PAIR_COLUMNS = ("account_id", "record_id", "score")


class _Lines(list[str]):
    """Takes what a CSV writer writes, line by line."""

    write = list.append


def verdict_lines(results: Iterable[MatchResult]) -> list[str]:
    """A line of CSV for each record."""
    lines, told = _Lines(), _Told()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerows(_verdict(result, told) for result in results)
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


class _Told:
    """What was told before: most people's reasons are the same few objects."""

    def __init__(self) -> None:
        # With each text the reasons themselves, so that no others can take their place.
        self._texts: dict[int, tuple[_Reasons, str]] = {}

    def text(self, reasons: _Reasons) -> str:
        """What speaks for and against a candidate."""
        known = self._texts.get(id(reasons))
        if known is None:
            known = self._texts[id(reasons)] = reasons, "; ".join(map(_reason, reasons))
        return known[1]


def _verdict(result: MatchResult, told: _Told) -> Sequence[str]:
    offered = result.candidates
    if not offered:
        return result.record_key, result.verdict, "", "", "", "", "nobody is similar enough"
    best = offered[0]
    return (
        result.record_key,
        result.verdict,
        result.account_key or "",
        _number(result.score),
        _number(result.margin),
        ";".join([f"{each.key}:{_number(each.score)}" for each in offered]),
        f"{told.text(best.reasons)}; scope {best.scope}",
    )


def _reason(reason: FieldReason) -> str:
    return f"{reason.field} {reason.agreement}" + (f" ({reason.why})" if reason.why else "")


@lru_cache(maxsize=1 << 14)  # scores have two places, so that there are few
def _number(score: float) -> str:
    return f"{score:.2f}"
