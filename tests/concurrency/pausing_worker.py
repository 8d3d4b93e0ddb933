"""A worker in a process of its own, which works the queue and stops where it is told to.

Told ``NUMBER TEXT``, it says "paused" before its NUMBERth statement, or before the first that
contains TEXT ("" for none), and waits for a line. What a process has done between two statements is
nothing to the database, so that stopping before each of them is stopping at any moment.
"""

from __future__ import annotations

import sys
from typing import Any


class Pauses:
    """Counts statements, COPY included, and stops once."""

    def __init__(self, number: int, text: str) -> None:
        self._number = number
        self._text = text
        self._num_seen = 0

    def execute(self, run: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        """Around every statement but COPY."""
        self._look(sql)
        return run(sql, params, many, context)

    def copying(self, statement: Any) -> Any:
        """Around the making of COPY statements."""

        def copied(*args: Any) -> str:
            sql: str = statement(*args)
            self._look(sql)
            return sql

        return copied

    def _look(self, sql: str) -> None:
        self._num_seen += 1
        if self._num_seen == self._number or (self._text and self._text in sql):
            self._number, self._text = 0, ""
            say("paused")
            sys.stdin.readline()


def say(word: str) -> None:
    """Tell whoever started this process."""
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def main() -> None:
    """Work the queue until it is empty."""
    from django.db import connection

    from accounts.bulk import rows
    from autoupdate.actions import nights
    from autoupdate.wake import quietly

    pauses = Pauses(int(sys.argv[1]), sys.argv[2])
    rows.copy_statement = pauses.copying(rows.copy_statement)
    with quietly(), connection.execute_wrapper(pauses.execute):
        nights.work()
    say("done")
