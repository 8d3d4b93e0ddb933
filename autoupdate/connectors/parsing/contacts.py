"""A contacts export → one record for each contact of each student, with all their numbers.

SIMS gives a row for every combination of a contact's e-mail addresses and telephone numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from autoupdate.connectors.base import SubReport
from autoupdate.connectors.parsing.columns import Columns
from autoupdate.connectors.parsing.judge import Faults, Judge
from autoupdate.connectors.parsing.log import Issue, ProblemLog, leaves_out
from autoupdate.connectors.parsing.text import clean, email_address, other_name, short_text
from autoupdate.connectors.parsing.values import is_mobile, telephone, whole_number, yes_or_no
from autoupdate.connectors.rowsfile import RowsFile
from autoupdate.records import MAX_LENGTHS, ContactRecord, ParsedExport

#: The order in which a row's texts are taken: what a contact has one of, then what several of.
_SINGLE = (
    "mis_contact_id",
    "mis_student_id",
    "surname",
    "forename",
    "title",
    "relationship",
    "priority",
    "has_parental_responsibility",
)
_SEVERAL = ("emails", "mobiles", "phones")
_CODES = (*_SINGLE, *_SEVERAL, "phone_location")
_FAULTS_OF_IDS = {"mis_contact_id": "id_missing", "mis_student_id": "student_missing"}
_MOST_OF_A_KIND = 10

_Key = tuple[str, str]
Texts = tuple[str, ...]


def parse_contacts(
    rows_file: RowsFile, sub_report: SubReport, *, today: date, problems_kept: int
) -> ParsedExport[ContactRecord]:
    """One record for each contact of each student, in the order of their first rows."""
    del today  # nothing in a contact depends on it
    columns = Columns(rows_file, sub_report)
    take = columns.taking(*_CODES)
    contacts = _Contacts(ProblemLog(problems_kept=problems_kept))
    for row_number, texts in enumerate(rows_file.taking(take), start=1):
        contacts.add(texts, row_number=row_number)
    return ParsedExport(
        records=contacts.records(),
        known_fields=columns.known,
        num_rows=rows_file.num_rows,
        problems=tuple(contacts.log.kept),
        problem_counts=dict(contacts.log.counts),
        num_left_out=contacts.log.num_left_out,
    )


class _Contacts:
    """The contacts of one rows file while it is read."""

    def __init__(self, log: ProblemLog) -> None:
        self.log = log
        self._single: dict[_Key, list[Any]] = {}  # values in the order of _SINGLE, row number
        self._several: dict[_Key, dict[str, dict[str, None]]] = {}  # values, each kept once
        faults: Faults = {}
        self._judges: dict[str, Judge[Any]] = {
            code: Judge(code, rule, faults=faults) for code, rule in _RULES.items()
        }

    def add(self, texts: Texts, *, row_number: int) -> None:
        """Take one row into account."""
        contact, student = clean(texts[0]), clean(texts[1])
        key = contact, student
        if key not in self._single and not self._start(key, texts, row_number=row_number):
            return
        several = self._several[key]
        location = texts[-1]
        for code, text in zip(_SEVERAL, texts[len(_SINGLE) :], strict=False):
            if text:
                is_moved = code == "phones" and is_mobile(clean(text), location=location)
                kept = several["mobiles" if is_moved else code]
                self._keep(kept, Issue("", code, text), texts, row_number=row_number)

    def records(self) -> tuple[ContactRecord, ...]:
        """Everybody read so far."""
        return tuple(_record(values, self._several[key]) for key, values in self._single.items())

    def _start(self, key: _Key, texts: Texts, *, row_number: int) -> bool:
        """The first row of a contact of a student; False when the row cannot be used."""
        issues = list(_id_issues(key))
        values: list[Any] = []
        for code, text in zip(_SINGLE[2:], texts[2:], strict=False):
            judge = self._judges[code]
            values.append(judge[text])
            if fault := judge.fault(text):
                issues.append(Issue(fault, code, text))
        for issue in issues:
            self.log.add(issue, row_number=row_number, person=_name(texts))
        if any(leaves_out(issue.code) for issue in issues):
            return False
        self._single[key] = [*key, *values, row_number]
        self._several[key] = {code: {} for code in _SEVERAL}
        return True

    def _keep(self, kept: dict[str, None], issue: Issue, texts: Texts, *, row_number: int) -> None:
        """Keep a value of which there may be several, unless it is at fault."""
        judge, text = self._judges[issue.field], issue.value
        is_new = text not in judge  # rows are multiplied: one problem a text is enough
        value = judge[text]
        if is_new and (fault := judge.fault(text)):
            found = issue._replace(code=fault)
            self.log.add(found, row_number=row_number, person=_name(texts))
        if value and len(kept) < _MOST_OF_A_KIND:
            kept[value] = None


def _surname(text: str) -> tuple[str, str]:
    name, code = other_name(text)
    return name, "contact_name_missing" if code or not name else ""


_RULES: Mapping[str, Callable[[str], tuple[Any, str]]] = {
    "surname": _surname,
    "forename": other_name,
    "title": short_text(MAX_LENGTHS["title"]),
    "relationship": short_text(MAX_LENGTHS["relationship"]),
    "priority": whole_number,
    "has_parental_responsibility": yes_or_no,
    "emails": email_address,
    "mobiles": telephone,
    "phones": telephone,
}


def _record(values: list[Any], several: Mapping[str, Iterable[str]]) -> ContactRecord:
    texts = [tuple(several[code]) for code in _SEVERAL]
    arguments: list[Any] = [*values[:-1], *texts, values[-1]]
    return ContactRecord(*arguments)


def _name(texts: Texts) -> str:
    return clean(f"{texts[3]} {texts[2]}")[:200]


def _id_issues(key: _Key) -> Iterator[Issue]:
    for code, text in zip(_SINGLE, key, strict=False):
        if not text:
            yield Issue(_FAULTS_OF_IDS[code], code)
        elif len(text) > MAX_LENGTHS[code]:
            yield Issue("id_too_long", code, text)
