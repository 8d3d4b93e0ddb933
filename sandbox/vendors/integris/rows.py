"""A pretend school as Datashare's items, with joint contacts and parents who are there twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from sandbox.attendance import marks_of
from sandbox.people import Contact, PretendSchool, StaffMember, Student, Tie
from sandbox.vendors.core.world import Rows

Row = dict[str, Any]

_FROM = 93
_SECOND_RECORD = 500_000
_PARENTS: Final = frozenset({"Mother", "Father"})
_TITLES: Final = ("Mr and Mrs", "Mr & Mrs", "Mr and Mrs")


def number_of(mis_id: int) -> str:
    """Somebody's number in Integris."""
    return str(mis_id + _FROM)


def _day(value: date | None) -> str:
    return f"{value:%d/%m/%Y}" if value else ""


def pupils(school: PretendSchool) -> Rows:
    """Who is on roll."""
    return [_pupil(each) for each in sorted(school.students, key=lambda one: one.mis_id)]


def _pupil(student: Student) -> Row:
    return {
        "student_id": number_of(student.mis_id),
        "upn": student.upn,
        "forename": student.legal_forename,
        "surname": student.preferred_surname or student.legal_surname,
        "legal_surname": student.legal_surname if student.mis_id % 3 else "",
        "known_name": student.preferred_forename or student.legal_forename,
        "dob": _day(student.date_of_birth),
        "current_year_group": _year(student),
        "current_class": student.reg_group,
        "start_date": _day(student.entered_on),
        "leaving_date": _day(student.leaves_on),
    } | ({"legal_surname": student.legal_surname} if student.preferred_surname else {})


def _year(student: Student) -> str:
    is_number = student.year_group.isdigit()
    return f"Year {student.year_group}" if is_number and student.mis_id % 2 else student.year_group


def staff(school: PretendSchool) -> Rows:
    """Who works there."""
    return [_member(each) for each in sorted(school.staff, key=lambda one: one.mis_id)]


def _member(member: StaffMember) -> Row:
    return {
        "staff_id": number_of(member.mis_id),
        "title": member.title,
        "forename": member.legal_forename,
        "surname": member.preferred_surname or member.legal_surname,
        "legal_surname": member.legal_surname,
        "known_name": member.preferred_forename or member.legal_forename,
        "dob": _day(member.date_of_birth),
        "email": member.work_email,
        "role": member.roles[0] if member.roles else None,
        "start_date": _day(member.starts_on),
        "leaving_date": _day(member.leaves_on),
    }


def contacts(school: PretendSchool) -> Rows:
    """One item a pupil and contact; some couples are one contact, some parents are there twice."""
    by_id = {each.mis_id: each for each in school.contacts}
    ties: defaultdict[int, list[Tie]] = defaultdict(list)
    for tie in school.ties:
        ties[tie.student_id].append(tie)
    return [row for student in sorted(ties) for row in _of_pupil(ties[student], by_id)]


def _of_pupil(ties: list[Tie], by_id: dict[int, Contact]) -> Iterator[Row]:
    couple = _couple(ties, by_id)
    if couple:
        yield _joint(couple, by_id)
    for tie in ties:
        if tie in couple:
            continue
        contact = by_id[tie.contact_id]
        row = _contact(tie, contact)
        yield row
        if contact.mis_id % 17 == 0 and (row["email"] and row["phone"]):
            second = {"contact_id": number_of(contact.mis_id + _SECOND_RECORD)}
            yield {**row, **second, "phone": "" if contact.mis_id % 2 else "020 7946 0999"}


def _couple(ties: list[Tie], by_id: dict[int, Contact]) -> list[Tie]:
    """The two parents, where somebody typed them in as one."""
    parents = [tie for tie in ties if tie.relationship in _PARENTS]
    surnames = {by_id[tie.contact_id].surname for tie in parents}
    if len(parents) == 2 and len(surnames) == 1 and parents[0].contact_id % 3 == 0:
        return parents
    return []


def _joint(couple: list[Tie], by_id: dict[int, Contact]) -> Row:
    first, second = (by_id[tie.contact_id] for tie in couple)
    names = ("", first.forename, f"{first.forename} and {second.forename}")
    place = first.mis_id // 3 % 3
    return {
        **_contact(couple[0], first),
        "title": _TITLES[place],
        "first_name": names[place],
        "relationship": "Parents" if place else "Mother and Father",
    }


def _contact(tie: Tie, contact: Contact) -> Row:
    return {
        "student_id": number_of(tie.student_id),
        "contact_id": number_of(contact.mis_id),
        "title": contact.title,
        "first_name": contact.forename,
        "surname": contact.surname,
        "relationship": tie.relationship,
        "parental_responsibility": "True" if tie.has_parental_responsibility else "False",
        "email": contact.emails[0][1] if contact.emails else "",
        "phone": contact.phones[0][1] if contact.phones else "",
    }


def groups(school: PretendSchool) -> Rows:
    """The classes, each with its people."""
    return [
        {
            "group_id": number_of(each.class_id),
            "class": each.name,
            "staff_ids": [number_of(one) for one in each.teacher_ids],
            "student_ids": [number_of(one) for one in each.student_ids],
        }
        for each in sorted(school.classes, key=lambda one: one.class_id)
    ]


def attendance(school: PretendSchool, on: date) -> Rows:
    """The marks of a school day up to today."""
    if on.weekday() > 4 or on > school.today:
        return []
    return [
        {
            "student_id": number_of(mark.student_id),
            "date": _day(mark.marked_on),
            "session": mark.session,
            "mark": mark.code,
        }
        for mark in marks_of(school, on)
    ]
