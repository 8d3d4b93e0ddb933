"""A stored export of Bromcom → records: what it puts into one value is taken apart first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from itertools import zip_longest
from typing import Any

from autoupdate.connectors.base import RecordType, SubReport
from autoupdate.connectors.parsing.changing import Change, Texts, parse_changed
from autoupdate.connectors.parsing.dispatch import PROBLEMS_KEPT, parse_rows_file
from autoupdate.connectors.parsing.text import clean
from autoupdate.connectors.tabular.rows import ByteSource
from autoupdate.records import ParsedExport

_SCHOOL_YEAR = re.compile(r"\s*\(\d\d/\d\d\)\s*$")
_SEPARATOR = ";"
_TITLES = frozenset({"mr", "mrs", "miss", "ms", "mx", "dr", "rev", "prof", "sir", "lady"})
#: Between the titles of two: “Mr & Mrs”.
_BETWEEN = frozenset({"and", "&"})
_GUEST = "guest"


def parse(
    source: ByteSource,
    sub_report: SubReport,
    *,
    today: date,
    problems_kept: int = PROBLEMS_KEPT,
) -> ParsedExport[Any]:
    """As ``parse_rows_file``; for students and contacts with Bromcom's ways undone."""
    change = _CHANGES.get(sub_report.record_type)
    if change is None:
        return parse_rows_file(source, sub_report, today=today, problems_kept=problems_kept)
    return parse_changed(
        source, sub_report, change=change, today=today, problems_kept=problems_kept
    )


def class_name(text: str) -> str:
    """``7A (26/27)`` → ``7A``: the same class in every file of the year, and in other MISs."""
    return _SCHOOL_YEAR.sub("", text)


def _student(row: Texts) -> Iterable[Texts]:
    """A guest is a pupil of another school, which looks after the account."""
    if clean(row.get("enrolmentStateName", "")).casefold() == _GUEST:
        return
    for caption in ("tutorGroupName", "tutorGroup"):
        if caption in row:
            row[caption] = class_name(row[caption])
    yield row


def _contact(row: Texts) -> Iterable[Texts]:
    """One row for each of several addresses and numbers, which the parser gathers again."""
    named = _named(row)
    emails = _several(row.get("contactEmail", ""))
    phones = _several(row.get("contactTelephone", ""))
    for email, phone in zip_longest(emails, phones, fillvalue=""):
        yield named | {"contactEmail": email, "contactTelephone": phone}


def _named(row: Texts) -> Texts:
    """Where somebody typed only the whole name, its parts from it; else the row as it is."""
    if clean(row.get("lastName", "")):
        return row
    words = clean(row.get("contactName", "")).split()
    titles: list[str] = []
    while len(words) > 1 and words[0].rstrip(".").casefold() in _TITLES | _BETWEEN:
        titles.append(words.pop(0))
    if not words:
        return row
    parts = {
        "title": clean(row.get("title", "")) or " ".join(titles),
        "firstName": clean(row.get("firstName", "")) or " ".join(words[:-1]),
        "lastName": words[-1],
        "contactName": words[-1],
    }
    return row | {caption: text for caption, text in parts.items() if caption in row}


def _several(text: str) -> list[str]:
    return [each for each in map(clean, text.split(_SEPARATOR)) if each] or [""]


_CHANGES: Mapping[RecordType, Change] = {
    RecordType.STUDENT: _student,
    RecordType.STUDENT_FUTURE: _student,
    RecordType.CONTACT: _contact,
}
