"""Prints what every MIS has: its reports, how its data arrive, and who decides."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from autoupdate.connectors import matrix


class Command(BaseCommand):
    """``manage.py connector_matrix``: columns; ``--json`` for programs, ``--page`` for the docs."""

    help = "Prints every MIS with its reports, delivery, cadence, Force run and who accepts."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """One form or another."""
        forms = parser.add_mutually_exclusive_group()
        forms.add_argument("--json", action="store_true", help="a list of objects")
        forms.add_argument(
            "--page", action="store_true", help="docs/connectors/README.md, with every field"
        )

    def handle(self, *_: Any, **options: Any) -> None:
        """Print it."""
        chosen = [name for name in ("json", "page") if options[name]]
        printed = {"json": matrix.as_json, "page": matrix.as_markdown}
        self.stdout.write(printed[chosen[0]]() if chosen else matrix.as_text(), ending="")
