"""Log lines: one a record, readable, without personal data."""

import logging
import sys

from uso_portal.logging import LineFormatter


def record(message: str, *arguments: object, exc_info: object = None) -> logging.LogRecord:
    made = logging.LogRecord(
        "autoupdate.tasks",
        logging.INFO,
        "f.py",
        1,
        message,
        arguments,
        exc_info,  # type: ignore[arg-type]
    )
    made.created = 0
    return made


def test_a_line_has_time_level_logger_and_message() -> None:
    said = LineFormatter().format(record("School %s is done", "3014567"))
    assert said == "1970-01-01T00:00:00Z INFO    autoupdate.tasks: School 3014567 is done"


def test_a_traceback_is_folded_into_its_line_without_the_databases_details() -> None:
    from_the_database = "duplicate key\nDETAIL:  Key (email)=(a@b.example) already exists."
    try:
        raise ValueError(from_the_database)
    except ValueError:
        said = LineFormatter().format(record("It failed", exc_info=sys.exc_info()))
    assert "\n" not in said
    assert "duplicate key" in said
    assert "a@b.example" not in said
