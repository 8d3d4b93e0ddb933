"""Integris's words for our fields. Data only.

A property of Datashare is the caption in small letters with underscores: ``Known Name`` is
``known_name``. What of this is public is said in docs/connectors/integris.md.
"""

from __future__ import annotations

from autoupdate.connectors.declare import Captions

STUDENTS: Captions = {
    "mis_id": ("Student ID",),
    "upn": ("UPN",),
    "legal_forename": ("Forename",),
    "legal_surname": ("Legal Surname", "Surname"),
    "preferred_forename": ("Known Name",),
    "date_of_birth": ("DOB",),
    "year_group": ("Current Year Group",),
    "reg_group": ("Current Class",),
    "starts_on": ("Start Date",),
    "leaves_on": ("Leaving Date",),
}

STAFF: Captions = {
    "mis_id": ("Staff ID",),
    "title": ("Title",),
    "legal_forename": ("Forename",),
    "legal_surname": ("Legal Surname", "Surname"),
    "preferred_forename": ("Known Name",),
    "date_of_birth": ("DOB",),
    "email": ("Email",),
    "job_title": ("Role",),
    "starts_on": ("Start Date",),
    "leaves_on": ("Leaving Date",),
}

CONTACTS: Captions = {
    "mis_student_id": ("Student ID",),
    "mis_contact_id": ("Contact ID",),
    "title": ("Title",),
    "forename": ("First Name",),
    "surname": ("Surname",),
    "relationship": ("Relationship",),
    "has_parental_responsibility": ("Parental Responsibility",),
    "emails": ("Email",),
    "phones": ("Phone",),
}

GROUPS: dict[str, Captions] = {
    "class_teachers": {
        "group_id": ("Group ID",),
        "group_name": ("Class",),
        "mis_id": ("Staff IDs",),
    },
    "class_students": {
        "group_id": ("Group ID",),
        "group_name": ("Class",),
        "mis_id": ("Student IDs",),
    },
}

ATTENDANCE: Captions = {
    "mis_student_id": ("Student ID",),
    "marked_on": ("Date",),
    "session": ("Session",),
    "code": ("Mark",),
}
