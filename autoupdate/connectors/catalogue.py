"""What the seven reports are, whatever the MIS: their labels, purposes and consequences.

``declare`` builds reports from these words; nothing here knows an MIS.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from autoupdate.connectors.base import ReportCode


@dataclass(frozen=True, slots=True)
class ReportText:
    """A report in words, as every MIS's settings page shows it."""

    label: str
    purpose: str
    consequence_when_missing: str
    needs_autotext: bool = False


REPORT_TEXTS: Mapping[ReportCode, ReportText] = MappingProxyType(
    {
        ReportCode.STAFF: ReportText(
            "Staff",
            "USO accounts for members of staff, and the services that need one, such as StaffMail.",
            "Staff accounts must be requested and closed by hand.",
        ),
        ReportCode.STUDENTS: ReportText(
            "Students",
            "USO accounts for students, and the services that need one.",
            "Student accounts must be requested and closed by hand.",
        ),
        ReportCode.STAFF_FUTURE: ReportText(
            "Staff (Future)",
            "Accounts exist before a new member of staff starts. Recommended wherever Staff is "
            "accepted.",
            "Accounts are made on or after the start date. One that is needed sooner can be made "
            "under User Request Single.",
        ),
        ReportCode.STUDENTS_FUTURE: ReportText(
            "Students (Future)",
            "Accounts exist before a new student starts. Recommended wherever Students is "
            "accepted.",
            "Accounts are made on or after the start date. One that is needed sooner can be made "
            "under User Request Single.",
        ),
        ReportCode.CONTACTS: ReportText(
            "Contacts",
            "Parents and carers, for LGfL FSM (free school meals).",
            "LGfL FSM has no parents and carers to work with.",
        ),
        ReportCode.GROUPS: ReportText(
            "Groups & Classes",
            "Classes and registration groups, for Google and Microsoft provisioning.",
            "Google and Microsoft provisioning is limited: it works without classes and groups.",
        ),
        ReportCode.ATTENDANCE: ReportText(
            "Attendance",
            "Attendance marks, for Wavenet AutoText only. No LGfL service uses them.",
            "Wavenet AutoText cannot send messages about absence.",
            needs_autotext=True,
        ),
    }
)

#: What people read for a field code, where the MIS gives no reason to say it otherwise.
FIELD_LABELS: Mapping[str, str] = MappingProxyType(
    {
        "mis_id": "ID",
        "external_id": "External ID",
        "upn": "UPN",
        "title": "Title",
        "legal_forename": "Legal forename",
        "legal_surname": "Legal surname",
        "middle_names": "Middle names",
        "preferred_forename": "Preferred forename",
        "preferred_surname": "Preferred surname",
        "former_surname": "Former surname",
        "date_of_birth": "Date of birth",
        "email": "E-mail address",
        "admission_number": "Admission number",
        "year_group": "Year group",
        "reg_group": "Registration group",
        "house": "House",
        "enrolment": "Enrolment",
        "staff_code": "Staff code",
        "job_title": "Role",
        "starts_on": "Start date",
        "leaves_on": "Leaving date",
        "mis_contact_id": "Contact ID",
        "mis_student_id": "Student ID",
        "forename": "Forename",
        "surname": "Surname",
        "relationship": "Relationship",
        "priority": "Priority",
        "has_parental_responsibility": "Parental responsibility",
        "emails": "E-mail addresses",
        "mobiles": "Mobile numbers",
        "phones": "Telephone numbers",
        "phone_location": "Kind of telephone number",
        "group_id": "Group ID",
        "group_name": "Group",
        "subject": "Subject",
        "academic_year": "Academic year",
        "marked_on": "Date of the mark",
        "session": "Session",
        "code": "Mark",
        "minutes_late": "Minutes late",
    }
)

#: Fields in which the rows of one person may differ: SIMS gives a row for each value.
MULTI_VALUED = frozenset({"job_title", "email", "emails", "mobiles", "phones", "phone_location"})
