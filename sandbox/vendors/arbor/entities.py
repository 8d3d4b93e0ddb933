"""What can be asked of Arbor: entities, their properties and the permission areas. Data only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class To:
    """A property that leads to another entity."""

    entity: str


@dataclass(frozen=True, slots=True)
class Parts:
    """A property with parts of its own, or a list of such."""

    names: frozenset[str]


Property = To | Parts | None
Properties = Mapping[str, Property]


def _plain(names: str) -> dict[str, Property]:
    return dict.fromkeys(names.split())


def _parts(names: str) -> Parts:
    return Parts(frozenset(names.split()))


_YEAR: Final = {"academicYear": _parts("code displayName")}
_NAMES: Final = "id title legalFirstName legalLastName preferredFirstName preferredLastName"
_SPAN: Final = "id startDate endDate"
_EMAILS: Final = {"emailAddresses": _parts("displayName emailAddressType")}
_STUDENT, _STAFF, _UNIT, _FORM = (
    To("Student"),
    To("Staff"),
    To("AcademicUnit"),
    To("RegistrationForm"),
)

ENTITIES: Final[Mapping[str, Properties]] = {
    "Student": {
        **_plain(
            "id legalFirstName legalMiddleNames legalLastName preferredFirstName preferredLastName "
            "dateOfBirth gender studentNumber uniqueLearnerNumber legacySystemId "
            "mostRecentEntryDate leavingDate displayName"
        ),
        "displayAcademicLevel": _parts("displayName"),
        **_EMAILS,
    },
    "UkDfe_UpnAssignment": {
        **_plain("id upn startDatetime endDatetime isTemporary issuedYear"),
        "student": _STUDENT,
    },
    "EducationalInstitutionEnrolment": {
        **_plain("id entryDate leavingDate enrolmentMode"),
        "student": _STUDENT,
    },
    "AcademicLevelMembership": {
        **_plain(_SPAN),
        "student": _STUDENT,
        "academicLevel": _parts("id displayName shortName"),
    },
    "Staff": {
        **_plain(_NAMES),
        **_plain(
            "legalMiddleNames dateOfBirth gender staffNumber timetableAbbreviation "
            "externalPersonId joiningDate leavingDate isActiveInSchool isActiveTeachingInSchool "
            "displayJobTitle displayName"
        ),
        **_EMAILS,
    },
    "StaffContract": {**_plain(_SPAN), **_plain("expectedEndDate payrollNumber"), "staff": _STAFF},
    "Guardian": _plain(_NAMES),
    "StudentGuardianRelationship": {
        **_plain(
            "id guardianRelationshipType isLegalGuardian isPrimaryGuardian emergencyContactPriority"
        ),
        "student": _STUDENT,
        "guardian": To("Guardian"),
    },
    "EmailAddress": {
        **_plain("id emailAddressType emailAddress dataOrder"),
        "emailAddressOwner": _parts("entityType id"),
    },
    "TelephoneNumber": {
        **_plain("id telephoneNumberType number dataOrder"),
        "numberOwner": _parts("entityType id"),
    },
    "AcademicUnit": {
        **_plain(_SPAN),
        **_plain("academicUnitName shortName academicUnitCode"),
        **_YEAR,
        "subject": _parts("id displayName"),
    },
    "AcademicUnitEnrolment": {**_plain(_SPAN), "academicUnit": _UNIT, "student": _STUDENT},
    "AcademicUnitLead": {**_plain(_SPAN), "academicUnit": _UNIT, "staff": _STAFF},
    "TeachingGroup": {**_plain("id teachingGroupName"), **_YEAR},
    "RegistrationForm": {**_plain("id registrationFormName shortName code"), **_YEAR},
    "RegistrationFormMembership": {
        **_plain(_SPAN),
        "registrationForm": _FORM,
        "student": _STUDENT,
    },
    "RegistrationFormTutor": {**_plain(_SPAN), "registrationForm": _FORM, "staff": _STAFF},
    "AttendanceRecord": {
        **_plain("id startDatetime endDatetime minutesLate isRedundant"),
        "student": _STUDENT,
        "attendanceMark": _parts("code isStatisticalPresent isDefaultLate"),
    },
    "AttendanceRollCallRecord": _plain("id recordDate"),
}

#: What a school approves, by the area's name.
AREAS: Final[Mapping[str, tuple[str, ...]]] = {
    "Students": ("Student", "EducationalInstitutionEnrolment", "AcademicLevelMembership"),
    "Unique Pupil Numbers": ("UkDfe_UpnAssignment",),
    "Staff": ("Staff", "StaffContract"),
    "Guardians": ("Guardian", "StudentGuardianRelationship"),
    "Contact details": ("EmailAddress", "TelephoneNumber"),
    "Groups": (
        "AcademicUnit",
        "AcademicUnitEnrolment",
        "AcademicUnitLead",
        "TeachingGroup",
        "RegistrationForm",
        "RegistrationFormMembership",
        "RegistrationFormTutor",
    ),
    "Attendance": ("AttendanceRecord", "AttendanceRollCallRecord"),
}

AREA_OF: Final = {entity: area for area, entities in AREAS.items() for entity in entities}
