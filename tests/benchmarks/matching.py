"""Measures the matching engine on English school populations and, where splink is, beside it.

``python -m tests.benchmarks.matching`` prints figures of every population, with UPNs and without,
with the engine's name tables and without, and at every threshold; at the end all of them side by
side. It judges nothing. splink and FEBRL 4 are measured where ``make benchmark-install`` has
installed them; ``make benchmark-matching`` does both.
"""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import tempfile
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, cast

from sandbox.populations import Noise, Population, make_population
from tests.benchmarks.matching_figures import (
    Measured,
    ScoredPair,
    decision_figures,
    one_to_one,
    pair_figures,
    side_by_side,
)

ROOT = Path(__file__).resolve().parents[2]
#: The Python of ``make benchmark-install``, which has the engines to compare with.
_OTHERS = ROOT / ".venv-benchmark" / "bin" / "python"
#: Seeds of populations that nobody tuned on.
SEEDS = (9001, 9002, 9003)
#: Thresholds for those who are only alike, in points.
CURVE = (70, 76, 80, 84, 88, 92, 96, 101)
_RUN = """
import json, resource, sys, time
from dataclasses import replace
from pathlib import Path
if sys.argv[1] == "off":
    from matching.engine import knowledge
    for name in ("_FORENAMES", "_SURNAMES", "_SHORT_FORMS", "_ROOTS"):
        setattr(knowledge, name, {})
from matching.engine import DEFAULT
from matching.files.run import FilesToMatch, match_files
from matching.files.weighing import WeightsFrom
base, incoming, verdicts, pairs = map(Path, sys.argv[3:7])
weights = WeightsFrom(sys.argv[2])
files = FilesToMatch(base=base, incoming=incoming, verdicts=verdicts, weights=weights)
if sys.argv[7] == "pairs":
    files = replace(files, all_pairs=pairs)
alike = float(sys.argv[8]) if len(sys.argv) > 8 else DEFAULT.alike
began = time.perf_counter()
match_files(files, thresholds=replace(DEFAULT, alike=alike))
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

    @property
    def title(self) -> str:
        """What it is, for a heading."""
        return f"seed {self.seed}, {self.noise}, {'with' if self.has_upns else 'without'} UPN"

    def population(self, num_accounts: int) -> Population:
        """Make it."""
        made = make_population(self.seed, num_accounts=num_accounts, noise=self.noise)
        return made if self.has_upns else made.without_upns()


def measure(population: Population, *, tables: str, folder: Path) -> dict[str, Any]:
    """Run the engine in a process of its own; ``tables`` is "on" or "off"."""
    population.write(folder / "base.csv", folder / "incoming.csv")
    return measure_files(folder, population.truth, tables=tables)


def measure_files(
    folder: Path, truth: Mapping[str, str], *, tables: str, weights: str = "fitting"
) -> dict[str, Any]:
    """Run the engine on the files of a folder; ``weights`` as in ``WeightsFrom``."""
    words = _words(folder, tables=tables, weights=weights)
    _run([*words, "pairs"])
    spent = _run([*words, "verdicts"])
    verdicts = _lines(folder / "verdicts.csv")
    return {
        "people": len(verdicts),
        "decisions": asdict(decision_figures(verdicts, truth)),
        **_pair_figures(folder / "pairs.csv", truth),
        **_spent(spent, len(verdicts)),
    }


def _words(folder: Path, *, tables: str, weights: str = "fitting") -> list[str]:
    files = (str(folder / f"{name}.csv") for name in ("base", "incoming", "verdicts", "pairs"))
    return [sys.executable, "-c", _RUN, tables, weights, *files]


def curve(folder: Path, truth: Mapping[str, str]) -> dict[str, Any]:
    """What is decided at other thresholds for those who are only alike; 101 links none of them."""
    points: dict[str, Any] = {}
    for alike in CURVE:
        _run([*_words(folder, tables="on"), "verdicts", str(alike)])
        found = decision_figures(_lines(folder / "verdicts.csv"), truth)
        points[f"alike {alike}"] = asdict(found)
    return points


def measure_with_addresses(folder: Path, truth: Mapping[str, str]) -> dict[str, Any]:
    """Run this engine's comparison with two fields more, all weights learned from the files."""
    files = [str(folder / f"{name}.csv") for name in ("base", "incoming", "fitted")]
    spent = _run([sys.executable, "-m", "tests.benchmarks.fitted_pairs", *files])
    num_people = len(_lines(folder / "incoming.csv"))
    return {**_pair_figures(folder / "fitted.csv", truth), **_spent(spent, num_people)}


