"""A pretend school as iSAMS's students, employees and year groups: nearly all may be null."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from sandbox.people import PretendSchool, StaffMember, Student
from sandbox.schoolyear import YEAR_GROUPS
from sandbox.vendors.core.world import Rows
from sandbox.vendors.elsewhere import strangers_of

Row = dict[str, Any]

_STUDENT_FROM, _EMPLOYEE_FROM = 55, 310
_HERE, _TO_COME, _GONE = 1, 0, -1
_NUMBERS: Final = {"N1": -2, "N2": -1, "R": 0}
_NAMES: Final = {"N1": "Nursery 1", "N2": "Nursery 2", "R": "Reception"}
_BLANKS: Final = (" ", "", None)
_FORMS: Final = ("", "I", "II", "III", "IV", "V", "VI")


def _blank(mis_id: int) -> str | None:
    return _BLANKS[mis_id % 3]


def _text(value: str, mis_id: int) -> str | None:
    return value if value and value != "-" else _blank(mis_id)


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None


def _moment(value: date | None) -> str | None:
    return f"{value.isoformat()}T00:00:00" if value else None


def _numbers_its_own_way(school: PretendSchool) -> bool:
    """Whether the school counts its forms from I, two years before the National Curriculum."""
    return school.seed % 2 == 1 and school.phase == "primary"


def number_of_year(school: PretendSchool, year_group: str) -> int:
    """The school's number of a year group."""
    if year_group in _NUMBERS:
        return _NUMBERS[year_group]
    shift = 2 if _numbers_its_own_way(school) and int(year_group) > 2 else 0
    return int(year_group) - shift + (100 if shift else 0)


def year_groups(school: PretendSchool) -> Rows:
    """The school's year groups; the census's word is missing where the number says it."""
    return [_year_group(school, code) for code, _ in YEAR_GROUPS[school.phase]]


def _year_group(school: PretendSchool, code: str) -> Row:
    number = number_of_year(school, code)
    own_way = number > 100
    says_itself = not own_way and number % 2 == 0
    return {
        "ncYear": number,
        "code": f"F{number - 100}" if own_way else f"Y{code}",
        "name": f"Form {_FORMS[number - 100]}" if own_way else _NAMES.get(code, f"Year {code}"),
        "censusYearGroup": None if says_itself else code,
    }


def students(school: PretendSchool) -> Rows:
    """Who is there, is to come and has left."""
    strangers = strangers_of(school)
    rows = [_student(school, each, _HERE) for each in school.students]
    rows += [_student(school, each, _TO_COME) for each in school.future_students]
    rows += [_student(school, each, _GONE) for each in strangers.former_students]
    return sorted(rows, key=lambda row: int(row["id"]))


def _student(school: PretendSchool, student: Student, status: int) -> Row:
    mis_id = student.mis_id
    return {
        "id": mis_id + _STUDENT_FROM,
        "schoolId": f"{mis_id + _STUDENT_FROM:06d}4",
        "schoolCode": student.admission_number,
        "personId": mis_id + 70_000,
        "personGuid": student.external_id,
        "title": None,
        "forename": _text(student.legal_forename, mis_id),
        "middlenames": _text(student.middle_names, mis_id),
        "surname": _text(student.legal_surname, mis_id),
        "preferredName": _text(student.preferred_forename, mis_id),
        "officialName": None,
        "fullName": f"{student.legal_forename} {student.legal_surname}".strip(),
        "previousName": _text(student.former_surname, mis_id),
        "initials": None,
        "gender": student.gender,
        "dob": _day(student.date_of_birth),
        "yearGroup": number_of_year(school, student.year_group),
        "formGroup": _text(student.reg_group, mis_id),
        "academicHouse": _text(student.house, mis_id),
        "boardingHouse": None,
        "tutorEmployeeId": None,
        "uniquePupilNumber": student.upn if student.upn and mis_id % 9 == 0 else _blank(mis_id),
        "enrolmentDate": _day(student.entered_on),
        "enrolmentStatus": None,
        "enrolmentTerm": "Autumn Term",
        "enrolmentYear": student.entered_on.year,
        "leavingDate": _day(student.leaves_on),
        "leavingYearGroup": None,
        "systemStatus": status,
        "schoolEmailAddress": _text(student.email, mis_id),
        "personalEmailAddress": None,
        "mobileNumber": None,
        "familyId": None,
        "homeAddresses": None,
        "lastUpdated": _moment(school.today),
    }


def employees(school: PretendSchool) -> Rows:
    """Who works there, will and did."""
    strangers = strangers_of(school)
    rows = [_employee(each, _HERE) for each in school.staff]
    rows += [_employee(each, _TO_COME) for each in school.future_staff]
    rows += [_employee(each, _GONE) for each in strangers.former_staff]
    return sorted(rows, key=lambda row: int(row["id"]))


def _employee(member: StaffMember, status: int) -> Row:
    mis_id = member.mis_id
    return {
        "id": mis_id + _EMPLOYEE_FROM,
        "personGuid": member.external_id,
        "title": f"{member.title}." if member.title else _blank(mis_id),
        "forename": _text(member.legal_forename, mis_id),
        "middleNames": _text(member.middle_names, mis_id),
        "surname": _text(member.legal_surname, mis_id),
        "preferredName": _text(member.preferred_forename, mis_id),
        "previousFamilyNames": _text(member.former_surname, mis_id),
        "dateOfBirth": _moment(member.date_of_birth),
        "enrolmentDate": _moment(member.starts_on),
        "leavingDate": _moment(member.leaves_on),
        "gender": member.gender,
        "isTeachingStaff": "Teacher" in " ".join(member.roles),
        "isPartTime": None,
        "schoolInitials": _text(member.staff_code, mis_id),
        "schoolEmailAddress": _text(member.work_email, mis_id),
        "personalEmailAddress": _blank(mis_id),
        "mobiles": None,
        "systemStatus": status,
        "currentContractId": None,
        "divisions": None,
        "nationalities": [""],
    }
