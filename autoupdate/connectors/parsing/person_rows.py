"""Rows of a people export → PersonRecords and what is wrong with them.

This is the hot path of the night: it goes column by column, repeated texts are looked up, and
faults are looked for only in columns that have some.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import fields, make_dataclass, replace
from datetime import date
from functools import lru_cache
from itertools import repeat
from typing import Any

from autoupdate.connectors.parsing.birth import BirthDates
from autoupdate.connectors.parsing.dates import DateColumn
from autoupdate.connectors.parsing.judge import Faults, Judge
from autoupdate.connectors.parsing.log import Issue, bars_account
from autoupdate.connectors.parsing.names import name_issues
from autoupdate.connectors.parsing.text import (
    REMEMBERED,
    clean,
    email_address,
    legal_name,
    other_name,
    short_text,
)
from autoupdate.connectors.parsing.years import year_group
from autoupdate.records import MAX_LENGTHS, Kind, PersonRecord
from matching.engine.upn import is_valid

#: The order in which a row's texts are taken, and in which PersonRecord has them after ``kind``.
CODES = (
    "mis_id",
    "legal_forename",
    "legal_surname",
    "date_of_birth",
    "upn",
    "title",
    "middle_names",
    "preferred_forename",
    "preferred_surname",
    "former_surname",
    "external_id",
    "email",
    "admission_number",
    "year_group",
    "reg_group",
    "house",
    "staff_code",
    "job_title",
    "starts_on",
    "leaves_on",
)
PLACE = {code: place for place, code in enumerate(CODES)}
DATE_CODES = ("date_of_birth", "starts_on", "leaves_on")
_LEGAL = frozenset({"legal_forename", "legal_surname"})
_OTHER_NAMES = frozenset(
    {"middle_names", "preferred_forename", "preferred_surname", "former_surname"}
)
#: Fields of which hardly two people have the same text → what may be taken as it stands.
_PLAIN: dict[str, Callable[[str], Any]] = {
    "upn": is_valid,
    "email": re.compile(r"[\w.'+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{2,30}){1,4}", re.ASCII).fullmatch,
    **{
        code: re.compile(rf"[!-~]{{1,{MAX_LENGTHS[code]}}}").fullmatch
        for code in ("mis_id", "external_id", "admission_number", "staff_code")
    },
}

#: PersonRecord's unfrozen twin. Making it and then calling it a PersonRecord takes a sixth of the
#: time that a frozen dataclass needs to make itself, and a night makes one for every person.
_Draft: Any = make_dataclass(
    "_Draft", [each.name for each in fields(PersonRecord)], slots=True, eq=False, repr=False
)

#: One row's texts in the order of ``CODES``.
Texts = tuple[str, ...]
Rule = Callable[[str], tuple[Any, str]]


class PersonRows:
    """Builds records of one kind as of one day; ``american`` are the date columns not to trust."""

    def __init__(self, kind: Kind, *, today: date, american: frozenset[str]) -> None:
        self._kind = kind
        self._dates = {code: DateColumn(is_american=code in american) for code in DATE_CODES}
        self._faults: Faults = {}
        births = BirthDates(kind, today=today)
        rules: dict[str, Rule] = {
            "date_of_birth": lambda text: births.judge(self._dates["date_of_birth"][text]),
            "starts_on": lambda text: _plain_date(self._dates["starts_on"], text),
            "leaves_on": lambda text: _plain_date(self._dates["leaves_on"], text),
        }
        self._judges: dict[str, Judge[Any]] = {
            code: Judge(
                code,
                rules.get(code) or _rule(code),
                faults=self._faults,
                plain=_PLAIN.get(code),
            )
            for code in CODES
        }
        self._judging = [
            judge.each_once if code in _PLAIN else judge.each
            for code, judge in self._judges.items()
        ]

    @property
    def american(self) -> frozenset[str]:
        """The date columns that turned out to be in American order."""
        return frozenset(code for code, column in self._dates.items() if column.seems_american)

    def value(self, code: str, text: str) -> Any:
        """What one text of that field gives."""
        return self._judges[code][text]

    def build(
        self, texts: Texts, *, row_number: int, more: tuple[Issue, ...]
    ) -> tuple[PersonRecord, tuple[Issue, ...]]:
        """The record of one row that has an ID, and its issues (``more`` among them)."""
        [record], found = self.build_all([texts], row_numbers=[row_number])
        issues = (*found.get(0, ()), *more)
        return replace(record, no_account_code=_bar(issues)), issues

    def build_all(
        self, rows: Sequence[Texts], *, row_numbers: Sequence[int]
    ) -> tuple[list[PersonRecord], dict[int, tuple[Issue, ...]]]:
        """The records of rows that have an ID, and the issues by place in ``rows``."""
        columns = list(zip(*rows, strict=True))
        values = [judge(texts) for judge, texts in zip(self._judging, columns, strict=False)]
        issues = self._all_issues(rows, columns)
        bars: Sequence[str] = [""] * len(rows)
        if issues:
            bars = [_bar(issues.get(place, ())) for place in range(len(rows))]
        drafts = list(map(_Draft, repeat(self._kind), *values, row_numbers, bars))
        for draft in drafts:
            draft.__class__ = PersonRecord
        return drafts, issues

    def _all_issues(
        self, rows: Sequence[Texts], columns: Sequence[Texts]
    ) -> dict[int, tuple[Issue, ...]]:
        """The issues of the rows that have a text at fault."""
        at_fault: set[int] = set()
        for code, faults in self._faults.items():
            column = columns[PLACE[code]]
            if not faults.keys().isdisjoint(column):
                at_fault.update(place for place, text in enumerate(column) if text in faults)
        found = {place: self._issues(rows[place]) for place in sorted(at_fault)}
        return {place: issues for place, issues in found.items() if issues}

    def _issues(self, texts: Texts) -> tuple[Issue, ...]:
        forename, surname = texts[PLACE["legal_forename"]], texts[PLACE["legal_surname"]]
        found = list(name_issues(legal_name(forename), legal_name(surname)))
        for code, faults in self._faults.items():
            text = texts[PLACE[code]]
            if code not in _LEGAL and text in faults:
                found.append(Issue(faults[text], code, text))
        return tuple(found)


def _bar(issues: tuple[Issue, ...]) -> str:
    """The first of the issues for which there can be no account, or ""."""
    return next((each.code for each in issues if bars_account(each.code)), "")


def _rule(code: str) -> Rule:
    """The rule for the texts of one field that is not a date."""
    if code in _LEGAL:
        return _legal_name
    if code in _OTHER_NAMES:
        return other_name
    special: dict[str, Rule] = {"upn": _upn, "email": email_address, "year_group": year_group}
    return special.get(code) or short_text(MAX_LENGTHS[code])


@lru_cache(maxsize=REMEMBERED)
def _legal_name(text: str) -> tuple[str, str]:
    name, code = legal_name(text)
    # A blank is no fault of the text, but the pair of names must then be looked at together.
    return name, code or ("" if name else "blank")


def _upn(text: str) -> tuple[str, str]:
    upn = clean(text).replace(" ", "").upper()
    if not upn or is_valid(upn):
        return upn, ""
    return "", "upn_invalid"


def _plain_date(column: DateColumn, text: str) -> tuple[date | None, str]:
    found, fault = column[text]
    if not fault:
        return found, ""
    return None, "date_us_order" if fault == "us_order" else "date_unreadable"
