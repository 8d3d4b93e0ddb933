"""Pupil Asset's words for our fields. Data only.

A property is the caption in small letters with underscores: ``Pupil ID`` is ``pupil_id``. What of
this is public is said in docs/connectors/pupil_asset.md.
"""

from __future__ import annotations

from autoupdate.connectors.declare import Captions

STUDENTS: Captions = {
    "mis_id": ("Pupil ID",),
    "upn": ("UPN",),
    "legal_forename": ("Firstname",),
    "legal_surname": ("Legal Surname", "Surname"),
    "date_of_birth": ("DOB",),
    "year_group": ("Year Group",),
    "reg_group": ("Class",),
    "house": ("House",),
}

STAFF: Captions = {
    "mis_id": ("User ID",),
    "title": ("Title",),
    "legal_forename": ("Firstname",),
    "legal_surname": ("Legal Surname", "Surname"),
    "preferred_forename": ("Preferred Forename",),
    "preferred_surname": ("Preferred Surname",),
    "date_of_birth": ("DOB",),
    "email": ("Email",),
}

CONTACTS: Captions = {
    "mis_student_id": ("Pupil ID",),
    "mis_contact_id": ("Parent ID",),
    "title": ("Title",),
    "forename": ("Forename",),
    "surname": ("Surname",),
    "relationship": ("Relationship Code",),
    "has_parental_responsibility": ("PR",),
    "emails": ("Email",),
    "phones": ("Phone",),
}
