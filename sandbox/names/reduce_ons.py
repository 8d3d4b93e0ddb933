"""Reduces the ONS table of babies' first names to the small one kept in ``sandbox/data``.

Run once, by hand, when the table is renewed; nothing else needs the large file.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TextIO

BANDS: tuple[tuple[int, int], ...] = ((1996, 2004), (2005, 2012), (2013, 2020))
SEXES: Mapping[str, str] = {"B": "M", "G": "F"}
NAMES_KEPT = 500


def reduce_rows(rows: Iterable[Mapping[str, str]]) -> Iterator[tuple[str, str, str, int]]:
    """Yield (name, sex, years, count): the commonest names of each sex and band of years.

    ``rows`` have the keys year, sex (B or G), name (capitals) and count, as the ONS table does.
    """
    counts: dict[tuple[int, int, str], Counter[str]] = {}
    for row in rows:
        year = int(row["year"])
        for first, last in BANDS:
            if first <= year <= last:
                counter = counts.setdefault((first, last, SEXES[row["sex"]]), Counter())
                counter[row["name"].strip().title()] += int(row["count"])
    for (first, last, sex), counter in sorted(counts.items()):
        commonest = sorted(counter.items(), key=lambda item: (-item[1], item[0]))
        for name, count in commonest[:NAMES_KEPT]:
            yield name, sex, f"{first}-{last}", count


def write_reduced(source: TextIO, target: TextIO) -> None:
    """Read the ONS table from ``source`` and write the reduced one to ``target``, both CSV."""
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow(["name", "sex", "years", "count"])
    writer.writerows(reduce_rows(csv.DictReader(source)))


def main() -> None:
    """Read the gzipped CSV named on the command line; write the reduced CSV to stdout."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", type=Path, help="the ONS table, gzipped CSV")
    with gzip.open(parser.parse_args().source, "rt", encoding="utf-8", newline="") as source:
        write_reduced(source, sys.stdout)


if __name__ == "__main__":
    main()
