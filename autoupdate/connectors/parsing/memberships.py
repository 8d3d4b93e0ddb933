"""A groups export → who is in which group, each person once in a group and role."""

from __future__ import annotations

import re
from datetime import date

from autoupdate.connectors.base import SubReport
from autoupdate.connectors.parsing.columns import Columns
from autoupdate.connectors.parsing.judge import Faults, Judge
from autoupdate.connectors.parsing.log import Issue, ProblemLog
from autoupdate.connectors.parsing.text import clean, short_text
from autoupdate.connectors.rowsfile import RowsFile
from autoupdate.records import (
    MAX_LENGTHS,
    GroupKind,
    GroupRole,
    MembershipRecord,
    ParsedExport,
)

_YEAR_WORDS = re.compile(r"^academic year\s*", re.IGNORECASE)
_SHORT_YEAR = short_text(MAX_LENGTHS["academic_year"])
_CODES = ("group_id", "group_name", "mis_id", "subject", "academic_year")


def parse_memberships(
    rows_file: RowsFile, sub_report: SubReport, *, today: date, problems_kept: int
) -> ParsedExport[MembershipRecord]:
    """One record for each person in each group; a group without an ID is known by its name."""
    del today  # nothing in a group depends on it
    if sub_report.group_kind is None or sub_report.group_role is None:
        raise TypeError(f"{sub_report.code} does not declare what its groups are")
    columns = Columns(rows_file, sub_report)
    reader = _Memberships(
        sub_report.group_kind, sub_report.group_role, log=ProblemLog(problems_kept=problems_kept)
    )
    take = columns.taking(*_CODES)
    for row_number, texts in enumerate(rows_file.taking(take), start=1):
        reader.add(texts, row_number=row_number)
    return ParsedExport(
        records=tuple(reader.records.values()),
        known_fields=columns.known,
        num_rows=rows_file.num_rows,
        problems=tuple(reader.log.kept),
        problem_counts=dict(reader.log.counts),
        num_left_out=reader.log.num_left_out,
    )


def _year(text: str) -> tuple[str, str]:
    """The year itself: SIMS says "Academic Year 2026/2027"."""
    return _SHORT_YEAR(_YEAR_WORDS.sub("", clean(text)))


class _Memberships:
    """The memberships of one rows file while it is read."""

    def __init__(self, kind: GroupKind, role: GroupRole, *, log: ProblemLog) -> None:
        self._kind, self._role = kind, role
        self.log = log
        self.records: dict[tuple[str, str], MembershipRecord] = {}
        faults: Faults = {}
        rules = {code: short_text(MAX_LENGTHS[code]) for code in _CODES}
        rules["academic_year"] = _year
        self._judges = [Judge(code, rules[code], faults=faults) for code in _CODES]

    def add(self, texts: tuple[str, ...], *, row_number: int) -> None:
        """Take one row into account."""
        group_id, name, mis_id, subject, year = (
            judge[text] for judge, text in zip(self._judges, texts, strict=True)
        )
        key = group_id or name, mis_id
        if key in self.records:
            return
        issues = [
            Issue(fault, code, text)
            for code, text, judge in zip(_CODES, texts, self._judges, strict=True)
            if (fault := judge.fault(text))
        ]
        if not name:
            issues.append(Issue("group_missing", "group_name"))
        if not mis_id:
            issues.append(Issue("member_missing", "mis_id"))
        for issue in issues:
            self.log.add(issue, row_number=row_number, person=clean(name))
        if name and mis_id:
            self.records[key] = MembershipRecord(
                self._kind, key[0], name, self._role, mis_id, subject, year, row_number
            )
