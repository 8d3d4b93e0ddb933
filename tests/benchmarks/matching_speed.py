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
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from sandbox.populations import make_population

ROOT = Path(__file__).resolve().parents[2]
#: So many accounts a local authority has at most.
_A_TOWN = 100_000
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
    """One size: so many accounts and incoming people; ``towns`` is "apart", or "together" if all
    accounts are to be in one local authority, where names and dates count.
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
            self._append(folder / "town.csv", unfinished, number)
            if number == 0:
                _head(folder / "arrivals.csv", arrivals, self.num_incoming)
        unfinished.replace(base)
        arrivals.replace(incoming)

    def _towns(self) -> Iterator[int]:
        left = self.num_accounts
        while left > 0:
            yield min(left, _A_TOWN)
            left -= _A_TOWN

    def _append(self, town: Path, base: Path, number: int) -> None:
        mode = "a" if number else "w"
        with town.open(encoding="utf-8", newline="") as lines, base.open(mode, newline="") as out:
            rows = csv.DictReader(lines)
            writer = csv.DictWriter(out, rows.fieldnames or (), lineterminator="\n")
            if not number:
                writer.writeheader()
            for row in rows:
                row["account_id"] = f"{number}-{row['account_id']}"
                if self.towns == "together":
                    row[_AUTHORITY_COLUMN] = str(_FIRST_AUTHORITY)
                writer.writerow(row)


def _head(whole: Path, part: Path, num_people: int) -> None:
    with whole.open(encoding="utf-8") as lines, part.open("w", encoding="utf-8") as out:
        out.writelines(islice(lines, num_people + 1))


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
    for num_accounts, num_incoming in zip(wanted.accounts, wanted.incoming, strict=True):
        case = Case(num_accounts, num_incoming, wanted.towns, wanted.seed)
        sys.stdout.write(json.dumps(measure(case, folder)) + "\n")
        sys.stdout.flush()


def _wanted(arguments: Sequence[str]) -> Namespace:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, nargs="+", default=[1_000, 100_000, 2_000_000])
    parser.add_argument("--incoming", type=int, nargs="+", default=[1_000, 100_000, 30_000])
    parser.add_argument(
        "--towns",
        choices=["apart", "together"],
        default="apart",
        help="100,000 accounts in each local authority, or all accounts in one",
    )
    parser.add_argument("--seed", type=int, default=9101)
    parser.add_argument("--folder", type=Path, help="where the files are made and kept")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main(sys.argv[1:])
