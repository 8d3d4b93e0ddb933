"""iSAMS's property names for our fields, as its REST interface has them. Data only.

Ed:gen is taken to be the same. Students have ``dob`` and staff ``dateOfBirth``; either
is read for both.
"""

from __future__ import annotations

from autoupdate.connectors.declare import Captions

STUDENTS: Captions = {
    "mis_id": ("schoolId",),
    "external_id": ("personGuid",),
    "upn": ("uniquePupilNumber",),
    "title": ("title",),
    "legal_forename": ("forename",),
    "legal_surname": ("surname",),
    "middle_names": ("middlenames",),
    "preferred_forename": ("preferredName",),
    "former_surname": ("previousName",),
    "date_of_birth": ("dob", "dateOfBirth"),
    "admission_number": ("schoolCode",),
    "year_group": ("yearGroup",),
    "reg_group": ("formGroup",),
    "house": ("academicHouse",),
    "email": ("schoolEmailAddress",),
    "starts_on": ("enrolmentDate",),
    "leaves_on": ("leavingDate",),
}

STAFF: Captions = {
    "mis_id": ("id",),
    "external_id": ("personGuid",),
    "staff_code": ("schoolInitials",),
    "title": ("title",),
    "legal_forename": ("forename",),
    "legal_surname": ("surname",),
    "middle_names": ("middleNames",),
    "preferred_forename": ("preferredName",),
    "former_surname": ("previousFamilyNames",),
    "date_of_birth": ("dateOfBirth", "dob"),
    "email": ("schoolEmailAddress",),
    "starts_on": ("enrolmentDate",),
    "leaves_on": ("leavingDate",),
}
