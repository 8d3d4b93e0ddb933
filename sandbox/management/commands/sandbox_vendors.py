"""``manage.py sandbox_vendors``: the pretend vendors until Ctrl-C, beside the portal here."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from sandbox.vendors.serving import CannotListenError, serve
from uso_portal import demo_vendors, env


class Command(BaseCommand):
    """Serve every pretend vendor, with the state that the demonstration keeps."""

    help = "Serves the pretend vendors of the demonstration's schools, until Ctrl-C."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to listen, what to remember, whom to send to."""
        parser.add_argument("--port", type=int, default=demo_vendors.port())
        parser.add_argument("--state", type=Path, default=demo_vendors.state_file())
        parser.add_argument("--portal", default=f"http://localhost:{env.PORT}")

    def handle(self, *args: Any, **options: Any) -> None:
        """Serve until a stopping signal."""
        try:
            serve(
                port=options["port"],
                state=options["state"],
                portal=options["portal"],
                say=self._say,
            )
        except CannotListenError as error:
            raise CommandError(str(error)) from None

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
