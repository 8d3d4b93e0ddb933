"""The records that connectors hand to the night, and the problems they find on the way.

Plain frozen dataclasses shared by every connector and by ``processing``. This module
knows neither Django nor any one MIS.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Generic, TypeVar


class Kind(StrEnum):
    """The two kinds of person who have USO accounts."""

    STAFF = "staff"
    STUDENT = "student"

    #: Everything about people is looked up by kind: an enum's own hash is Python, a text's is not.
    __hash__ = str.__hash__


class Severity(StrEnum):
    """What a row problem means for the row that has it."""

    LEFT_OUT = "left_out"  # the row cannot be used at all
    NO_ACCOUNT = "no_account"  # the person is kept, but cannot have an account yet
    VALUE_IGNORED = "value_ignored"  # the one value is treated as missing


@dataclass(frozen=True, slots=True)
class RowProblem:
    """One thing wrong in one row of an export, in the reader's words.

    ``row_number`` counts data rows from 1 (a header is row 0). ``person`` is the name as far
    as it is known, or "". ``code`` is a key of the connector's problem table, which holds the
    sentence and the remedy in words of the school's own MIS.
    """

    row_number: int
    code: str
    severity: Severity
    field: str = ""
    person: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """One member of staff or student as one export describes them.

    Text is trimmed, single-spaced, Unicode NFC; "" means blank. ``upn`` is 13 characters with a
    valid check letter, or "". Dates are real dates or None. ``year_group`` is N1, N2, R, 1–14
    or "". ``mis_id`` is never "". Somebody with one name only has "" for the other.

    ``no_account_code`` is the code of the row problem that bars an account, or "": such a record
    proves that the person is there, but is no ground to create, link or change anything.
    """

    kind: Kind
    mis_id: str
    legal_forename: str
    legal_surname: str
    date_of_birth: date | None = None
    upn: str = ""
    title: str = ""
    middle_names: str = ""
    preferred_forename: str = ""
    preferred_surname: str = ""
    former_surname: str = ""
    external_id: str = ""
    email: str = ""
    admission_number: str = ""
    year_group: str = ""
    reg_group: str = ""
    house: str = ""
    staff_code: str = ""
    job_title: str = ""
    starts_on: date | None = None
    leaves_on: date | None = None
    row_number: int = 0
    no_account_code: str = ""

    @property
    def preferred_or_legal_forename(self) -> str:
        """The forename people use: a blank preferred name means the legal one."""
        return self.preferred_forename or self.legal_forename

    @property
    def preferred_or_legal_surname(self) -> str:
        """The surname people use: a blank preferred name means the legal one."""
        return self.preferred_surname or self.legal_surname


#: Fields that describe the person wherever they are: a USO account keeps them under these names.
ACCOUNT_FIELDS: tuple[str, ...] = (
    "legal_forename",
    "legal_surname",
    "date_of_birth",
    "upn",
    "title",
    "middle_names",
    "preferred_forename",
    "preferred_surname",
    "former_surname",
    "email",
)

#: Fields that describe the person at this school: the association keeps them.
ASSOCIATION_FIELDS: tuple[str, ...] = ("year_group", "reg_group", "job_title", "starts_on")

#: All fields of a PersonRecord that are kept with the MIS person. The order matters to
#: ``processing``: account fields first, then association fields, then the rest.
PERSON_FIELDS: tuple[str, ...] = (
    *ACCOUNT_FIELDS,
    *ASSOCIATION_FIELDS,
    "leaves_on",
    "external_id",
    "admission_number",
    "house",
    "staff_code",
)


#: The longest text of each field, in characters; the parsers see to it.
MAX_LENGTHS: Mapping[str, int] = {
    "mis_id": 64,
    "legal_forename": 100,
    "legal_surname": 100,
    "upn": 13,
    "title": 20,
    "middle_names": 100,
    "preferred_forename": 100,
    "preferred_surname": 100,
    "former_surname": 100,
    "external_id": 64,
    "email": 254,
    "admission_number": 20,
    "year_group": 4,
    "reg_group": 40,
    "house": 40,
    "staff_code": 20,
    "job_title": 100,
    "mis_contact_id": 64,
    "mis_student_id": 64,
    "forename": 100,
    "surname": 100,
    "relationship": 60,
    "emails": 254,
    "mobiles": 40,
    "phones": 40,
    "group_id": 100,
    "group_name": 100,
    "subject": 100,
    "academic_year": 10,
    "session": 40,
    "code": 2,
}


@dataclass(frozen=True, slots=True)
class ContactRecord:
    """One parent or carer and their tie to one student. Several rows may describe one contact."""

    mis_contact_id: str
    mis_student_id: str
    surname: str
    forename: str = ""
    title: str = ""
    relationship: str = ""
    priority: int | None = None
    has_parental_responsibility: bool | None = None
    emails: tuple[str, ...] = ()
    mobiles: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    row_number: int = 0


class GroupKind(StrEnum):
    """What a group is in the school's day."""

    CLASS = "class"
    REGISTRATION = "registration"
    YEAR = "year"
    HOUSE = "house"


class GroupRole(StrEnum):
    """What a member does in a group."""

    STUDENT = "student"
    TEACHER = "teacher"


@dataclass(frozen=True, slots=True)
class MembershipRecord:
    """One person's place in one group, as one export gives it."""

    group_kind: GroupKind
    group_id: str
    group_name: str
    role: GroupRole
    mis_id: str  # of the student or member of staff
    subject: str = ""
    academic_year: str = ""
    row_number: int = 0


@dataclass(frozen=True, slots=True)
class AttendanceRecord:
    """One attendance mark. ``session`` is AM, PM or the period's name; ``code`` is DfE's."""

    mis_student_id: str
    marked_on: date
    session: str
    code: str
    minutes_late: int | None = None
    row_number: int = 0


Record = PersonRecord | ContactRecord | MembershipRecord | AttendanceRecord

R = TypeVar("R", bound=Record)


@dataclass(frozen=True, slots=True)
class ParsedExport(Generic[R]):
    """What one export says: records, problems and which fields its columns cover.

    ``known_fields`` are our field codes whose column came with the export: a field outside it is
    unknown, and nothing that is already kept may be blanked because of it (nor is a legal surname
    for which the surname stands in among them). ``problems`` is capped;
    ``problem_counts`` (code → number) is not. ``num_left_out`` rows could not be used at all: who
    they were is not known, so they may be somebody who seems to be absent.
    """

    records: tuple[R, ...]
    known_fields: frozenset[str]
    num_rows: int
    problems: tuple[RowProblem, ...] = ()
    problem_counts: Mapping[str, int] = field(default_factory=dict)
    num_left_out: int = 0
