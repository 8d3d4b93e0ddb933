"""``manage.py benchmark_night``: what a night costs, in a database of its own."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from sandbox.benchmark.database import own_database
from sandbox.benchmark.night import measure


class Command(BaseCommand):
    """Measure a first and a steady night on seeded pretend schools."""

    help = "Measures a first and a steady night on pretend schools, in a database of its own."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the size of the benchmark."""
        parser.add_argument("--schools", type=int, default=200, help="number of schools")
        parser.add_argument("--people", type=int, default=400, help="people in each school")
        parser.add_argument("--seed", type=int, default=1, help="seed of the pretend schools")
        parser.add_argument(
            "--workers", type=int, default=2, help="processes that work a first night (default: 2)"
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object only")

    def handle(self, *args: Any, **options: Any) -> None:
        """Create the database, measure, print, and drop the database again."""
        with own_database("benchmark_uso_night"):
            figures = measure(
                num_schools=options["schools"],
                num_people=options["people"],
                seed=options["seed"],
                num_workers=options["workers"],
            )
        self.stdout.write(self._told(figures.as_json(), as_json=options["json"]))

    @staticmethod
    def _told(figures: dict[str, Any], *, as_json: bool) -> str:
        if as_json:
            return json.dumps(figures)
        return "\n".join(f"{name}: {value}" for name, value in figures.items())
