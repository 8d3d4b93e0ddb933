"""A pretend school as Pupil Asset's items, in which any text may be blank."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any, Final

from sandbox.people import Contact, PretendSchool, StaffMember, Student, Tie
from sandbox.vendors.core.world import Rows

Row = dict[str, Any]

_FROM = 29
_BLANKS: Final = (None, "", "  ")
_YEARS: Final = {"N1": "Nursery", "N2": "Nursery", "R": "Reception"}
_RELATIONSHIPS: Final = {
    "Mother": "MOT",
    "Father": "FAT",
    "Step Father": "STF",
    "Step Mother": "STM",
    "Grandmother": "GRM",
    "Grandfather": "GRF",
    "Aunt": "AUN",
    "Uncle": "UNC",
    "Childminder": "CHM",
}


def number_of(mis_id: int) -> int:
    """Somebody's number in Pupil Asset."""
    return mis_id + _FROM


def _text(value: str, mis_id: int) -> str | None:
    return value or _BLANKS[mis_id % 3]


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None


def pupils(school: PretendSchool) -> Rows:
    """Who is on roll."""
    return [_pupil(each) for each in sorted(school.students, key=lambda one: one.mis_id)]


def _pupil(student: Student) -> Row:
    mis_id = student.mis_id
    has_surname = student.preferred_surname or mis_id % 3
    return {
        "pupil_id": number_of(mis_id),
        "upn": _text(student.upn, mis_id),
        "firstname": student.legal_forename,
        "surname": student.preferred_surname or student.legal_surname,
        "legal_surname": student.legal_surname if has_surname else _BLANKS[mis_id % 2],
        # A date that nobody typed in yet.
        "dob": None if mis_id % 83 == 0 else _day(student.date_of_birth),
        "year_group": _YEARS.get(student.year_group, f"Year {student.year_group}"),
        "class": "" if mis_id % 37 == 0 else student.reg_group,
        "house": _text(student.house, mis_id),
    }


def staff(school: PretendSchool) -> Rows:
    """Who works there."""
    return [_member(each) for each in sorted(school.staff, key=lambda one: one.mis_id)]


def _member(member: StaffMember) -> Row:
    mis_id = member.mis_id
    return {
        "user_id": number_of(mis_id),
        "title": _text(member.title, mis_id),
        "firstname": member.legal_forename,
        "surname": member.preferred_surname or member.legal_surname,
        "legal_surname": member.legal_surname,
        "preferred_forename": _text(member.preferred_forename, mis_id),
        "preferred_surname": _text(member.preferred_surname, mis_id),
        "dob": _day(member.date_of_birth),
        "email": _text(member.work_email, mis_id),
    }


def parents(school: PretendSchool) -> Rows:
    """One item a pupil and parent, in the order in which they are to be called."""
    by_id = {each.mis_id: each for each in school.contacts}
    ties: defaultdict[int, list[Tie]] = defaultdict(list)
    for tie in school.ties:
        ties[tie.student_id].append(tie)
    return [
        _parent(tie, by_id[tie.contact_id])
        for student in sorted(ties)
        for tie in sorted(ties[student], key=lambda tie: tie.priority)
    ]


def _parent(tie: Tie, contact: Contact) -> Row:
    mis_id = contact.mis_id
    return {
        "pupil_id": number_of(tie.student_id),
        "parent_id": number_of(mis_id),
        "title": _text(contact.title, mis_id),
        "forename": None if mis_id % 61 == 0 else contact.forename,
        "surname": contact.surname,
        "relationship_code": _RELATIONSHIPS.get(tie.relationship, "OTH"),
        "pr": "" if mis_id % 23 == 0 else ("Y" if tie.has_parental_responsibility else "N"),
        "email": _text(contact.emails[0][1] if contact.emails else "", mis_id),
        "phone": _text(contact.phones[0][1] if contact.phones else "", mis_id),
    }
