"""The shape of a report: its sub-reports, and the fields of each. What a connector declares.

Plain frozen dataclasses. This module must not know any one MIS, nor how data come.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from autoupdate.records import GroupKind, GroupRole


class ReportCode(StrEnum):
    """The seven reports a school may accept."""

    STAFF = "staff"
    STUDENTS = "students"
    STAFF_FUTURE = "staff_future"
    STUDENTS_FUTURE = "students_future"
    CONTACTS = "contacts"
    GROUPS = "groups"
    ATTENDANCE = "attendance"


class RecordType(StrEnum):
    """What one row of a sub-report describes."""

    STAFF = "staff"
    STAFF_FUTURE = "staff_future"
    STUDENT = "student"
    STUDENT_FUTURE = "student_future"
    CONTACT = "contact"
    MEMBERSHIP = "membership"
    ATTENDANCE = "attendance"

    @property
    def is_person(self) -> bool:
        """Whether a row is a member of staff or a student."""
        return self in _PERSON_TYPES

    @property
    def whose(self) -> str:
        """The kind of person whose record a row is: staff, student, contact; "" for none's."""
        if self is RecordType.CONTACT:
            return self.value
        return self.value.removesuffix("_future") if self.is_person else ""

    @property
    def is_future(self) -> bool:
        """Whether a row is somebody who has not started yet."""
        return self in (RecordType.STAFF_FUTURE, RecordType.STUDENT_FUTURE)


_PERSON_TYPES = frozenset(
    {
        RecordType.STAFF,
        RecordType.STAFF_FUTURE,
        RecordType.STUDENT,
        RecordType.STUDENT_FUTURE,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportField:
    """One field of a sub-report.

    ``code`` is our word for it (an attribute of the record, as a rule) and ``captions`` are the
    words the MIS uses, the most precise first. A caption belongs to one field of its sub-report, so
    that opting the field out drops everything that could carry it. ``falls_back_on`` names the
    field whose column is read when none of this field's own came.
    """

    code: str
    label: str
    captions: tuple[str, ...]
    is_mandatory: bool = False
    is_multi_valued: bool = False  # rows of one person may differ in it
    falls_back_on: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SubReport:
    """One kind of row inside a report; the unit that is uploaded.

    ``foreign_captions`` (caption → label of the report it belongs to) give away a file of another
    report. ``may_be_empty``: no rows at all is an ordinary answer (nobody is due to start).
    """

    code: str
    label: str
    report: ReportCode
    record_type: RecordType
    fields: tuple[ReportField, ...]
    group_kind: GroupKind | None = None
    group_role: GroupRole | None = None
    foreign_captions: Mapping[str, str] = field(default_factory=dict)
    may_be_empty: bool = False
    ends_with_count: bool = False

    @property
    def mandatory_fields(self) -> tuple[ReportField, ...]:
        """The fields without whose column the sub-report is not processed."""
        return tuple(each for each in self.fields if each.is_mandatory)

    def field(self, code: str) -> ReportField:
        """The field with that code; KeyError when there is none."""
        for each in self.fields:
            if each.code == code:
                return each
        raise KeyError(code)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One report a school may accept: what it is for, and what is lost without it."""

    code: ReportCode
    label: str
    purpose: str
    consequence_when_missing: str
    needs_autotext: bool
    sub_reports: tuple[SubReport, ...]
