"""What Arbor's approve page calls the permissions that our questions need, for people to find."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType

from autoupdate.connectors.arbor.query import Ask
from autoupdate.connectors.trouble import VendorTrouble

_STUDENTS, _UPNS, _STAFF = "Students", "Unique Pupil Numbers", "Staff"
_GUARDIANS, _CONTACT_DETAILS = "Guardians", "Contact details"
_GROUPS, _ATTENDANCE = "Groups", "Attendance"

#: Entity → the area that it belongs to.
AREAS: Mapping[str, str] = MappingProxyType(
    {
        "Student": _STUDENTS,
        "EducationalInstitutionEnrolment": _STUDENTS,
        "UkDfe_UpnAssignment": _UPNS,
        "Staff": _STAFF,
        "StaffContract": _STAFF,
        "Guardian": _GUARDIANS,
        "StudentGuardianRelationship": _GUARDIANS,
        "EmailAddress": _CONTACT_DETAILS,
        "TelephoneNumber": _CONTACT_DETAILS,
        "AcademicUnit": _GROUPS,
        "AcademicUnitEnrolment": _GROUPS,
        "AcademicUnitLead": _GROUPS,
        "RegistrationForm": _GROUPS,
        "RegistrationFormMembership": _GROUPS,
        "RegistrationFormTutor": _GROUPS,
        "AttendanceRecord": _ATTENDANCE,
    }
)


def not_permitted(ask: Ask, lost: Collection[str]) -> VendorTrouble:
    """The trouble of a list that Arbor refuses, as a whole or in properties that we cannot miss."""
    if "id" in lost:
        named = f"“{AREAS[ask.entity]}” ({ask.entity})"
    else:
        named = " and ".join(ask.named(each) for each in ask.needed if each in lost)
    return VendorTrouble("permission_missing", host="Arbor", permission=named)
