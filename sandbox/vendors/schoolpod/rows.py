"""A pretend school as SchoolPod's results."""

from __future__ import annotations

from datetime import date
from typing import Any

from sandbox.people import PretendSchool
from sandbox.vendors.core.world import Rows

Row = dict[str, Any]

_FROM = 19


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None


def _identity(kind: str, mis_id: int) -> str:
    return f"{kind}-{mis_id + _FROM}"


def students(school: PretendSchool) -> Rows:
    """Who is on roll."""
    return [
        {
            "id": _identity("s", each.mis_id),
            "upn": each.upn or None,
            "first_name": each.legal_forename,
            "last_name": each.legal_surname,
            "known_as": each.preferred_forename or None,
            "date_of_birth": _day(each.date_of_birth),
            "year": each.year_group,
            "form": each.reg_group or None,
            "house": each.house or None,
            "joined_on": _day(each.entered_on),
            "leaves_on": _day(each.leaves_on),
        }
        for each in school.students
    ]


def staff(school: PretendSchool) -> Rows:
    """Who works there."""
    return [
        {
            "id": _identity("t", each.mis_id),
            "title": each.title or None,
            "first_name": each.legal_forename,
            "last_name": each.legal_surname,
            "known_as": each.preferred_forename or None,
            "date_of_birth": _day(each.date_of_birth),
            "email": each.work_email or None,
            "role": each.roles[0] if each.roles else None,
            "joined_on": _day(each.starts_on),
            "leaves_on": _day(each.leaves_on),
        }
        for each in school.staff
    ]


def guardians(school: PretendSchool) -> Rows:
    """One item a pupil and guardian."""
    by_id = {each.mis_id: each for each in school.contacts}
    rows = []
    for tie in school.ties:
        contact = by_id[tie.contact_id]
        phones = dict(contact.phones)
        rows.append(
            {
                "student_id": _identity("s", tie.student_id),
                "id": _identity("g", contact.mis_id),
                "title": contact.title or None,
                "first_name": contact.forename or None,
                "last_name": contact.surname,
                "relationship": tie.relationship or None,
                "order": tie.priority,
                "has_responsibility": tie.has_parental_responsibility,
                "email": contact.emails[0][1] if contact.emails else None,
                "mobile": phones.get("M"),
                "phone": phones.get("H") or phones.get("W"),
            }
        )
    return rows
