"""Measures how quick ``match_files`` is and how much memory it takes, at several sizes of base.

``python -m tests.benchmarks.matching_speed`` prints one JSON object for each size, beside a floor
measured in the same run. It judges nothing. The files it makes are kept in a temporary folder.
"""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from sandbox.populations import make_population

ROOT = Path(__file__).resolve().parents[2]
#: So many accounts a local authority has at most; and a school, where each is in one of its own.
_A_TOWN = 100_000
_A_SCHOOL = 1_000
#: What is measured unless told otherwise: accounts, incoming people, and where they are.
_SIZES = (
    (1_000, 1_000, "apart"),
    (100_000, 100_000, "schools"),
    (100_000, 100_000, "apart"),
    (2_000_000, 30_000, "apart"),
    (2_000_000, 30_000, "together"),
)
#: Accounts that each person may be compared with → records a second to reach.
_BARS = {1_000: 20_000, 100_000: 10_000, 2_000_000: 1_500}
_FIRST_AUTHORITY = 301
_AUTHORITY_COLUMN = "local_authority"
_SECONDS_BETWEEN_LOOKS = 0.1
_RUN = """
import os, sys, time
from pathlib import Path
from matching.files.run import FilesToMatch, match_files
base, incoming, verdicts = map(Path, sys.argv[1:])
began, spent = time.perf_counter(), sum(os.times()[:4])
match_files(FilesToMatch(base=base, incoming=incoming, verdicts=verdicts))
print(time.perf_counter() - began, sum(os.times()[:4]) - spent)
"""


@dataclass(frozen=True, slots=True)
class Case:
    """One size: so many accounts and incoming people. ``towns`` is "apart"; "together" if all
    accounts are to be in one local authority, where names and dates count; or "schools" if a
    thousand each are, and incoming people of all of them.
    """

    num_accounts: int
    num_incoming: int
    towns: str
    seed: int

    def files(self, folder: Path) -> tuple[Path, Path]:
        """The base and the incoming file, made unless they are there."""
        name = f"{self.seed}-{self.num_accounts}-{self.towns}"
        base, incoming = folder / f"{name}.csv", folder / f"{name}-{self.num_incoming}.csv"
        if not (base.exists() and incoming.exists()):
            self._make(base, incoming, folder)
        return base, incoming

    def _make(self, base: Path, incoming: Path, folder: Path) -> None:
        unfinished, arrivals = base.with_suffix(".part"), incoming.with_suffix(".part")
        for number, accounts in enumerate(self._towns()):
            authority = str(_FIRST_AUTHORITY + number)
            people = make_population(
                self.seed + number, num_accounts=accounts, noise="normal", authority=authority
            )
            people.write(folder / "town.csv", folder / "arrivals.csv")
            self._append(folder / "town.csv", unfinished, number, accounts)
            num_incoming = self._num_incoming(number, accounts)
            self._append(folder / "arrivals.csv", arrivals, number, num_incoming)
        unfinished.replace(base)
        arrivals.replace(incoming)

    def _towns(self) -> Iterator[int]:
        left, most = self.num_accounts, _A_SCHOOL if self.towns == "schools" else _A_TOWN
        while left > 0:
            yield min(left, most)
            left -= most

    def _num_incoming(self, number: int, accounts: int) -> int:
        """How many incoming people are of this town: all are of the first, or of every school."""
        if self.towns == "schools":
            return accounts * self.num_incoming // self.num_accounts
        return 0 if number else self.num_incoming

    def _append(self, town: Path, file: Path, number: int, most: int) -> None:
        mode = "a" if number else "w"
        with town.open(encoding="utf-8", newline="") as lines, file.open(mode, newline="") as out:
            rows = csv.DictReader(lines)
            names = rows.fieldnames or ()
            writer = csv.DictWriter(out, names, lineterminator="\n")
            if not number:
                writer.writeheader()
            for row in islice(rows, most):
                row[names[0]] = f"{number}-{row[names[0]]}"
                if self.towns == "together":
                    row[_AUTHORITY_COLUMN] = str(_FIRST_AUTHORITY)
                writer.writerow(row)


def measure(case: Case, folder: Path) -> dict[str, Any]:
    """Run the tool as a process of its own on the files of a case, and the floor."""
    base, incoming = case.files(folder)
    began = time.perf_counter()
    ran = subprocess.Popen(
        [sys.executable, "-c", _RUN, base, incoming, folder / "verdicts.csv"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    peak = _watched(ran)
    whole = time.perf_counter() - began
    said, _ = ran.communicate()
    if ran.returncode:
        raise RuntimeError("match_files failed")
    seconds, spent = map(float, said.split())
    floor = _floor(base, incoming)
    num_people = _count(incoming)
    return {
        "accounts": _count(base),
        "incoming": num_people,
        "towns": case.towns,
        "bar": _BARS.get(_A_SCHOOL if case.towns == "schools" else case.num_accounts),
        "records_per_s": round(num_people / seconds),
        "seconds": round(seconds, 2),
        "seconds_with_start": round(whole, 2),
        "processor_seconds": round(spent, 2),
        "peak_mb": round(peak),
        "floor_seconds": round(floor, 2),
    }


def _watched(process: subprocess.Popen[str]) -> float:
    """Wait for a process; return the most memory in MB that it and its children held at once."""
    peak = 0.0
    while process.poll() is None:
        peak = max(peak, sum(map(_memory, (process.pid, *_children(process.pid)))))
        time.sleep(_SECONDS_BETWEEN_LOOKS)
    return peak


def _children(pid: int) -> list[int]:
    with suppress(OSError):
        return [*map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())]
    return []


def _memory(pid: int) -> float:
    """What a process holds, in MB; what several share counts once."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    return 0.0


def _floor(*files: Path) -> float:
    """How long it takes to read both files and do nothing with them."""
    began = time.perf_counter()
    for file in files:
        _count(file)
    return time.perf_counter() - began


def _count(file: Path) -> int:
    with file.open(encoding="utf-8", newline="") as lines:
        return sum(1 for _ in csv.reader(lines)) - 1


def main(arguments: Sequence[str]) -> None:
    """Measure each size."""
    wanted = _wanted(arguments)
    folder = wanted.folder or Path(tempfile.gettempdir()) / f"matching-speed-{os.getuid()}"
    folder.mkdir(parents=True, exist_ok=True)
    for num_accounts, num_incoming, towns in _sizes(wanted):
        case = Case(num_accounts, num_incoming, towns, wanted.seed)
        sys.stdout.write(json.dumps(measure(case, folder)) + "\n")
        sys.stdout.flush()


def _sizes(wanted: Namespace) -> Iterable[tuple[int, int, str]]:
    if not wanted.accounts:
        return _SIZES
    sizes = zip(wanted.accounts, wanted.incoming, strict=True)
    return [(accounts, incoming, wanted.towns) for accounts, incoming in sizes]


def _wanted(arguments: Sequence[str]) -> Namespace:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, nargs="+", default=[])
    parser.add_argument("--incoming", type=int, nargs="+", default=[])
    parser.add_argument(
        "--towns",
        choices=["apart", "together", "schools"],
        default="apart",
        help="100,000 accounts in each local authority, all accounts in one, or 1,000 in each",
    )
    parser.add_argument("--seed", type=int, default=9101)
    parser.add_argument("--folder", type=Path, help="where the files are made and kept")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main(sys.argv[1:])
