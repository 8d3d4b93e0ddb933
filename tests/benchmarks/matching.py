"""Measures the matching engine on English school populations and, where splink is, beside it.

``python -m tests.benchmarks.matching`` prints figures of every population, with UPNs and without,
with the engine's name tables and without. It judges nothing.
"""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, cast

from sandbox.populations import Noise, Population, make_population
from tests.benchmarks.matching_figures import (
    ScoredPair,
    decision_figures,
    one_to_one,
    pair_figures,
)

ROOT = Path(__file__).resolve().parents[2]
_RUN = """
import json, resource, sys, time
from pathlib import Path
if sys.argv[1] == "off":
    from matching.engine import knowledge
    for name in ("_FORENAMES", "_SURNAMES", "_SHORT_FORMS", "_ROOTS"):
        setattr(knowledge, name, {})
from matching.files.run import FilesToMatch, match_files
base, incoming, verdicts, pairs = map(Path, sys.argv[2:6])
began = time.perf_counter()
match_files(FilesToMatch(base=base, incoming=incoming, verdicts=verdicts, all_pairs=pairs))
seconds = time.perf_counter() - began
own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(json.dumps({"seconds": seconds, "peak_mb": (own + children) / 1024}))
"""


@dataclass(frozen=True, slots=True)
class Case:
    """One population, as it is measured."""

    seed: int
    noise: Noise
    has_upns: bool

    def population(self, num_accounts: int) -> Population:
        """Make it."""
        made = make_population(self.seed, num_accounts=num_accounts, noise=self.noise)
        return made if self.has_upns else made.without_upns()


def measure(population: Population, *, tables: str, folder: Path) -> dict[str, Any]:
    """Run the engine in a process of its own; ``tables`` is "on" or "off"."""
    base, incoming, verdicts, pairs = (
        folder / f"{name}.csv" for name in ("base", "incoming", "verdicts", "pairs")
    )
    population.write(base, incoming)
    ran = subprocess.run(
        [sys.executable, "-c", _RUN, tables, *map(str, (base, incoming, verdicts, pairs))],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    spent = json.loads(ran.stdout)
    scored = list(_scored(pairs))
    best = one_to_one(scored)
    return {
        "people": len(population.records),
        "decisions": asdict(decision_figures(_lines(verdicts), population.truth)),
        "pairs": asdict(pair_figures(scored, population.truth)),
        "one_to_one": asdict(pair_figures(best, population.truth)),
        "seconds": round(spent["seconds"], 2),
        "records_a_second": round(len(population.records) / spent["seconds"]),
        "peak_mb": round(spent["peak_mb"]),
    }


def _scored(path: Path) -> Iterator[ScoredPair]:
    for line in _lines(path):
        yield line["account_id"], line["record_id"], float(line["score"])


def _lines(path: Path) -> Sequence[Mapping[str, str]]:
    with path.open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def main(arguments: Sequence[str]) -> None:
    """Measure each population, and print a block of figures for each."""
    wanted = _wanted(arguments)
    for noise in wanted.noise:
        for upns in wanted.upns:
            case = Case(wanted.seed, cast(Noise, noise), upns == "with")
            population = case.population(wanted.accounts)
            for tables in wanted.tables:
                began = time.perf_counter()
                with tempfile.TemporaryDirectory() as folder:
                    figures = measure(population, tables=tables, folder=Path(folder))
                _print(f"seed {case.seed}, {noise}, {upns} UPN, name tables {tables}", figures)
                _print_line(f"  whole measurement: {time.perf_counter() - began:.1f} s")


def _wanted(arguments: Sequence[str]) -> Namespace:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=9001, help="a seed nobody tuned on")
    parser.add_argument("--accounts", type=int, default=20_000)
    parser.add_argument("--noise", nargs="+", default=["normal", "hard"])
    parser.add_argument("--upns", nargs="+", default=["with", "without"])
    parser.add_argument("--tables", nargs="+", default=["on", "off"])
    return parser.parse_args(arguments)


def _print(title: str, figures: Mapping[str, Any]) -> None:
    _print_line(title)
    for name, found in figures.items():
        text = (
            ", ".join(
                f"{key} {value:.4f}" if isinstance(value, float) else f"{key} {value}"
                for key, value in found.items()
            )
            if isinstance(found, dict)
            else found
        )
        _print_line(f"  {name}: {text}")


def _print_line(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
