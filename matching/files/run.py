"""From two files to verdicts: reads, pairs, decides and writes, in that order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from accounts.resting import collector_resting
from matching.engine.decide import decide
from matching.engine.model import DEFAULT, Thresholds, Verdict
from matching.engine.pairs import Pair
from matching.files.columns.search import Incoming, read_incoming, search
from matching.files.columns.verdicts import Verdicts, verdicts
from matching.files.pairing import Search
from matching.files.reading import PeopleFile, Report
from matching.files.records import Records
from matching.files.weighing import Weighing, WeightsFrom, choose_weights
from matching.files.writing import verdict_lines, write_pairs, write_verdicts


@dataclass(frozen=True, slots=True, kw_only=True)
class FilesToMatch:
    """Which files are read, and which are written. ``weights`` is a table, or where else they are
    from.
    """

    base: Path
    incoming: Path
    verdicts: Path
    all_pairs: Path | None = None
    weights: WeightsFrom | Path = WeightsFrom.FITTING


@dataclass(frozen=True, slots=True)
class Summary:
    """How many people got which verdict, what was wrong in single lines, and how was weighed."""

    num_of: Counter[Verdict]
    report: Report
    weighing: Weighing


def match_files(files: FilesToMatch, *, thresholds: Thresholds = DEFAULT) -> Summary:
    """Match the files and write the answers; FileRefused where a file cannot be used."""
    with collector_resting():
        return _match_files(files, thresholds)


def _match_files(files: FilesToMatch, thresholds: Thresholds) -> Summary:
    report = Report()
    base = PeopleFile(files.base, "account_id")
    incoming = read_incoming(PeopleFile(files.incoming, "record_id"), report)
    records = cache(lambda: _records(incoming))
    births = incoming.crowd.births
    weighing = choose_weights(files.weights, base=base, births=births, records=records)
    if files.all_pairs is None and weighing.is_the_portals:
        found = search(base, incoming, thresholds=thresholds, report=report)
        decided = verdicts(incoming, found, thresholds=thresholds)
    else:
        scored = Search(
            base=base,
            records=records(),
            thresholds=thresholds,
            keeps_all=files.all_pairs is not None,
            weigh=weighing.weigh,
        ).run()
        report.add(scored.report)
        decided = plain_verdicts(incoming, scored.pairs, thresholds=thresholds)
        if files.all_pairs:
            write_pairs(files.all_pairs, scored.scored)
    write_verdicts(files.verdicts, decided.lines)
    return Summary(decided.num_of, report, weighing)


def _records(incoming: Incoming) -> Records:
    """The incoming people for the plain way, which looks at every pair."""
    return Records(incoming.table.rows(np.arange(len(incoming.table))))


def plain_verdicts(
    incoming: Incoming, pairs: Sequence[Pair], *, thresholds: Thresholds
) -> Verdicts:
    """Decide on everybody at once."""
    rows = incoming.table.rows(np.arange(len(incoming.table)))
    results = decide([row.person for row in rows], pairs, thresholds=thresholds)
    num_of = Counter(each.verdict for each in results.values())
    return Verdicts(verdict_lines(results.values()), num_of)
