"""``manage.py benchmark_pages``: what each main page costs the server, in a base of its own."""

from __future__ import annotations

import json
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from sandbox.benchmark.base import build
from sandbox.benchmark.database import own_database
from sandbox.benchmark.pages import measure


class Command(BaseCommand):
    """Build a base by COPY and measure the pages on it."""

    help = "Measures the server time of the main pages and of the search, in a database of its own."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the size of the benchmark."""
        parser.add_argument("--accounts", type=int, default=2_000_000, help="USO accounts")
        parser.add_argument("--schools", type=int, default=3_000, help="schools")
        parser.add_argument("--times", type=int, default=40, help="how often a page is opened")
        parser.add_argument("--seed", type=int, default=1, help="seed of the pretend people")
        parser.add_argument("--json", action="store_true", help="print one JSON object only")

    def handle(self, *args: Any, **options: Any) -> None:
        """Create the database, build, measure, print, and drop the database again."""
        size = {"num_accounts": options["accounts"], "num_schools": options["schools"]}
        with own_database("benchmark_uso_pages"):
            started = time.perf_counter()
            base = build(**size, seed=options["seed"])
            built = round(time.perf_counter() - started, 1)
            figures = measure(base, num_times=options["times"])
        figures |= {
            "accounts": options["accounts"],
            "schools": options["schools"],
            "build_seconds": built,
        }
        self.stdout.write(json.dumps(figures) if options["json"] else self._told(figures))

    @staticmethod
    def _told(figures: dict[str, Any]) -> str:
        rows = {
            **figures["pages"],
            "empty page": figures["empty_page"],
            "search": figures["search"],
        }
        lines = [f"{figures['accounts']} accounts, {figures['schools']} schools:"]
        for name, cost in sorted(rows.items(), key=lambda each: -each[1]["p95_ms"]):
            lines.append(
                f"{name:18} median {cost['median_ms']:7.1f} ms  95 % {cost['p95_ms']:7.1f} ms  "
                f"{cost['queries']:3} queries"
            )
        return "\n".join(lines)
