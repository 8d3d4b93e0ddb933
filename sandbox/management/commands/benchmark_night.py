"""``manage.py benchmark_night``: what a night costs, in a database of its own."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import connection
from django.test.utils import override_settings

from autoupdate.wake import quietly
from sandbox.benchmark.night import measure


class Command(BaseCommand):
    """Measure a first and a steady night on seeded pretend schools."""

    help = "Measures a first and a steady night on pretend schools, in a database of its own."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the size of the benchmark."""
        parser.add_argument("--schools", type=int, default=200, help="number of schools")
        parser.add_argument("--people", type=int, default=400, help="people in each school")
        parser.add_argument("--seed", type=int, default=1, help="seed of the pretend schools")
        parser.add_argument("--json", action="store_true", help="print one JSON object only")

    def handle(self, *args: Any, **options: Any) -> None:
        """Create the database, measure, print, and drop the database again."""
        name = connection.settings_dict["NAME"]
        connection.settings_dict["TEST"] = {
            **connection.settings_dict.get("TEST", {}),
            "NAME": "benchmark_uso_night",
        }
        connection.creation.create_test_db(verbosity=0, autoclobber=True)
        try:
            with (
                tempfile.TemporaryDirectory() as store,
                override_settings(UPLOAD_STORE_DIR=Path(store), DEBUG=False),
                quietly(),
            ):
                figures = measure(
                    num_schools=options["schools"],
                    num_people=options["people"],
                    seed=options["seed"],
                )
        finally:
            connection.creation.destroy_test_db(name, verbosity=0)
        self.stdout.write(self._told(figures.as_json(), as_json=options["json"]))

    @staticmethod
    def _told(figures: dict[str, Any], *, as_json: bool) -> str:
        if as_json:
            return json.dumps(figures)
        return "\n".join(f"{name}: {value}" for name, value in figures.items())
