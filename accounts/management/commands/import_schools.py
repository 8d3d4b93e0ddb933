"""``manage.py import_schools``: the schools with which a deployment begins, from a CSV file."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.actions.refused import ActionRefused
from accounts.actions.school_import import import_schools
from accounts.queries.school_file import COLUMNS, Plan, known_now, plan_of


class Command(BaseCommand):
    """Set up many schools at once, or only check the file."""

    help = f"Sets up the schools of a CSV file with the columns {', '.join(COLUMNS)}."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which file, and whether it is only checked."""
        parser.add_argument("file", type=Path, help="a CSV file, as UTF-8")
        parser.add_argument("--check", action="store_true", help="only check it, write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, or say every line that is wrong."""
        text = _read(options["file"])
        if options["check"]:
            plan = plan_of(text, known_now())
            if plan.faults:
                raise CommandError("\n".join(plan.faults))
            self.stdout.write(_told(plan, "to be"))
            return
        try:
            plan = import_schools(text, by=None)
        except ActionRefused as refused:
            raise CommandError(refused.message) from None
        self.stdout.write(_told(plan, "now"))


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except OSError:
        raise CommandError(f"{file} cannot be read. Is the name right?") from None
    except UnicodeDecodeError:
        raise CommandError(f"{file} is not in UTF-8. Save it as “CSV UTF-8”.") from None


def _told(plan: Plan, when: str) -> str:
    """What came, or would come, of the file: a line each."""
    counted = (
        (f"Schools {when} set up", len(plan.lines)),
        ("Schools that were here already, left as they are", plan.num_there),
        (f"Local authorities {when} added", len(plan.new_authorities)),
        (f"Trusts {when} added", len(plan.new_trusts)),
    )
    return "\n".join(f"{words}: {number:,}" for words, number in counted)
