"""The columns of each SIMS sub-report: captions, and where a row has the value.

Each column has two captions: the one the portal's documentation asks for, and one that public
report models of SIMS use. Written from those, never from the portal's code.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import Any, Final, Literal

Value = str | int | bool | date | None
Dialect = Literal["documented", "public"]

#: Whether SIMS filled the preferred name with the legal one when nobody typed another.
Habit = Literal["fills preferred names", "leaves preferred names"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``value`` takes the row's subject; "" and None are written as nothing.

    ``filled_from`` is what a school that fills preferred names has where ``value`` is blank.
    """

    documented: str
    public: str
    value: Callable[[Any], Value]
    filled_from: Callable[[Any], Value] | None = None

    def caption(self, dialect: Dialect) -> str:
        """The column's caption in a dialect."""
        return self.documented if dialect == "documented" else self.public

    def getter(self, habit: Habit) -> Callable[[Any], Value]:
        """What gives the column's value in a school of that habit."""
        value, filled_from = self.value, self.filled_from
        if filled_from is None or habit == "leaves preferred names":
            return value
        return lambda subject: value(subject) or filled_from(subject)


def year_text(year_group: str) -> str:
    """As SIMS prints a year group, the number in two places: ``Year  7``, ``Year 10``."""
    return f"Year {year_group:>2}"


def _column(captions: str, attribute: str, *, filled_from: str = "") -> Column:
    """``captions`` is one caption, or the documented and the public one with a bar between."""
    documented, _, public = captions.partition("|")
    return Column(
        documented,
        public or documented,
        attrgetter(attribute),
        attrgetter(filled_from) if filled_from else None,
    )


def _year(student: Any) -> str:
    return year_text(student.year_group)


STUDENTS: Final = (
    _column("ID", "mis_id"),
    _column("External ID", "external_id"),
    _column("UPN", "upn"),
    _column("Legal Forename|Forename", "legal_forename"),
    _column("Legal Surname", "legal_surname"),
    _column("Middle Names|Middle Name(s)", "middle_names"),
    _column("Preferred Forename|ChosenName", "preferred_forename", filled_from="legal_forename"),
    _column("Preferred Surname|Surname", "preferred_surname", filled_from="legal_surname"),
    _column("Former Surname", "former_surname"),
    _column("DOB|Date of Birth", "date_of_birth"),
    _column("Adno|Admission no.", "admission_number"),
    Column("Year", "Year taught in Code", _year),
    _column("Reg", "reg_group"),
    _column("House", "house"),
    _column("Primary Email", "email"),
    _column("Start Date|Start date", "entered_on"),
    _column("Leaving Date", "leaves_on"),
)

STAFF: Final = (
    _column("ID", "member.mis_id"),
    _column("External ID", "member.external_id"),
    _column("Staff Code|ShortName", "member.staff_code"),
    _column("Title|Title Code", "member.title"),
    _column("Legal Forename|FirstNameLegal", "member.legal_forename"),
    _column("Legal Surname|LastNameLegal", "member.legal_surname"),
    _column("Middle Names|Middle Name(s)", "member.middle_names"),
    _column("Preferred Forename", "member.preferred_forename", filled_from="member.legal_forename"),
    _column("Preferred Surname", "member.preferred_surname", filled_from="member.legal_surname"),
    _column("Former Surname", "member.former_surname"),
    _column("DOB|Date of Birth", "member.date_of_birth"),
    _column("Work Email", "member.work_email"),
    _column("Role Text|Role", "role"),
    _column("Employment Start Date|Start Date", "member.starts_on"),
    _column("Employment End Date|Leaving Date", "member.leaves_on"),
)

CONTACTS: Final = (
    _column("Student ID|ID", "tie.student_id"),
    _column("Contact ID", "contact.mis_id"),
    _column("Contact Title|Title", "contact.title"),
    _column("Contact Forename|Forename", "contact.forename"),
    _column("Contact Surname|Surname", "contact.surname"),
    _column("Relationship", "tie.relationship"),
    _column("Priority", "tie.priority"),
    _column("Parental Responsibility", "tie.has_parental_responsibility"),
    _column("Contact Email|Email", "email"),
    _column("Telephone|Telephone Number", "phone"),
    _column("Telephone Location|Telephone Type", "location"),
)

CLASS_TEACHERS: Final = (
    _column("Class", "group"),
    _column("Class ID", "group_id"),
    _column("Staff ID|ID", "person_id"),
    _column("Subject", "subject"),
    _column("Academic Year", "academic_year"),
)
CLASS_STUDENTS: Final = (
    _column("Class", "group"),
    _column("Class ID", "group_id"),
    _column("Student ID|ID", "person_id"),
    _column("Subject", "subject"),
    _column("Academic Year", "academic_year"),
)
REG_TUTORS: Final = (
    _column("Reg", "group"),
    _column("Staff ID|ID", "person_id"),
    _column("Academic Year", "academic_year"),
)
REG_STUDENTS: Final = (
    _column("Reg", "group"),
    _column("Student ID|ID", "person_id"),
    _column("Academic Year", "academic_year"),
)

ATTENDANCE: Final = (
    _column("Student ID|ID", "student_id"),
    _column("Mark Date|Date", "marked_on"),
    _column("Session|AM/PM", "session"),
    _column("Mark", "code"),
    _column("Minutes Late", "minutes_late"),
)
