"""``manage.py benchmark_pull``: what fetching one large school takes, in a database of its own."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from sandbox.benchmark.database import own_database
from sandbox.benchmark.pull import PullFailedError, measure
from sandbox.benchmark.pull_grants import GRANTS


class Command(BaseCommand):
    """Measure the requests and the memory of fetching one school."""

    help = "Fetches one large school from its pretend vendor, in a database of its own."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the school and its MIS."""
        parser.add_argument("--mis", choices=sorted(GRANTS), default="arbor")
        parser.add_argument("--people", type=int, default=2000, help="people of the school")
        parser.add_argument("--seed", type=int, default=41, help="seed of the pretend school")
        parser.add_argument("--json", action="store_true", help="print one JSON object only")

    def handle(self, *args: Any, **options: Any) -> None:
        """Measure and print."""
        try:
            with own_database("benchmark_uso_pull"):
                figures = measure(
                    mis=options["mis"], num_people=options["people"], seed=options["seed"]
                )
        except PullFailedError as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            self.stdout.write(json.dumps(figures))
            return
        for name, value in figures.items():
            self.stdout.write(f"{name}: {value}")
