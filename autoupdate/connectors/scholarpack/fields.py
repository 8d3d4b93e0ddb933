"""ScholarPack's properties for our fields. Data only.

The property names of its interface are not public: these are ours, made of the words that other
programs' documents use for what they receive, and will be corrected against the real interface.
"""

from __future__ import annotations

from autoupdate.connectors.declare import Captions

STUDENTS: Captions = {
    "mis_id": ("student_id",),
    "upn": ("upn",),
    "legal_forename": ("forename",),
    "legal_surname": ("legal_surname",),
    "preferred_forename": ("preferred_forename",),
    "preferred_surname": ("surname",),
    "date_of_birth": ("dob",),
    "year_group": ("year_group",),
    "reg_group": ("class",),
    "house": ("house",),
}

STAFF: Captions = {
    "mis_id": ("personnel_id",),
    "title": ("title",),
    "legal_forename": ("forename",),
    "legal_surname": ("legal_surname",),
    "preferred_surname": ("surname",),
    "date_of_birth": ("dob",),
    "email": ("email",),
    "job_title": ("role",),
}

CONTACTS: Captions = {
    "mis_student_id": ("student_id",),
    "mis_contact_id": ("contacts.id",),
    "title": ("contacts.title",),
    "forename": ("contacts.forename",),
    "surname": ("contacts.legal_surname",),
    "relationship": ("contacts.relationship",),
    "priority": ("contacts.sos_priority",),
    "has_parental_responsibility": ("contacts.parental_responsibility",),
    "emails": ("contacts.home_email",),
    "mobiles": ("contacts.mobile",),
    "phones": ("contacts.telephone",),
}

_FORM: Captions = {"group_id": ("group_id",), "group_name": ("name",)}

#: Form groups are all the groups that ScholarPack gives.
GROUPS: dict[str, Captions] = {
    "reg_tutors": {**_FORM, "mis_id": ("staff.personnel_id",)},
    "reg_students": {**_FORM, "mis_id": ("students",)},
}

ATTENDANCE: Captions = {
    "mis_student_id": ("student_id",),
    "marked_on": ("date",),
    "session": ("session",),
    "code": ("mark",),
    "minutes_late": ("minutes_late",),
}

#: What stands in for a property that is blank: the surname people use is the legal one too where
#: no other is entered, and a contact without a place on the SOS list has one in the order.
STAND_INS = {
    "legal_surname": "surname",
    "contacts.legal_surname": "contacts.surname",
    "contacts.sos_priority": "contacts.contact_order",
}
