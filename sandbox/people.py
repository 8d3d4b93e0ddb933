"""What a pretend school holds: pupils, staff, contacts, classes and marks, as frozen records.

Says nothing of how any MIS prints them. Blank text is "", an unknown date is None.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from sandbox.names import Sex

Phase = Literal["primary", "secondary"]

#: Where a phone or an e-mail address belongs: home, work or mobile.
Location = Literal["H", "W", "M"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Student:
    """One pupil. ``year_group`` is N1, N2, R or 1–13; ``upn`` valid or "".

    ``written_as`` are (caption, text) pairs that an export writes as they stand, whatever the
    record says: the way to plant a wrong value.
    """

    mis_id: int
    external_id: str
    upn: str
    admission_number: str
    legal_forename: str
    legal_surname: str
    gender: Sex
    date_of_birth: date | None
    year_group: str
    reg_group: str
    entered_on: date
    middle_names: str = ""
    preferred_forename: str = ""
    preferred_surname: str = ""
    former_surname: str = ""
    former_upn: str = ""
    house: str = ""
    email: str = ""
    leaves_on: date | None = None
    written_as: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffMember:
    """One member of staff. ``roles`` are as the MIS words them, the main one first."""

    mis_id: int
    external_id: str
    staff_code: str
    title: str
    legal_forename: str
    legal_surname: str
    gender: Sex
    date_of_birth: date | None
    roles: tuple[str, ...]
    starts_on: date
    middle_names: str = ""
    preferred_forename: str = ""
    preferred_surname: str = ""
    former_surname: str = ""
    work_email: str = ""
    leaves_on: date | None = None
    written_as: tuple[tuple[str, str], ...] = ()


Person = Student | StaffMember


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A parent or carer, with each phone and address and where it belongs."""

    mis_id: int
    external_id: str
    title: str
    forename: str
    surname: str
    gender: Sex
    phones: tuple[tuple[Location, str], ...] = ()
    emails: tuple[tuple[Location, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Tie:
    """What a contact is to a pupil. ``priority`` counts from 1."""

    student_id: int
    contact_id: int
    relationship: str
    priority: int
    has_parental_responsibility: bool


@dataclass(frozen=True, slots=True)
class TaughtClass:
    """A class with the MIS ids of its teachers and pupils."""

    class_id: int
    name: str
    subject: str
    teacher_ids: tuple[int, ...]
    student_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """One attendance mark. ``session`` is AM or PM, ``code`` the DfE's."""

    student_id: int
    marked_on: date
    session: str
    code: str
    minutes_late: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PretendSchool:
    """A school on one day. Everything follows from ``seed`` and the arguments it was made with.

    ``students`` and ``staff`` are who is there on ``today``; the future ones start later.
    ``tutors`` are pairs of a registration group and the MIS id of who looks after it. MIS ids and
    admission numbers are never given twice: ``next_mis_id`` and ``next_admission`` go up.
    """

    seed: int
    phase: Phase
    la: str
    establishment: str
    name: str
    domain: str
    today: date
    houses: tuple[str, ...]
    students: tuple[Student, ...]
    staff: tuple[StaffMember, ...]
    contacts: tuple[Contact, ...]
    ties: tuple[Tie, ...]
    classes: tuple[TaughtClass, ...]
    tutors: tuple[tuple[str, int], ...]
    future_students: tuple[Student, ...]
    future_staff: tuple[StaffMember, ...]
    next_mis_id: int
    next_admission: int

    @property
    def dfe_number(self) -> str:
        """Local authority and establishment: ``990/2001``."""
        return f"{self.la}/{self.establishment}"

    @property
    def num_people(self) -> int:
        """Pupils and staff of today: those who should have accounts."""
        return len(self.students) + len(self.staff)
