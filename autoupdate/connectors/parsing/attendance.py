"""An attendance export → marks, the last one of a student's session counting."""

from __future__ import annotations

from datetime import date

from autoupdate.connectors.base import SubReport
from autoupdate.connectors.parsing.columns import Columns, Take
from autoupdate.connectors.parsing.dates import DateColumn
from autoupdate.connectors.parsing.judge import Faults, Judge
from autoupdate.connectors.parsing.log import Issue, ProblemLog
from autoupdate.connectors.parsing.text import clean, short_text
from autoupdate.connectors.parsing.values import whole_number
from autoupdate.connectors.rowsfile import RowsFile
from autoupdate.records import MAX_LENGTHS, AttendanceRecord, ParsedExport

_CODES = ("mis_student_id", "marked_on", "session", "code", "minutes_late")

#: The DfE's attendance codes since August 2024, and the two that older marks still have (J, Y).
ATTENDANCE_CODES = frozenset("/\\LKVPWBDCJMRSTEIHNOGUQXYZ#") | frozenset(
    ("C1", "C2", "J1", "Y1", "Y2", "Y3", "Y4", "Y5", "Y6", "Y7")
)
#: What SIMS writes where no mark has been taken: no mark, and no fault either.
_NO_MARK = frozenset({"-", ""})


def parse_attendance(
    rows_file: RowsFile, sub_report: SubReport, *, today: date, problems_kept: int
) -> ParsedExport[AttendanceRecord]:
    """One record for each student, day and session."""
    columns = Columns(rows_file, sub_report)
    take = columns.taking(*_CODES)
    marks = _read(rows_file, take, _Marks(today, american=False, problems_kept=problems_kept))
    if marks.dates.seems_american:
        marks = _read(rows_file, take, _Marks(today, american=True, problems_kept=problems_kept))
    return ParsedExport(
        records=tuple(marks.records.values()),
        known_fields=columns.known,
        num_rows=rows_file.num_rows,
        problems=tuple(marks.log.kept),
        problem_counts=dict(marks.log.counts),
        num_left_out=marks.log.num_left_out,
    )


def _read(rows_file: RowsFile, take: Take, marks: _Marks) -> _Marks:
    for row_number, texts in enumerate(rows_file.taking(take), start=1):
        marks.add(texts, row_number=row_number)
    return marks


class _Marks:
    """The marks of one rows file while it is read."""

    def __init__(self, today: date, *, american: bool, problems_kept: int) -> None:
        self._today = today
        self.dates = DateColumn(is_american=american)
        self.log = ProblemLog(problems_kept=problems_kept)
        self.records: dict[tuple[str, date, str], AttendanceRecord] = {}
        faults: Faults = {}
        student = short_text(MAX_LENGTHS["mis_student_id"])
        self._students = Judge("mis_student_id", student, faults=faults)
        self._sessions = Judge("session", _session, faults=faults)
        self._minutes = Judge("minutes_late", whole_number, faults=faults)

    def add(self, texts: tuple[str, ...], *, row_number: int) -> None:
        """Take one row into account."""
        student, session = self._students[texts[0]], self._sessions[texts[2]]
        marked_on = self._usable(texts[1])
        code = clean(texts[3]).upper()
        if code in _NO_MARK:
            return
        if not (student and marked_on and session and code in ATTENDANCE_CODES):
            issue = _issue(texts, student=student, marked_on=marked_on, session=session)
            self.log.add(issue, row_number=row_number)
            return
        minutes = self._minutes[texts[4]]
        if fault := self._minutes.fault(texts[4]):
            self.log.add(Issue(fault, "minutes_late", texts[4]), row_number=row_number)
        self.records[student, marked_on, session] = AttendanceRecord(
            student, marked_on, session, code, minutes, row_number
        )

    def _usable(self, text: str) -> date | None:
        found, _ = self.dates[text]
        return found if found and found <= self._today else None


def _issue(texts: tuple[str, ...], *, student: str, marked_on: date | None, session: str) -> Issue:
    """The first thing that makes a mark useless."""
    if not student:
        return Issue("student_missing", "mis_student_id", texts[0])
    if not marked_on:
        return Issue("mark_date_unusable", "marked_on", texts[1])
    if not session:
        return Issue("mark_session_missing", "session", texts[2])
    return Issue("mark_code_unknown", "code", texts[3])


def _session(text: str) -> tuple[str, str]:
    session, fault = short_text(MAX_LENGTHS["session"])(text)
    return session.upper() if session.casefold() in ("am", "pm") else session, fault
