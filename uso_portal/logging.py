"""One readable line a log record: time, level, logger, message. It keeps personal data out.

PostgreSQL puts the offending row into the DETAIL of its errors; such lines are never logged.
"""

import logging
import time

_CARRIES_DATA = ("DETAIL:", "CONTEXT:", "HINT:")


def without_data(text: str) -> str:
    """The text without the lines in which a database repeats what was in a row."""
    return "\n".join(
        line for line in text.splitlines() if not line.lstrip().startswith(_CARRIES_DATA)
    )


class LineFormatter(logging.Formatter):
    """`2026-01-31T20:00:00Z INFO    autoupdate.tasks: the message`, a traceback folded into it."""

    def __init__(self) -> None:
        self.converter = time.gmtime
        super().__init__("%(asctime)s %(levelname)-7s %(name)s: %(message)s", "%Y-%m-%dT%H:%M:%SZ")

    def format(self, record: logging.LogRecord) -> str:
        """Fold everything into one line, so that a line is a record."""
        lines = without_data(super().format(record)).splitlines()
        return " | ".join(line.strip() for line in lines if line.strip())
