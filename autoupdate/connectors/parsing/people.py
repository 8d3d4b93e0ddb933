"""A people export (staff or students, current or future) → records and row problems."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import islice
from operator import itemgetter

from autoupdate.connectors.base import RecordType, SubReport
from autoupdate.connectors.parsing.columns import Columns
from autoupdate.connectors.parsing.log import Issue, ProblemLog
from autoupdate.connectors.parsing.merging import merge_rows
from autoupdate.connectors.parsing.person_rows import CODES, PersonRows, Texts
from autoupdate.connectors.parsing.text import clean
from autoupdate.connectors.rowsfile import RowsFile
from autoupdate.records import MAX_LENGTHS, Kind, ParsedExport, PersonRecord

KINDS = {
    RecordType.STAFF: Kind.STAFF,
    RecordType.STAFF_FUTURE: Kind.STAFF,
    RecordType.STUDENT: Kind.STUDENT,
    RecordType.STUDENT_FUTURE: Kind.STUDENT,
}
_NOWHERE: frozenset[str] = frozenset()
_ROWS_AT_ONCE = 1000


def parse_people(
    rows_file: RowsFile, sub_report: SubReport, *, today: date, problems_kept: int
) -> ParsedExport[PersonRecord]:
    """One record for each person, in the order of their first rows.

    A second reading follows if a date column turns out to be in American order: its dates that
    could be read either way are then no dates.
    """
    kind, columns = KINDS[sub_report.record_type], Columns(rows_file, sub_report)
    people = _People(rows_file, columns, PersonRows(kind, today=today, american=_NOWHERE))
    people.read()
    if american := people.american:
        people = _People(rows_file, columns, PersonRows(kind, today=today, american=american))
        people.read()
    people.blank_shared_upns()
    log = people.log(problems_kept=problems_kept)
    return ParsedExport(
        records=tuple(people.records),
        known_fields=columns.known,
        num_rows=rows_file.num_rows,
        problems=tuple(log.kept),
        problem_counts=dict(log.counts),
        num_left_out=log.num_left_out,
    )


class _People:
    """The people of one rows file while it is read."""

    def __init__(self, rows_file: RowsFile, columns: Columns, reader: PersonRows) -> None:
        self._rows_file = rows_file
        self._take = columns.taking(*CODES)
        self._reader = reader
        self._place_of: dict[str, int] = {}  # ID → place in records
        self._issues: dict[int, tuple[Issue, ...]] = {}  # place in records → what is wrong
        self._left_out: list[tuple[int, Issue, str]] = []
        self.records: list[PersonRecord] = []

    @property
    def american(self) -> frozenset[str]:
        return self._reader.american

    def read(self) -> None:
        """Each person's first row; then all rows of the people who have several."""
        repeated: set[str] = set()
        numbered = enumerate(self._rows_file.taking(self._take), start=1)
        while rows := list(islice(numbered, _ROWS_AT_ONCE)):
            firsts = [row for row in rows if self._is_first(*row, repeated=repeated)]
            if firsts:
                self._add(firsts)
        if repeated:
            self._merge(repeated)

    def _is_first(self, row_number: int, texts: Texts, *, repeated: set[str]) -> bool:
        """Whether it is the first row of a person; of those who have several, ``repeated``."""
        mis_id = clean(texts[0])
        if mis_id in self._place_of:
            repeated.add(mis_id)
            return False
        if not mis_id or len(mis_id) > MAX_LENGTHS["mis_id"]:
            self._leave_out(texts, row_number=row_number)
            return False
        self._place_of[mis_id] = len(self._place_of)
        return True

    def _add(self, rows: Sequence[tuple[int, Texts]]) -> None:
        numbers, texts = zip(*rows, strict=True)
        built, issues = self._reader.build_all(texts, row_numbers=numbers)
        for place, found in issues.items():
            self._issues[len(self.records) + place] = found
        self.records += built

    def blank_shared_upns(self) -> None:
        """A UPN that two people have is used for neither."""
        upns = [record.upn for record in self.records if record.upn]
        if len(set(upns)) == len(upns):
            return
        num_owners = Counter(upns)
        for place, record in enumerate(self.records):
            if num_owners[record.upn] > 1:
                self._add_issue(place, Issue("upn_shared", "upn", record.upn))
                self.records[place] = replace(record, upn="")

    def log(self, *, problems_kept: int) -> ProblemLog:
        """All problems, in the order of their rows."""
        found = list(self._left_out)
        for place, issues in self._issues.items():
            record = self.records[place]
            name = f"{record.legal_forename} {record.legal_surname}".strip()
            found += [(record.row_number, issue, name) for issue in issues]
        log = ProblemLog(problems_kept=problems_kept)
        for row_number, issue, name in sorted(found, key=itemgetter(0)):
            log.add(issue, row_number=row_number, person=name)
        return log

    def _merge(self, repeated: set[str]) -> None:
        rows: defaultdict[str, list[Texts]] = defaultdict(list)
        for texts in self._rows_file.taking(self._take):
            if (mis_id := clean(texts[0])) in repeated:
                rows[mis_id].append(texts)
        for mis_id, several in rows.items():
            place = self._place_of[mis_id]
            row_number = self.records[place].row_number
            texts, more = merge_rows(several, reader=self._reader)
            record, issues = self._reader.build(texts, row_number=row_number, more=more)
            self.records[place] = record
            self._issues.pop(place, None)
            if issues:
                self._issues[place] = issues

    def _leave_out(self, texts: Texts, *, row_number: int) -> None:
        code = "id_too_long" if clean(texts[0]) else "id_missing"
        name = clean(f"{texts[1]} {texts[2]}")[:200]
        self._left_out.append((row_number, Issue(code, "mis_id", texts[0]), name))

    def _add_issue(self, place: int, issue: Issue) -> None:
        self._issues[place] = (*self._issues.get(place, ()), issue)
