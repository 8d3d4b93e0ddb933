"""``manage.py match_files``: what the engine would say to a file, without any database."""

from __future__ import annotations

from argparse import ArgumentParser
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from matching.engine import DEFAULT, Thresholds, Verdict
from matching.files.reading import COLUMNS, FileRefused
from matching.files.run import FilesToMatch, match_files
from matching.files.weighing import WeightsFrom
from matching.files.weights_file import write_weights_file


class Command(BaseCommand):
    """``manage.py match_files --base BASE.csv --incoming INCOMING.csv --out VERDICTS.csv``."""

    help = (
        "Says for everybody in INCOMING whose account in BASE they have: certain, ask or new, with"
        " the reasons. Nothing is stored, and no database is used. BASE has the column account_id,"
        f" INCOMING record_id, and both may have: {', '.join(COLUMNS)}. Dates are YYYY-MM-DD, the"
        " kind is staff or student."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name the files, and the two thresholds."""
        parser.add_argument("--base", type=Path, required=True, metavar="BASE.csv")
        parser.add_argument("--incoming", type=Path, required=True, metavar="INCOMING.csv")
        parser.add_argument("--out", type=Path, required=True, metavar="VERDICTS.csv")
        parser.add_argument(
            "--all-pairs", type=Path, metavar="PAIRS.csv", help="write each scored pair here too"
        )
        parser.add_argument(
            "--threshold-certain",
            type=float,
            metavar="N",
            help="no score below it is certain, 0 to 100 (the portal asks"
            f" {DEFAULT.alike:g} of those who are only alike, {DEFAULT.certain:g} of others)",
        )
        parser.add_argument(
            "--threshold-ask",
            type=float,
            metavar="N",
            default=DEFAULT.ask,
            help="no score below it is worth a question, 0 to 100 (%(default)s)",
        )
        _add_weights(parser)

    def handle(self, *_: Any, **options: Any) -> None:
        """Match, write, and say how many of each verdict there are."""
        files = FilesToMatch(
            base=options["base"],
            incoming=options["incoming"],
            verdicts=options["out"],
            all_pairs=options["all_pairs"],
            weights=options["weights"] or WeightsFrom.FITTING,
        )
        try:
            summary = match_files(files, thresholds=_thresholds(options))
            if options["save_weights"]:
                scales = summary.weighing.scales
                write_weights_file(options["save_weights"], scales, on=timezone.localdate())
        except FileRefused as refused:
            raise CommandError(str(refused)) from refused
        if summary.weighing.note:
            self.stderr.write(summary.weighing.note)
        for note in summary.report.notes:
            self.stderr.write(note)
        if summary.report.num > len(summary.report.notes):
            self.stderr.write(f"{summary.report.num} such notes in all; these were the first.")
        counts = ", ".join(f"{summary.num_of[each]} {each.value}" for each in Verdict)
        self.stdout.write(f"{sum(summary.num_of.values())} people: {counts}.")


def _add_weights(parser: ArgumentParser) -> None:
    """Name where the weights come from: the portal's, unless the files are no school's."""
    wanted = parser.add_mutually_exclusive_group()
    wanted.add_argument(
        "--learn-weights",
        dest="weights",
        action="store_const",
        const=WeightsFrom.FILES,
        help="learn the weights from the two files, without knowing who is who, instead of using"
        " the portal's; so it is done by itself where the incoming people's dates of birth span"
        " more years than a school's",
    )
    wanted.add_argument(
        "--portal-weights",
        dest="weights",
        action="store_const",
        const=WeightsFrom.PORTAL,
        help="use the portal's weights, whoever the people are",
    )
    wanted.add_argument(
        "--weights", type=Path, metavar="WEIGHTS.csv", help="use the weights of this table"
    )
    parser.add_argument(
        "--save-weights", type=Path, metavar="WEIGHTS.csv", help="write the weights that were used"
    )


def _thresholds(options: dict[str, Any]) -> Thresholds:
    ask, chosen = options["threshold_ask"], options["threshold_certain"]
    certain, alike = (DEFAULT.certain, DEFAULT.alike) if chosen is None else (chosen, chosen)
    if not 0 <= ask <= certain <= 100:
        raise CommandError(
            "The thresholds are numbers from 0 to 100, and the one for certain is not below the one"
            " for ask."
        )
    return replace(DEFAULT, certain=certain, alike=alike, ask=ask)
