"""The row problems of one export as they are found: all counted, the first so many kept in full."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from autoupdate.connectors.parsing.text import shown
from autoupdate.connectors.problems import GENERAL_PROBLEMS
from autoupdate.records import RowProblem, Severity


class Issue(NamedTuple):
    """One thing wrong with a person or row, before it is known whose row it is."""

    code: str
    field: str = ""
    value: str = ""


class ProblemLog:
    """Problems in the order of their rows; ``kept`` holds at most ``problems_kept``."""

    def __init__(self, *, problems_kept: int) -> None:
        self._most = problems_kept
        self.kept: list[RowProblem] = []
        self.counts: Counter[str] = Counter()
        self.num_left_out = 0

    def add(self, issue: Issue, *, row_number: int, person: str = "") -> None:
        """Count one problem, and keep it if there is room."""
        severity = GENERAL_PROBLEMS[issue.code].severity
        self.counts[issue.code] += 1
        self.num_left_out += leaves_out(issue.code)
        if len(self.kept) < self._most:
            value = masked_upn(issue.value) if issue.field == "upn" else shown(issue.value)
            self.kept.append(
                RowProblem(
                    row_number=row_number,
                    code=issue.code,
                    severity=severity,
                    field=issue.field,
                    person=person,
                    value=value,
                )
            )


def masked_upn(value: str) -> str:
    """A UPN as a page may quote it: its last four characters only (DfE policy)."""
    text = shown(value)
    return "•" * (len(text) - 4) + text[-4:] if len(text) > 4 else text


def bars_account(code: str) -> bool:
    """Whether a problem with that code leaves the person without an account."""
    return GENERAL_PROBLEMS[code].severity is Severity.NO_ACCOUNT


def leaves_out(code: str) -> bool:
    """Whether a problem with that code makes the row useless."""
    return GENERAL_PROBLEMS[code].severity is Severity.LEFT_OUT
