"""A pretend school as Bromcom's CSV files: quoted, padded, with a ``Count:`` row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sandbox.attendance import marks_of
from sandbox.people import Contact, PretendSchool, StaffMember, Student, Tie
from sandbox.schoolyear import school_year
from sandbox.vendors.elsewhere import strangers_of

Row = tuple[str, ...]

_FROM = 61
_WIDTH = 24
_YEARS: Final = {"N1": "Nursery 1", "N2": "Nursery 2", "R": "Reception"}
_TIMES: Final = {"AM": "1900-01-02T09:09:00", "PM": "1900-01-02T13:12:00"}


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sub-report: captions, and how a school becomes rows."""

    captions: str
    rows: Callable[[PretendSchool], Iterable[Row]]
    needs_consent: bool = False


def number_of(mis_id: int) -> str:
    """Somebody's number in Bromcom."""
    return str(mis_id + _FROM)


def moment(value: date | None) -> str:
    """A date as Bromcom writes it."""
    return f"{value.isoformat()}T00:00:00" if value else ""


def flag(value: bool | None) -> str:
    """``yes``, ``no`` or blank."""
    return "" if value is None else ("yes" if value else "no")


def _staff(people: Iterable[StaffMember]) -> Iterator[Row]:
    for each in people:
        yield (
            number_of(each.mis_id),
            each.staff_code,
            each.title,
            each.legal_forename,
            each.middle_names,
            each.legal_surname,
            each.preferred_forename or each.legal_forename,
            each.preferred_surname or each.legal_surname,
            each.gender,
            moment(each.date_of_birth),
            each.work_email,
            each.roles[0] if each.roles else "",
            flag("Teacher" in " ".join(each.roles)),
            moment(each.starts_on),
            moment(each.leaves_on),
        )


def _students(school: PretendSchool, people: Iterable[Student], state: str) -> Iterator[Row]:
    for each in people:
        yield (
            number_of(each.mis_id),
            each.upn,
            each.admission_number,
            each.legal_forename,
            each.middle_names,
            each.legal_surname,
            each.preferred_forename or each.legal_forename,
            each.preferred_surname or each.legal_surname,
            each.gender,
            moment(each.date_of_birth),
            _YEARS.get(each.year_group, f"Year {each.year_group}"),
            f"{each.reg_group} {_suffix(school)}" if each.reg_group else "",
            each.house,
            each.email,
            state,
            flag(None if each.mis_id % 4 else False),
            moment(each.entered_on),
            moment(each.leaves_on),
        )


def _suffix(school: PretendSchool) -> str:
    year = school_year(school.today) % 100
    return f"({year}/{year + 1})"


def _current_students(school: PretendSchool) -> Iterator[Row]:
    yield from _students(school, school.students, "Enrolled")
    yield from _students(school, strangers_of(school).guests, "Guest")


def _starting(school: PretendSchool) -> list[Student]:
    """Who is to come, and who came today: on that day both files have them."""
    yesterday = school.today - timedelta(days=1)
    today = [each for each in school.students if each.entered_on > yesterday]
    return [*school.future_students, *today]


def _contacts(school: PretendSchool) -> Iterator[Row]:
    by_id = {each.mis_id: each for each in school.contacts}
    for tie in school.ties:
        yield _contact(tie, by_id[tie.contact_id])


def _contact(tie: Tie, contact: Contact) -> Row:
    whole = " ".join(filter(None, (contact.title, contact.forename, contact.surname)))
    typed_whole = contact.mis_id % 50 == 0
    return (
        number_of(tie.student_id),
        number_of(contact.mis_id),
        str(tie.priority),
        "" if typed_whole else contact.title,
        "" if typed_whole else contact.forename,
        "" if typed_whole else contact.surname,
        whole,
        tie.relationship,
        flag(tie.has_parental_responsibility),
        ";".join(address for _, address in contact.emails),
        ";".join(number for _, number in contact.phones),
    )


def _attendance(school: PretendSchool) -> Iterator[Row]:
    if school.today.weekday() > 4:
        return
    for mark in marks_of(school, school.today):
        yield (
            number_of(mark.student_id),
            moment(mark.marked_on),
            mark.session,
            mark.code,
            "" if mark.minutes_late is None else str(mark.minutes_late),
            _TIMES[mark.session],
        )


_STAFF = (
    "staffId staffCode title firstName middleName lastName preferredFirstName preferredLastName "
    "gender dateOfBirth workEmail jobTitle isTeacher startDate endDate"
)
_STUDENTS = (
    "studentId upn admissionNumber firstName middleName lastName preferredFirstName "
    "preferredLastName genderCode dateOfBirth yearGroup tutorGroupName house studentEmail "
    "enrolmentStateName isBoarder startDate endDate"
)
_CONTACTS = (
    "studentId contactId contactPriority title firstName lastName contactName "
    "contactRelationship contactParentalResponsibility contactEmail contactTelephone"
)

#: The sub-reports in the order in which they are sent.
SHEETS: Final[Mapping[str, Sheet]] = {
    "staff": Sheet(_STAFF, lambda school: _staff(school.staff)),
    "students": Sheet(_STUDENTS, _current_students, needs_consent=True),
    "staff_future": Sheet(_STAFF, lambda school: _staff(school.future_staff)),
    "students_future": Sheet(
        _STUDENTS,
        lambda school: _students(school, _starting(school), "Enrolled"),
        needs_consent=True,
    ),
    "contacts": Sheet(_CONTACTS, _contacts, needs_consent=True),
    "attendance": Sheet(
        "studentId calendarStartDate periodDisplayName mark minutesLate markTime", _attendance
    ),
}


def csv_file(sheet: Sheet, rows: Iterable[Row], *, counted: int | None = None) -> bytes:
    """The file. ``counted`` is the number in its last row where that is not the true one."""
    lines = [_line(tuple(sheet.captions.split()))]
    num_rows = 0
    for row in rows:
        num_rows += 1
        lines.append(_line(tuple(f"{value:<{_WIDTH}}" for value in row)))
    lines.append(_line(("Count:", str(num_rows if counted is None else counted))))
    return "".join(lines).encode()


def _line(values: Row) -> str:
    quoted = ",".join('"' + value.replace('"', '""') + '"' for value in values)
    return f"{quoted}\r\n"