def measure_splink(folder: Path, truth: Mapping[str, str]) -> dict[str, Any]:
    """Run splink on the files of a folder."""
    files = [str(folder / f"{name}.csv") for name in ("base", "incoming", "splink")]
    spent = _run([str(_OTHERS), "-m", "tests.benchmarks.splink_pairs", *files])
    num_people = len(_lines(folder / "incoming.csv"))
    return {**_pair_figures(folder / "splink.csv", truth), **_spent(spent, num_people)}


def _run(words: Sequence[str]) -> dict[str, float]:
    """Run a process and read what it spent from its last line."""
    ran = subprocess.run(words, cwd=ROOT, check=True, capture_output=True, text=True)
    spent: dict[str, float] = json.loads(ran.stdout.splitlines()[-1])
    return spent


def _pair_figures(path: Path, truth: Mapping[str, str]) -> dict[str, Any]:
    pairs = list(_scored(path))
    return {
        "pairs": asdict(pair_figures(pairs, truth)),
        "one_to_one": asdict(pair_figures(one_to_one(pairs), truth)),
    }


def _spent(spent: Mapping[str, float], num_people: int) -> dict[str, Any]:
    return {
        "seconds": round(spent["seconds"], 2),
        "records_a_second": round(num_people / spent["seconds"]),
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
    cases = [
        Case(seed, cast(Noise, noise), upns == "with")
        for seed in wanted.seeds
        for noise in wanted.noise
        for upns in wanted.upns
    ]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        found: list[Measured] = []
        for case in cases:
            population = case.population(wanted.accounts)
            population.write(folder / "base.csv", folder / "incoming.csv")
            found.extend(_measure_all(case.title, folder, population.truth, wanted))
            if wanted.curve == "yes":
                _print(f"{case.title}: at other thresholds", curve(folder, population.truth))
        if wanted.febrl == "yes" and _OTHERS.exists():
            found.extend(_measure_febrl(folder, wanted))
    _print_line("Side by side")
    for line in side_by_side(found):
        _print_line(f"  {line}")


def _measure_febrl(folder: Path, wanted: Namespace) -> Iterator[Measured]:
    words = [str(_OTHERS), "-m", "tests.benchmarks.febrl", str(folder)]
    subprocess.run(words, cwd=ROOT, check=True, capture_output=True)
    lines = _lines(folder / "truth.csv")
    truth = {line["record_id"]: line["account_id"] for line in lines}
    title = "FEBRL 4, name and date of birth"
    yield from _measure_all(title, folder, truth, wanted)
    for tables in wanted.tables:
        figures = measure_files(folder, truth, tables=tables, weights="portal")
        yield _told(title, f"this engine, the portal's weights, name tables {tables}", figures)
    title, folder = f"{title}, postcode and street number", folder / "address"
    yield _told(title, "this engine", measure_with_addresses(folder, truth))
    if wanted.splink == "yes":
        yield _told(title, "splink", measure_splink(folder, truth))


def _measure_all(
    title: str, folder: Path, truth: Mapping[str, str], wanted: Namespace
) -> Iterator[Measured]:
    for tables in wanted.tables:
        figures = measure_files(folder, truth, tables=tables)
        yield _told(title, f"this engine, name tables {tables}", figures)
        if wanted.learned == "yes":
            figures = measure_files(folder, truth, tables=tables, weights="files")
            yield _told(title, f"this engine, weights learned, name tables {tables}", figures)
    if wanted.splink == "yes" and _OTHERS.exists():
        yield _told(title, "splink", measure_splink(folder, truth))


def _told(title: str, engine: str, figures: dict[str, Any]) -> Measured:
    """Print figures as soon as they are there, and keep them for the end."""
    _print(f"{title}: {engine}", figures)
    return Measured(title, engine, figures)


def _wanted(arguments: Sequence[str]) -> Namespace:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, nargs="+", default=SEEDS, help="nobody tuned on these")
    parser.add_argument("--accounts", type=int, default=20_000)
    parser.add_argument("--noise", nargs="+", default=["normal", "hard"])
    parser.add_argument("--upns", nargs="+", default=["with", "without"])
    parser.add_argument("--tables", nargs="+", default=["on", "off"])
    parser.add_argument("--splink", choices=["yes", "no"], default="yes")
    parser.add_argument("--learned", choices=["yes", "no"], default="no", help="weights too")
    parser.add_argument("--curve", choices=["yes", "no"], default="yes")
    parser.add_argument("--febrl", choices=["yes", "no"], default="yes")
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
