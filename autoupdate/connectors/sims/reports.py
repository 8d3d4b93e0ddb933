"""SIMS's seven reports, put together from its captions."""

from __future__ import annotations

from autoupdate.connectors.base import Report, ReportCode
from autoupdate.connectors.declare import (
    attendance_report,
    contacts_report,
    groups_report,
    person_report,
)
from autoupdate.connectors.sims import fields as captions

_ID_NOTE = (
    "SIMS shows IDs only to users in the Third Party Reporting group. It leaves the column out "
    "for others without saying so."
)
_NOTES = {
    "mis_id": _ID_NOTE,
    "mis_student_id": _ID_NOTE,
    "mis_contact_id": _ID_NOTE,
    "job_title": "Needs the Personnel Officer group in SIMS; without it SIMS leaves the column "
    "out.",
}


def _staff(code: ReportCode) -> Report:
    return person_report(code, captions.STAFF, notes=_NOTES, foreign_captions=captions.NOT_IN_STAFF)


def _students(code: ReportCode) -> Report:
    return person_report(
        code,
        captions.STUDENTS,
        notes=_NOTES,
        # A report without Legal Surname still has Surname, which SIMS fills for everybody.
        falls_back={"legal_surname": "preferred_surname"},
        foreign_captions=captions.NOT_IN_STUDENTS,
    )


REPORTS: tuple[Report, ...] = (
    _staff(ReportCode.STAFF),
    _students(ReportCode.STUDENTS),
    _staff(ReportCode.STAFF_FUTURE),
    _students(ReportCode.STUDENTS_FUTURE),
    contacts_report(captions.CONTACTS, notes=_NOTES, foreign_captions=captions.NOT_IN_CONTACTS),
    groups_report(
        {
            "class_teachers": captions.CLASS_TEACHERS,
            "class_students": captions.CLASS_STUDENTS,
            "reg_tutors": captions.REG_TUTORS,
            "reg_students": captions.REG_STUDENTS,
        },
        notes=_NOTES,
    ),
    attendance_report(captions.ATTENDANCE, notes=_NOTES),
)
