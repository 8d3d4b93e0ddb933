"""``manage.py seed_demo``: pretend schools, people and two evenings with their nights."""

from __future__ import annotations

import logging
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from sandbox.seeding.nights import SeedingError
from sandbox.seeding.play import seed
from sandbox.seeding.vendors import point_at
from uso_portal import demo_vendors


class Command(BaseCommand):
    """Put the demonstration into an empty portal; where it is already, keep everything."""

    help = "Puts the demonstration's pretend schools into an empty portal, history included."

    def handle(self, *args: Any, **options: Any) -> None:
        """Seed, saying what happens."""
        logger = logging.getLogger("autoupdate")
        before = logger.level
        logger.setLevel(logging.WARNING)  # what happens is said once
        try:
            is_new = seed(say=self._say, kept_in=demo_vendors.state_file())
        except SeedingError as error:
            raise CommandError(str(error)) from None
        finally:
            logger.setLevel(before)
        point_at(demo_vendors.address())
        if not is_new:
            self._say("The pretend schools are there already, with everything that was done since.")

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
