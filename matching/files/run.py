"""From two files to verdicts: reads, pairs, decides and writes, in that order."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from matching.engine.decide import decide
from matching.engine.model import DEFAULT, Thresholds, Verdict
from matching.files.pairing import Search
from matching.files.reading import PeopleFile, Report, read_people
from matching.files.records import Records
from matching.files.writing import write_pairs, write_verdicts


@dataclass(frozen=True, slots=True, kw_only=True)
class FilesToMatch:
    """Which files are read, and which are written."""

    base: Path
    incoming: Path
    verdicts: Path
    all_pairs: Path | None = None


@dataclass(frozen=True, slots=True)
class Summary:
    """How many people got which verdict, and what was wrong in single lines."""

    num_of: Counter[Verdict]
    report: Report


def match_files(files: FilesToMatch, *, thresholds: Thresholds = DEFAULT) -> Summary:
    """Match the files and write the answers; FileRefused where a file cannot be used."""
    report = Report()
    rows = read_people(PeopleFile(files.incoming, "record_id"), report)
    search = Search(
        base=PeopleFile(files.base, "account_id"),
        records=Records(rows),
        thresholds=thresholds,
        keeps_all=files.all_pairs is not None,
    )
    found = search.run()
    report.add(found.report)
    results = decide([row.person for row in rows], found.pairs, thresholds=thresholds)
    write_verdicts(files.verdicts, results.values())
    if files.all_pairs:
        write_pairs(files.all_pairs, found.scored)
    return Summary(Counter(each.verdict for each in results.values()), report)
