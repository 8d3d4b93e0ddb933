"""A pretend school as ScholarPack's items."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any, Final

from sandbox.attendance import marks_of
from sandbox.people import Contact, PretendSchool, StaffMember, Student, Tie
from sandbox.vendors.core.world import Rows

Row = dict[str, Any]

_FROM = 77
_YEARS: Final = {"N1": "Nursery", "N2": "Nursery", "R": "Reception"}


def number_of(mis_id: int) -> int:
    """Somebody's number in ScholarPack."""
    return mis_id + _FROM


def year_group(code: str) -> str:
    """``7`` → ``Year 7``."""
    return _YEARS.get(code, f"Year {code}")


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None


def students(school: PretendSchool) -> Rows:
    """Who is on roll."""
    return sorted(map(_student, school.students), key=lambda row: row["student_id"])


def _student(student: Student) -> Row:
    return {
        "student_id": number_of(student.mis_id),
        "upn": student.upn or None,
        "forename": student.legal_forename,
        "surname": student.preferred_surname or student.legal_surname,
        "legal_surname": student.legal_surname if student.preferred_surname else None,
        "preferred_forename": student.preferred_forename or None,
        "dob": _day(student.date_of_birth),
        "gender": student.gender,
        "year_group": year_group(student.year_group),
        "class": student.reg_group or None,
        "house": student.house or None,
        "admission_date": _day(student.entered_on),
        "leaving_date": _day(student.leaves_on),
    }


def staff(school: PretendSchool) -> Rows:
    """Who works there."""
    forms = {tutor: form for form, tutor in school.tutors}
    rows = [_member(each, forms.get(each.mis_id)) for each in school.staff]
    return sorted(rows, key=lambda row: row["personnel_id"])


def _member(member: StaffMember, form_group: str | None) -> Row:
    return {
        "personnel_id": number_of(member.mis_id),
        "title": member.title or None,
        "forename": member.legal_forename,
        "surname": member.preferred_surname or member.legal_surname,
        "legal_surname": member.legal_surname if member.preferred_surname else None,
        "dob": _day(member.date_of_birth),
        "email": member.work_email or None,
        "role": member.roles[0] if member.roles else None,
        "form_group": form_group,
    }


def contacts(school: PretendSchool) -> Rows:
    """One item a pupil, with the people to call."""
    by_id = {each.mis_id: each for each in school.contacts}
    ties: defaultdict[int, list[Tie]] = defaultdict(list)
    for tie in school.ties:
        ties[tie.student_id].append(tie)
    return [
        {
            "student_id": number_of(student),
            "contacts": [
                _contact(by_id[tie.contact_id], tie)
                for tie in sorted(ties[student], key=lambda tie: tie.priority)
            ],
        }
        for student in sorted(ties)
    ]


def _contact(contact: Contact, tie: Tie) -> Row:
    emails, phones = dict(contact.emails), dict(contact.phones)
    return {
        "id": number_of(contact.mis_id),
        "title": contact.title or None,
        "forename": contact.forename or None,
        "surname": contact.surname,
        "legal_surname": None,
        "relationship": tie.relationship or None,
        # Typed in by about half of the schools' offices.
        "sos_priority": tie.priority if contact.mis_id % 2 else None,
        "contact_order": tie.priority,
        "parental_responsibility": tie.has_parental_responsibility,
        "home_email": emails.get("H"),
        "email_2": emails.get("W"),
        "telephone": phones.get("H") or phones.get("W"),
        "mobile": phones.get("M"),
    }


def groups(school: PretendSchool) -> Rows:
    """The form groups, and no others."""
    members: defaultdict[str, list[Student]] = defaultdict(list)
    for student in school.students:
        if student.reg_group:
            members[student.reg_group].append(student)
    teachers: defaultdict[str, list[int]] = defaultdict(list)
    for form, tutor in school.tutors:
        teachers[form].append(number_of(tutor))
    return [
        {
            "group_id": number,
            "name": name,
            "year_group": year_group(members[name][0].year_group),
            "staff": [{"personnel_id": each, "main": True} for each in teachers[name]],
            "students": sorted(number_of(each.mis_id) for each in members[name]),
        }
        for number, name in enumerate(sorted(members), start=300)
    ]


def attendance(school: PretendSchool, on: date) -> Rows:
    """One item a pupil for a school day up to today."""
    if on.weekday() > 4 or on > school.today:
        return []
    rows: dict[int, Row] = {}
    for mark in marks_of(school, on):
        row = rows.setdefault(
            mark.student_id,
            {
                "student_id": number_of(mark.student_id),
                "date": on.isoformat(),
                "am": None,
                "pm": None,
                "am_minutes_late": None,
                "pm_minutes_late": None,
            },
        )
        session = mark.session.lower()
        row[session] = mark.code
        row[f"{session}_minutes_late"] = mark.minutes_late
    return [rows[key] for key in sorted(rows)]
