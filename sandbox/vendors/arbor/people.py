"""A pretend school's pupils, staff and guardians as Arbor's rows, strangers included."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Final

from sandbox.people import Contact, PretendSchool, StaffMember, Student
from sandbox.vendors.elsewhere import strangers_of

Row = dict[str, Any]

#: Each entity counts for itself, so that a pupil and a teacher may well have the same number.
_STUDENT_FROM, _STAFF_FROM, _GUARDIAN_FROM = 40, 190, 40
_LEVELS: Final = {"N1": "Nursery Y1", "N2": "Nursery Y2", "R": "Reception"}
_PHONES: Final = {"M": "Mobile", "H": "Home", "W": "Work"}
_EMAILS: Final = {"H": "Home", "W": "Work", "M": "Other"}


def student_id(mis_id: int) -> str:
    """A pupil's number in Arbor."""
    return str(mis_id + _STUDENT_FROM)


def staff_id(mis_id: int) -> str:
    """The number of a member of staff in Arbor."""
    return str(mis_id + _STAFF_FROM)


def guardian_id(mis_id: int) -> str:
    """A guardian's number in Arbor."""
    return str(mis_id + _GUARDIAN_FROM)


def day(value: date | None) -> str | None:
    """A date as Arbor writes it."""
    return value.isoformat() if value else None


def moment(value: date, time: str = "00:00:00") -> str:
    """A moment as Arbor writes it."""
    return f"{value.isoformat()} {time}"


def level(year_group: str) -> str:
    """``7`` → ``Year 7``."""
    return _LEVELS.get(year_group, f"Year {year_group}")


def students(school: PretendSchool) -> list[Row]:
    """Everybody among the students: on roll, pre-admission, guests and leavers."""
    strangers = strangers_of(school)
    on_roll = [_student(each, is_on_roll=True) for each in school.students]
    waiting = [_student(each, is_on_roll=False) for each in school.future_students]
    guests = [_student(each, is_on_roll=True) for each in strangers.guests]
    left = [_student(each, is_on_roll=False) for each in strangers.former_students]
    return on_roll + waiting + guests + left


def _student(student: Student, *, is_on_roll: bool) -> Row:
    return {
        "id": student_id(student.mis_id),
        "legalFirstName": student.legal_forename,
        "legalMiddleNames": student.middle_names or None,
        "legalLastName": student.legal_surname,
        "preferredFirstName": student.preferred_forename or None,
        "preferredLastName": student.preferred_surname or None,
        "dateOfBirth": day(student.date_of_birth),
        "gender": {"M": "Male", "F": "Female"}[student.gender],
        "studentNumber": student.admission_number,
        "uniqueLearnerNumber": None,
        "legacySystemId": None,
        "mostRecentEntryDate": day(student.entered_on),
        "leavingDate": day(student.leaves_on),
        "displayName": f"{student.legal_forename} {student.legal_surname}",
        "displayAcademicLevel": {"displayName": level(student.year_group)} if is_on_roll else None,
        "emailAddresses": [
            {"displayName": address, "emailAddressType": kind}
            for _, kind, address, _ in _student_addresses(student)
        ],
    }


def upn_assignments(school: PretendSchool) -> list[Row]:
    """The UPNs, each with its time; a former one has an end."""
    return [row for student in school.students for row in _upns(student)]


def _upns(student: Student) -> Iterator[Row]:
    changed_on = student.entered_on + timedelta(days=30)
    pairs = ((student.former_upn, changed_on), (student.upn, None))
    for number, (upn, ends_on) in enumerate(pairs):
        if upn:
            yield {
                "id": f"{student.mis_id}{number}",
                "student": student_id(student.mis_id),
                "upn": upn,
                "startDatetime": moment(student.entered_on if number == 0 else changed_on),
                "endDatetime": moment(ends_on) if ends_on else None,
                "isTemporary": upn[-1].isalpha(),
                "issuedYear": 2000 + int(upn[8:10]),
            }


def enrolments(school: PretendSchool) -> list[Row]:
    """The enrolments: one a pupil, an ended one before it for some, another mode for guests."""
    strangers = strangers_of(school)
    rows: list[Row] = []
    for student in (*school.students, *school.future_students, *strangers.former_students):
        if student.mis_id % 40 == 0 and student.entered_on < school.today:
            ended = student.entered_on - timedelta(days=400)
            rows.append(_enrolment(student, 0, ended - timedelta(days=300), ended, "C"))
        mode = "M" if student.mis_id % 97 == 0 else "C"
        rows.append(_enrolment(student, 1, student.entered_on, student.leaves_on, mode))
    return rows + [_enrolment(each, 1, each.entered_on, None, "G") for each in strangers.guests]


def _enrolment(
    student: Student, number: int, entered_on: date, left_on: date | None, mode: str
) -> Row:
    return {
        "id": f"{student.mis_id}{number}",
        "student": student_id(student.mis_id),
        "entryDate": day(entered_on),
        "leavingDate": day(left_on),
        "enrolmentMode": mode,
    }


