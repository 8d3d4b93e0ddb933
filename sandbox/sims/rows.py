"""A pretend school as the rows of each SIMS sub-report, with SIMS's habit of multiplying rows.

One-to-many parts of a report (roles; phones × e-mail addresses) give the cross product of rows,
as CommandReporter does. Knows nothing of XML or CSV.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, Final

from sandbox.attendance import marks_of
from sandbox.people import Contact, PretendSchool, StaffMember, Student, Tie
from sandbox.schoolyear import school_year
from sandbox.sims import columns
from sandbox.sims.columns import Column, Dialect, Habit, Value

#: Captions that CommandReporter adds to XML by itself.
PRIMARY_ID, MULTIPLE_ID = "primary_id", "multiple_id"


@dataclass(frozen=True, slots=True)
class Subject:
    """What one row is about: ``item`` has the columns' values, the ids are SIMS's row keys."""

    primary_id: int
    multiple_id: str
    item: Any
    written_as: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sub-report: its columns and how a school becomes its subjects."""

    columns: tuple[Column, ...]
    subjects: Callable[[PretendSchool], Iterator[Subject]]


@dataclass(frozen=True, slots=True)
class StaffRow:
    """A member of staff in one role."""

    member: StaffMember
    role: str


@dataclass(frozen=True, slots=True)
class ContactRow:
    """A contact of one pupil with one phone and one address of theirs, or none."""

    tie: Tie
    contact: Contact
    phone: str
    location: str
    email: str


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """One person's place in one group."""

    group: str
    group_id: int
    person_id: int
    subject: str
    academic_year: str


Row = Sequence[Value]


def table(
    school: PretendSchool, sub_report: str, *, dialect: Dialect = "documented"
) -> tuple[tuple[str, ...], Iterator[Row]]:
    """The captions and the rows of a sub-report. The first two are SIMS's row keys (XML only)."""
    sheet = SHEETS[sub_report]
    captions = (PRIMARY_ID, MULTIPLE_ID, *(each.caption(dialect) for each in sheet.columns))
    return captions, _rows(sheet, school)


def habit_of(school: PretendSchool) -> Habit:
    """Two schools in three have preferred names for everybody, as SIMS fills them in."""
    return "fills preferred names" if school.seed % 3 else "leaves preferred names"


def _rows(sheet: Sheet, school: PretendSchool) -> Iterator[Row]:
    getters = [column.getter(habit_of(school)) for column in sheet.columns]
    places = {column.documented: index for index, column in enumerate(sheet.columns, start=2)}
    for subject in sheet.subjects(school):
        item = subject.item
        row: list[Value] = [subject.primary_id, subject.multiple_id]
        row += [getter(item) for getter in getters]
        for caption, text in subject.written_as:
            row[places[caption]] = text
        yield row


def _students(people: Iterable[Student]) -> Iterator[Subject]:
    for student in people:
        yield Subject(student.mis_id, "", student, student.written_as)


def _staff(people: Iterable[StaffMember]) -> Iterator[Subject]:
    for member in people:
        for number, role in enumerate(member.roles or ("",), start=1):
            yield Subject(
                member.mis_id,
                f"{member.mis_id},{number}",
                StaffRow(member, role),
                member.written_as,
            )


def _contacts(school: PretendSchool) -> Iterator[Subject]:
    by_id = {contact.mis_id: contact for contact in school.contacts}
    for tie in school.ties:
        contact = by_id[tie.contact_id]
        pairs = product(contact.phones or (("", ""),), contact.emails or (("", ""),))
        for number, ((location, phone), (_, email)) in enumerate(pairs, start=1):
            yield Subject(
                tie.student_id,
                f"{tie.student_id},{contact.mis_id},{number}",
                ContactRow(tie, contact, phone, location, email),
            )


def _class_places(school: PretendSchool, members: str) -> Iterator[Subject]:
    year = _academic_year(school)
    for each in school.classes:
        for person_id in getattr(each, members):
            place = PlaceRow(each.name, each.class_id, person_id, each.subject, year)
            # The report is about classes: its primary key is the class, not the person.
            yield Subject(each.class_id, f"{each.class_id},{person_id}", place)


def _reg_tutors(school: PretendSchool) -> Iterator[Subject]:
    year = _academic_year(school)
    for form, tutor_id in school.tutors:
        yield Subject(tutor_id, "", PlaceRow(form, 0, tutor_id, "", year))


def _reg_students(school: PretendSchool) -> Iterator[Subject]:
    year = _academic_year(school)
    for one in school.students:
        yield Subject(one.mis_id, "", PlaceRow(one.reg_group, 0, one.mis_id, "", year))


def _marks(school: PretendSchool) -> Iterator[Subject]:
    for number, mark in enumerate(marks_of(school, school.today), start=1):
        yield Subject(mark.student_id, f"{mark.student_id},{number}", mark)


def _academic_year(school: PretendSchool) -> str:
    year = school_year(school.today)
    return f"{year}/{year + 1}"


#: Every sub-report of SIMS by its code.
SHEETS: Final[Mapping[str, Sheet]] = {
    "staff": Sheet(columns.STAFF, lambda school: _staff(school.staff)),
    "students": Sheet(columns.STUDENTS, lambda school: _students(school.students)),
    "staff_future": Sheet(columns.STAFF, lambda school: _staff(school.future_staff)),
    "students_future": Sheet(columns.STUDENTS, lambda school: _students(school.future_students)),
    "contacts": Sheet(columns.CONTACTS, _contacts),
    "class_teachers": Sheet(
        columns.CLASS_TEACHERS, lambda school: _class_places(school, "teacher_ids")
    ),
    "class_students": Sheet(
        columns.CLASS_STUDENTS, lambda school: _class_places(school, "student_ids")
    ),
    "reg_tutors": Sheet(columns.REG_TUTORS, _reg_tutors),
    "reg_students": Sheet(columns.REG_STUDENTS, _reg_students),
    "attendance": Sheet(columns.ATTENDANCE, _marks),
}
