"""ScholarPack's words for our fields. Data only.

The property names of its interface are not public: these are the words that other programs'
documents use for what they receive from it, and they will be corrected against the real interface.
"""

from __future__ import annotations

from autoupdate.connectors.declare import Captions

STUDENTS: Captions = {
    "mis_id": ("Student ID",),
    "upn": ("UPN",),
    "legal_forename": ("Legal Forename", "Forename"),
    "legal_surname": ("Legal Surname", "Surname"),
    "preferred_forename": ("Preferred Forename",),
    "preferred_surname": ("Preferred Surname",),
    "date_of_birth": ("DOB",),
    "year_group": ("Year Group",),
    "reg_group": ("Class",),
    "house": ("House",),
}

STAFF: Captions = {
    "mis_id": ("Personnel ID",),
    "title": ("Title",),
    "legal_forename": ("Legal Forename", "Forename"),
    "legal_surname": ("Legal Surname", "Surname"),
    "date_of_birth": ("DOB",),
    "email": ("Email",),
    "job_title": ("Role",),
}

CONTACTS: Captions = {
    "mis_student_id": ("Student ID",),
    "mis_contact_id": ("ID",),
    "title": ("Title",),
    "forename": ("Forename",),
    "surname": ("Surname", "Legal Surname"),
    "relationship": ("Relationship",),
    "priority": ("SOS Priority", "Contact Order"),
    "has_parental_responsibility": ("Parental Responsibility",),
    "emails": ("Home Email",),
    "phones": ("Telephone",),
}

GROUPS: dict[str, Captions] = {
    "reg_tutors": {"group_name": ("Form Group",), "mis_id": ("Personnel ID",)},
    "reg_students": {"group_name": ("Form Group", "Class"), "mis_id": ("Student ID",)},
}

ATTENDANCE: Captions = {
    "mis_student_id": ("Student ID",),
    "marked_on": ("Date",),
    "session": ("Session",),
    "code": ("Mark",),
    "minutes_late": ("Minutes Late",),
}
