"""How fast exports are read at the door and parsed: ``python -m tests.benchmarks.connectors``.

Prints one JSON object: rows read, rows filtered and stored, and people parsed, each a second of
processor time, and the most memory each step held. ``--people`` changes the size of the export.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from autoupdate.connectors.intake import FilteredExport
from autoupdate.connectors.parsing.dispatch import parse_rows_file
from autoupdate.connectors.sims.connector import SIMS
from autoupdate.connectors.tabular.opening import open_rows
from matching.engine.upn import check_letter

TODAY = date(2026, 11, 23)
STUDENTS = SIMS.sub_report("students")
FORENAMES = ("Olivia", "Amelia", "Łukasz", "Mohammed", "Jack", "Noah", "Zoë", "Chloé", "Ada")
SURNAMES = ("Smith", "O'Neill", "Begum", "Nguyễn", "Jones", "Clarke", "Okonkwo-Smythe")


def export(num_people: int) -> Iterator[bytes]:
    """A SIMS report of students with 15 columns, a chunk of people at a time."""
    chance = random.Random(1)
    yield b'<?xml version="1.0" encoding="utf-8"?>\n<SuperStarReport>\n'
    for number in range(num_people):
        yield _record(number, chance).encode()
    yield b"</SuperStarReport>\n"


def _record(number: int, chance: random.Random) -> str:
    body = f"801{number % 9000 + 1000}{number // 9000:02}{number % 1000:03}"
    born = date(chance.randint(2009, 2021), chance.randint(1, 12), chance.randint(1, 28))
    return f"""  <Record>
    <primary_id>{number}</primary_id>
    <ID>{number}</ID>
    <UPN>{check_letter(body)}{body}</UPN>
    <Forename>{chance.choice(FORENAMES)}</Forename>
    <Surname>{chance.choice(SURNAMES)}</Surname>
    <Legal_x0020_Surname>{chance.choice(SURNAMES)}</Legal_x0020_Surname>
    <Preferred_x0020_Forename>{chance.choice(FORENAMES)}</Preferred_x0020_Forename>
    <DOB>{born}T00:00:00</DOB>
    <Adno>{number:06}</Adno>
    <Year>Year  {chance.randint(1, 11)}</Year>
    <Reg>{chance.randint(7, 11)}{chance.choice("ABCDE")}</Reg>
    <House>{chance.choice(("Kestrel", "Merlin", "Hobby"))}</House>
    <Primary_x0020_Email>s{number}@school.example</Primary_x0020_Email>
    <Start_x0020_Date>2020-09-01T00:00:00</Start_x0020_Date>
    <External_x0020_ID>d2719d3a-0000-4000-8000-{number:012}</External_x0020_ID>
  </Record>
"""


def measure(num_people: int) -> dict[str, Any]:
    """The figures for one export of that size."""
    xml = list(export(num_people))
    stored: list[bytes] = []

    def read() -> int:
        return sum(1 for _ in open_rows(xml))

    def store() -> int:
        door = FilteredExport.of_file(xml, sub_report=STUDENTS)
        stored[:] = door
        return door.num_rows

    def parse() -> int:
        return len(parse_rows_file(stored, STUDENTS, today=TODAY).records)

    steps: tuple[tuple[str, Callable[[], int]], ...] = (
        ("rows_read", read),
        ("rows_stored", store),
        ("people_parsed", parse),
    )
    figures: dict[str, Any] = {"people": num_people}
    for name, step in steps:
        figures[f"{name}_per_s"] = round(max(_speed(step) for _ in range(3)))
        figures[f"{name}_peak_mb"] = _peak_mb(step)
    return figures


def _speed(step: Callable[[], int]) -> float:
    begun = time.process_time()
    return step() / (time.process_time() - begun)


def _peak_mb(step: Callable[[], int]) -> float:
    tracemalloc.start()
    step()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return round(peak / 1024**2, 1)


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=50_000)
    figures = measure(parser.parse_args().people)
    sys.stdout.write(json.dumps(figures, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
