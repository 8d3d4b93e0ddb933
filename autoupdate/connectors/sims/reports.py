"""SIMS's seven reports, put together from its captions."""

from __future__ import annotations

from autoupdate.connectors.base import RecordType, Report, ReportCode, SubReport
from autoupdate.connectors.catalogue import fields, person_report, report
from autoupdate.connectors.sims import fields as captions
from autoupdate.records import GroupKind, GroupRole

_NAMES = ("mis_id", "legal_forename", "legal_surname")
# A student report without Legal Surname still has Surname, which SIMS fills for everybody.
_FALLS_BACK = {"legal_surname": "preferred_surname"}
_ID_NOTE = (
    "SIMS shows IDs only to users in the Third Party Reporting group. It leaves the column out "
    "for others without saying so."
)
_ROLE_NOTE = "Needs the Personnel Officer group in SIMS; without it SIMS leaves the column out."

_STUDENTS = fields(
    captions.STUDENTS,
    mandatory=(*_NAMES, "date_of_birth"),
    falls_back=_FALLS_BACK,
    notes={"mis_id": _ID_NOTE},
)
# A short list of people to come may really have no date of birth yet: SIMS then leaves the column
# out, so here its absence is a matter of each row.
_STUDENTS_FUTURE = fields(
    captions.STUDENTS, mandatory=_NAMES, falls_back=_FALLS_BACK, notes={"mis_id": _ID_NOTE}
)
_STAFF = fields(
    captions.STAFF,
    mandatory=(*_NAMES, "date_of_birth"),
    notes={"mis_id": _ID_NOTE, "job_title": _ROLE_NOTE},
)
_STAFF_FUTURE = fields(
    captions.STAFF, mandatory=_NAMES, notes={"mis_id": _ID_NOTE, "job_title": _ROLE_NOTE}
)


def _groups(
    code: str,
    label: str,
    table: captions.Captions,
    *,
    kind: GroupKind,
    role: GroupRole,
) -> SubReport:
    return SubReport(
        code=code,
        label=label,
        report=ReportCode.GROUPS,
        record_type=RecordType.MEMBERSHIP,
        fields=fields(table, mandatory=("group_name", "mis_id"), notes={"mis_id": _ID_NOTE}),
        group_kind=kind,
        group_role=role,
    )


_CONTACTS = SubReport(
    code="contacts",
    label="Contacts",
    report=ReportCode.CONTACTS,
    record_type=RecordType.CONTACT,
    fields=fields(
        captions.CONTACTS,
        mandatory=("mis_student_id", "mis_contact_id", "surname"),
        notes={"mis_student_id": _ID_NOTE, "mis_contact_id": _ID_NOTE},
    ),
    foreign_captions={"UPN": "Students", "Staff Code": "Staff"},
)

_ATTENDANCE = SubReport(
    code="attendance",
    label="Attendance",
    report=ReportCode.ATTENDANCE,
    record_type=RecordType.ATTENDANCE,
    fields=fields(
        captions.ATTENDANCE,
        mandatory=("mis_student_id", "marked_on", "session", "code"),
        notes={"mis_student_id": _ID_NOTE},
    ),
    may_be_empty=True,  # the holidays
)

REPORTS: tuple[Report, ...] = (
    person_report(ReportCode.STAFF, _STAFF, foreign_captions=captions.NOT_IN_STAFF),
    person_report(ReportCode.STUDENTS, _STUDENTS, foreign_captions=captions.NOT_IN_STUDENTS),
    person_report(ReportCode.STAFF_FUTURE, _STAFF_FUTURE, foreign_captions=captions.NOT_IN_STAFF),
    person_report(
        ReportCode.STUDENTS_FUTURE, _STUDENTS_FUTURE, foreign_captions=captions.NOT_IN_STUDENTS
    ),
    report(ReportCode.CONTACTS, _CONTACTS),
    report(
        ReportCode.GROUPS,
        _groups(
            "class_teachers",
            "Class teachers",
            captions.CLASS_TEACHERS,
            kind=GroupKind.CLASS,
            role=GroupRole.TEACHER,
        ),
        _groups(
            "class_students",
            "Class students",
            captions.CLASS_STUDENTS,
            kind=GroupKind.CLASS,
            role=GroupRole.STUDENT,
        ),
        _groups(
            "reg_tutors",
            "Registration tutors",
            captions.REG_TUTORS,
            kind=GroupKind.REGISTRATION,
            role=GroupRole.TEACHER,
        ),
        _groups(
            "reg_students",
            "Registration group students",
            captions.REG_STUDENTS,
            kind=GroupKind.REGISTRATION,
            role=GroupRole.STUDENT,
        ),
    ),
    report(ReportCode.ATTENDANCE, _ATTENDANCE),
)
