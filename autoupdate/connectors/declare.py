"""Builds a connector's reports from its tables of captions, with the common words around them;
and the last step of every set-up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from autoupdate.connectors.base import (
    RecordType,
    Report,
    ReportCode,
    ReportField,
    SetupStep,
    SubReport,
)
from autoupdate.connectors.catalogue import FIELD_LABELS, MULTI_VALUED, REPORT_TEXTS
from autoupdate.records import GroupKind, GroupRole

#: Our field code → the captions an MIS may use for it, most precise first.
Captions = Mapping[str, tuple[str, ...]]

#: The last step of every set-up: what the school held before and the MIS does not name.
REVIEW = SetupStep(code="non_mis", text="Look through User Accounts > Review Non-MIS Accounts.")

NAMES = ("mis_id", "legal_forename", "legal_surname")
_NOTHING: Mapping[str, str] = MappingProxyType({})

_PERSON_REPORTS = {
    ReportCode.STAFF: RecordType.STAFF,
    ReportCode.STAFF_FUTURE: RecordType.STAFF_FUTURE,
    ReportCode.STUDENTS: RecordType.STUDENT,
    ReportCode.STUDENTS_FUTURE: RecordType.STUDENT_FUTURE,
}

#: The group sub-reports an MIS may have: code → label, kind of group, role of the people in it.
_GROUPS: Mapping[str, tuple[str, GroupKind, GroupRole]] = {
    "class_teachers": ("Class teachers", GroupKind.CLASS, GroupRole.TEACHER),
    "class_students": ("Class students", GroupKind.CLASS, GroupRole.STUDENT),
    "reg_tutors": ("Registration tutors", GroupKind.REGISTRATION, GroupRole.TEACHER),
    "reg_students": ("Registration group students", GroupKind.REGISTRATION, GroupRole.STUDENT),
}


def fields(
    captions: Captions,
    *,
    mandatory: Iterable[str],
    falls_back: Mapping[str, str] = _NOTHING,
    notes: Mapping[str, str] = _NOTHING,
) -> tuple[ReportField, ...]:
    """The declared fields of a sub-report, in the order of the table."""
    required = frozenset(mandatory)
    return tuple(
        ReportField(
            code=code,
            label=FIELD_LABELS[code],
            captions=accepted,
            is_mandatory=code in required,
            is_multi_valued=code in MULTI_VALUED,
            falls_back_on=falls_back.get(code, ""),
            note=notes.get(code, ""),
        )
        for code, accepted in captions.items()
    )


def report(code: ReportCode, *sub_reports: SubReport) -> Report:
    """A report with the common words and this MIS's sub-reports."""
    text = REPORT_TEXTS[code]
    return Report(
        code=code,
        label=text.label,
        purpose=text.purpose,
        consequence_when_missing=text.consequence_when_missing,
        needs_autotext=text.needs_autotext,
        sub_reports=sub_reports,
    )


def person_report(
    code: ReportCode,
    captions: Captions,
    *,
    falls_back: Mapping[str, str] = _NOTHING,
    notes: Mapping[str, str] = _NOTHING,
    foreign_captions: Mapping[str, str] = _NOTHING,
) -> Report:
    """A report of people with its one sub-report, which has the report's code and label.

    The date of birth is mandatory, except for people to come: a short list of them may really have
    none yet, and an MIS that leaves blank columns out would then seem to lack it.
    """
    record_type = _PERSON_REPORTS[code]
    mandatory = NAMES if record_type.is_future else (*NAMES, "date_of_birth")
    return report(
        code,
        SubReport(
            code=code.value,
            label=REPORT_TEXTS[code].label,
            report=code,
            record_type=record_type,
            fields=fields(captions, mandatory=mandatory, falls_back=falls_back, notes=notes),
            foreign_captions=foreign_captions,
            may_be_empty=record_type.is_future,
        ),
    )


def contacts_report(
    captions: Captions,
    *,
    notes: Mapping[str, str] = _NOTHING,
    foreign_captions: Mapping[str, str] = _NOTHING,
) -> Report:
    """The report of parents and carers, with its one sub-report."""
    return report(
        ReportCode.CONTACTS,
        SubReport(
            code="contacts",
            label=REPORT_TEXTS[ReportCode.CONTACTS].label,
            report=ReportCode.CONTACTS,
            record_type=RecordType.CONTACT,
            fields=fields(
                captions, mandatory=("mis_student_id", "mis_contact_id", "surname"), notes=notes
            ),
            foreign_captions=foreign_captions,
        ),
    )


def groups_report(
    captions: Mapping[str, Captions], *, notes: Mapping[str, str] = _NOTHING
) -> Report:
    """The report of groups; ``captions`` is by sub-report: those of ``_GROUPS`` the MIS has."""
    return report(
        ReportCode.GROUPS,
        *(
            SubReport(
                code=code,
                label=_GROUPS[code][0],
                report=ReportCode.GROUPS,
                record_type=RecordType.MEMBERSHIP,
                fields=fields(table, mandatory=("group_name", "mis_id"), notes=notes),
                group_kind=_GROUPS[code][1],
                group_role=_GROUPS[code][2],
            )
            for code, table in captions.items()
        ),
    )


def attendance_report(captions: Captions, *, notes: Mapping[str, str] = _NOTHING) -> Report:
    """The report of attendance marks; in the holidays it has none."""
    return report(
        ReportCode.ATTENDANCE,
        SubReport(
            code="attendance",
            label=REPORT_TEXTS[ReportCode.ATTENDANCE].label,
            report=ReportCode.ATTENDANCE,
            record_type=RecordType.ATTENDANCE,
            fields=fields(
                captions,
                mandatory=("mis_student_id", "marked_on", "session", "code"),
                notes=notes,
            ),
            may_be_empty=True,
        ),
    )
