"""A pretend school's classes, registration forms and marks as Arbor's rows, ended ones included."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

from sandbox.attendance import marks_of
from sandbox.people import PretendSchool
from sandbox.schoolyear import school_year
from sandbox.vendors.arbor.people import Row, day, level, moment, staff_id, student_id

_SESSIONS: Final = {"AM": ("08:50:00", "09:10:00"), "PM": ("13:10:00", "13:30:00")}
_PRESENT: Final = frozenset("/\\LBVWPDK")
_OLD_UNIT = "990001"


def _year(school: PretendSchool, *, back: int = 0) -> Row:
    year = school_year(school.today) - back
    return {"code": f"{year}-{year + 1}", "displayName": f"{year}/{year + 1}"}


def _began(school: PretendSchool) -> date:
    return date(school_year(school.today), 9, 1)


def academic_level_memberships(school: PretendSchool) -> list[Row]:
    """The year group of everybody on roll."""
    rows: list[Row] = []
    for each in school.students:
        name = level(each.year_group)
        now = {"id": each.year_group, "displayName": name, "shortName": each.year_group}
        rows.append(_span(f"{each.mis_id}1", school, student=each.mis_id, academicLevel=now))
    return rows


def academic_units(school: PretendSchool) -> list[Row]:
    """The classes, and one of last year's."""
    rows = [
        {
            "id": str(each.class_id),
            "academicUnitName": each.name,
            "shortName": each.name[:12],
            "academicUnitCode": None,
            "academicYear": _year(school),
            "subject": {"id": each.subject[:3], "displayName": each.subject}
            if each.subject
            else None,
            "startDate": day(_began(school)),
            "endDate": None,
        }
        for each in school.classes
    ]
    old = {**rows[0], "id": _OLD_UNIT, "academicYear": _year(school, back=1)} if rows else {}
    began = _began(school)
    old |= {"startDate": day(began - timedelta(days=365)), "endDate": day(began)} if old else {}
    return [*rows, old] if old else rows


def academic_unit_enrolments(school: PretendSchool) -> list[Row]:
    """Who is in which class, and who was."""
    rows = [
        _span(f"{each.class_id}{pupil}", school, academicUnit=each.class_id, student=pupil)
        for each in school.classes
        for pupil in each.student_ids
    ]
    for each, other in zip(school.classes, school.classes[1:], strict=False):
        for pupil in other.student_ids[:1]:
            moved = _span(
                f"{each.class_id}{pupil}9", school, academicUnit=each.class_id, student=pupil
            )
            rows.append({**moved, "endDate": day(_began(school) + timedelta(days=14))})
    return rows + [
        _span(f"{_OLD_UNIT}{each.mis_id}", school, academicUnit=_OLD_UNIT, student=each.mis_id)
        for each in school.students[:3]
    ]


def academic_unit_leads(school: PretendSchool) -> list[Row]:
    """Who takes which class."""
    return [
        _span(f"{each.class_id}{teacher}", school, academicUnit=each.class_id, staff=teacher)
        for each in school.classes
        for teacher in each.teacher_ids
    ]


def teaching_groups(school: PretendSchool) -> list[Row]:
    """The classes once more, under their other name."""
    return [
        {
            "id": str(each.class_id),
            "teachingGroupName": each.name,
            "academicYear": _year(school),
        }
        for each in school.classes
    ]


def _forms(school: PretendSchool) -> dict[str, str]:
    names = sorted({each.reg_group for each in school.students if each.reg_group})
    return {name: str(100 + number) for number, name in enumerate(names)}


def registration_forms(school: PretendSchool) -> list[Row]:
    """The registration forms."""
    return [
        {
            "id": identity,
            "registrationFormName": name,
            "shortName": name,
            "code": None,
            "academicYear": _year(school),
        }
        for name, identity in _forms(school).items()
    ]


def registration_form_memberships(school: PretendSchool) -> list[Row]:
    """Who is in which form."""
    forms = _forms(school)
    return [
        _span(
            f"{each.mis_id}1", school, registrationForm=forms[each.reg_group], student=each.mis_id
        )
        for each in school.students
        if each.reg_group
    ]


def registration_form_tutors(school: PretendSchool) -> list[Row]:
    """Who looks after which form."""
    forms = _forms(school)
    return [
        _span(f"{forms[form]}{tutor}", school, registrationForm=forms[form], staff=tutor)
        for form, tutor in school.tutors
        if form in forms
    ]


def attendance_records(school: PretendSchool, on: date) -> list[Row]:
    """The marks of a day; before a late mark stands one that it replaced."""
    rows: list[Row] = []
    if on.weekday() > 4 or on > school.today:
        return rows
    for mark in marks_of(school, on):
        starts, ends = _SESSIONS[mark.session]
        row = {
            "id": f"{on:%y%m%d}{mark.student_id}{'1' if mark.session == 'AM' else '2'}",
            "student": student_id(mark.student_id),
            "attendanceMark": _mark(mark.code),
            "startDatetime": moment(on, starts),
            "endDatetime": moment(on, ends),
            "minutesLate": mark.minutes_late,
            "isRedundant": False,
        }
        if mark.code == "L":
            replaced = {"attendanceMark": _mark("N"), "minutesLate": None, "isRedundant": True}
            rows.append({**row, "id": f"{row['id']}9", **replaced})
        rows.append(row)
    return rows


def _mark(code: str) -> Row:
    return {
        "code": code,
        "isStatisticalPresent": code in _PRESENT,
        "isDefaultLate": code == "L",
    }


def roll_call_records(school: PretendSchool) -> list[Row]:
    """That the register of today was taken."""
    return [{"id": f"{school.today:%y%m%d}", "recordDate": day(school.today)}]


def _span(identity: str, school: PretendSchool, **ends: Any) -> Row:
    """A row with a beginning in September, an end to come, and people by their Arbor numbers."""
    numbers = {"student": student_id, "staff": staff_id}
    return {
        "id": identity,
        **{
            name: numbers[name](value) if name in numbers else _kept(value)
            for name, value in ends.items()
        },
        "startDate": day(_began(school)),
        "endDate": None,
    }


def _kept(value: Any) -> Any:
    return str(value) if isinstance(value, int) else value