def staff(school: PretendSchool) -> list[Row]:
    """Everybody among the staff: current, to come, former and visitors."""
    strangers = strangers_of(school)
    here = [_staff_row(each, is_here=True) for each in school.staff]
    others = (*school.future_staff, *strangers.former_staff, *strangers.visitors)
    return here + [_staff_row(each, is_here=False) for each in others]


def _staff_row(member: StaffMember, *, is_here: bool) -> Row:
    return {
        "id": staff_id(member.mis_id),
        "title": member.title or None,
        "legalFirstName": member.legal_forename,
        "legalMiddleNames": member.middle_names or None,
        "legalLastName": member.legal_surname,
        "preferredFirstName": member.preferred_forename or None,
        "preferredLastName": member.preferred_surname or None,
        "dateOfBirth": day(member.date_of_birth),
        "gender": {"M": "Male", "F": "Female"}[member.gender],
        "staffNumber": f"S{member.mis_id:05d}",
        "timetableAbbreviation": member.staff_code or None,
        "externalPersonId": None,
        "joiningDate": day(member.starts_on),
        "leavingDate": day(member.leaves_on),
        "isActiveInSchool": is_here,
        "isActiveTeachingInSchool": is_here and "Teacher" in " ".join(member.roles),
        "displayJobTitle": member.roles[0] if member.roles else None,
        "displayName": f"{member.legal_forename} {member.legal_surname}",
        "emailAddresses": [
            {"displayName": address, "emailAddressType": kind}
            for _, kind, address, _ in _staff_addresses(member)
        ],
    }


def contracts(school: PretendSchool) -> list[Row]:
    """A contract for each role of those who have one; visitors have none."""
    everybody = (*school.staff, *school.future_staff, *strangers_of(school).former_staff)
    return [
        {
            "id": f"{member.mis_id}{number}",
            "staff": staff_id(member.mis_id),
            "startDate": day(member.starts_on),
            "expectedEndDate": None,
            "endDate": day(member.leaves_on),
            "payrollNumber": None,
        }
        for member in everybody
        for number, _ in enumerate(member.roles or ("",))
    ]


def guardians(school: PretendSchool) -> list[Row]:
    """The guardians."""
    return [
        {
            "id": guardian_id(each.mis_id),
            "title": each.title or None,
            "legalFirstName": each.forename or None,
            "legalLastName": each.surname,
            "preferredFirstName": None,
            "preferredLastName": None,
        }
        for each in school.contacts
    ]


def guardian_relationships(school: PretendSchool) -> list[Row]:
    """What each guardian is to each pupil."""
    return [
        {
            "id": f"{tie.student_id}{tie.contact_id}",
            "student": student_id(tie.student_id),
            "guardian": guardian_id(tie.contact_id),
            "guardianRelationshipType": tie.relationship or None,
            "isLegalGuardian": tie.has_parental_responsibility,
            "isPrimaryGuardian": tie.priority == 1,
            "emergencyContactPriority": tie.priority,
        }
        for tie in school.ties
    ]


#: (place in the order, kind, address, order of use) of each address of a person
_Addresses = list[tuple[int, str, str, int]]


def _student_addresses(student: Student) -> _Addresses:
    if not student.email:
        return []
    own = (1, "School", student.email, 0)
    home = (0, "Home", f"pupil{student.mis_id}@mail.example", 1)
    return [home, own] if student.mis_id % 5 == 0 else [own]


def _staff_addresses(member: StaffMember) -> _Addresses:
    if not member.work_email:
        return []
    own = (1, "Work", member.work_email, 0)
    home = (0, "Home", f"home{member.mis_id}@mail.example", 1)
    return [home, own] if member.mis_id % 4 == 0 else [own]


def _contact_addresses(contact: Contact) -> _Addresses:
    return [
        (number, _EMAILS[where], address, number)
        for number, (where, address) in enumerate(contact.emails)
    ]


def email_addresses(school: PretendSchool) -> list[Row]:
    """Everybody's addresses; the one to use is not always the first."""
    owners: list[tuple[str, str, int, _Addresses]] = [
        ("Student", student_id(each.mis_id), each.mis_id, _student_addresses(each))
        for each in school.students
    ]
    owners += [
        ("Staff", staff_id(each.mis_id), each.mis_id, _staff_addresses(each))
        for each in school.staff
    ]
    owners += [
        ("Guardian", guardian_id(each.mis_id), each.mis_id, _contact_addresses(each))
        for each in school.contacts
    ]
    return [
        {
            "id": f"{mis_id}{place}",
            "emailAddressOwner": {"entityType": entity, "id": identity},
            "emailAddressType": kind,
            "emailAddress": address,
            "dataOrder": order,
        }
        for entity, identity, mis_id, addresses in owners
        for place, kind, address, order in addresses
    ]


def telephone_numbers(school: PretendSchool) -> list[Row]:
    """The guardians' numbers."""
    return [
        {
            "id": f"{each.mis_id}{place}",
            "numberOwner": {"entityType": "Guardian", "id": guardian_id(each.mis_id)},
            "telephoneNumberType": _PHONES[where],
            "number": number,
            "dataOrder": place,
        }
        for each in school.contacts
        for place, (where, number) in enumerate(each.phones)
    ]
