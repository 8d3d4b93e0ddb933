"""``manage.py benchmark_file``: the memory that one enormous file takes, in its own database."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from sandbox.benchmark.database import own_database
from sandbox.benchmark.file import measure


class Command(BaseCommand):
    """Measure what accepting, checking and planning one enormous file take."""

    help = "Measures the memory that one enormous file takes, in a database of its own."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the size of the file."""
        parser.add_argument("--people", type=int, default=100_000, help="people in the file")
        parser.add_argument(
            "--days", type=int, default=2, choices=(1, 2), help="1: only with everybody new"
        )
        parser.add_argument("--seed", type=int, default=1, help="seed of the pretend pupils")
        parser.add_argument("--json", action="store_true", help="print one JSON object only")

    def handle(self, *args: Any, **options: Any) -> None:
        """Measure and print."""
        with own_database("benchmark_uso_file"):
            figures = measure(
                num_people=options["people"], num_days=options["days"], seed=options["seed"]
            )
        if options["json"]:
            self.stdout.write(json.dumps(figures))
            return
        for name, value in figures.items():
            self.stdout.write(f"{name}: {value}")
