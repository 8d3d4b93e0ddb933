"""SchoolPod's words for our fields: the properties of its answers. Data only.

All of this is ours; it is written down in docs/connectors/schoolpod.md.
"""

from __future__ import annotations

from autoupdate.connectors.declare import Captions

STUDENTS: Captions = {
    "mis_id": ("id",),
    "upn": ("upn",),
    "legal_forename": ("first_name",),
    "legal_surname": ("last_name",),
    "preferred_forename": ("known_as",),
    "date_of_birth": ("date_of_birth",),
    "year_group": ("year",),
    "reg_group": ("form",),
    "house": ("house",),
    "starts_on": ("joined_on",),
    "leaves_on": ("leaves_on",),
}

STAFF: Captions = {
    "mis_id": ("id",),
    "title": ("title",),
    "legal_forename": ("first_name",),
    "legal_surname": ("last_name",),
    "preferred_forename": ("known_as",),
    "date_of_birth": ("date_of_birth",),
    "email": ("email",),
    "job_title": ("role",),
    "starts_on": ("joined_on",),
    "leaves_on": ("leaves_on",),
}

CONTACTS: Captions = {
    "mis_student_id": ("student_id",),
    "mis_contact_id": ("id",),
    "title": ("title",),
    "forename": ("first_name",),
    "surname": ("last_name",),
    "relationship": ("relationship",),
    "priority": ("order",),
    "has_parental_responsibility": ("has_responsibility",),
    "emails": ("email",),
    "mobiles": ("mobile",),
    "phones": ("phone",),
}
