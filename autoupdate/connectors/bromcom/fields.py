"""Bromcom's words for our fields, as its public interfaces have them. Data only."""

from __future__ import annotations

from autoupdate.connectors.declare import Captions

STUDENTS: Captions = {
    "mis_id": ("studentId",),
    "upn": ("upn",),
    "legal_forename": ("legalFirstName", "firstName"),
    "legal_surname": ("legalLastName", "lastName"),
    "middle_names": ("middleName",),
    "preferred_forename": ("preferredFirstName",),
    "preferred_surname": ("preferredLastName",),
    "date_of_birth": ("dateOfBirth",),
    "admission_number": ("admissionNumber",),
    "year_group": ("yearGroup", "chronologicalYearGroup"),
    "reg_group": ("tutorGroupName", "tutorGroup"),
    "house": ("house",),
    "enrolment": ("enrolmentStateName",),
    "email": ("studentEmail",),
    "starts_on": ("startDate",),
    "leaves_on": ("endDate",),
}

STAFF: Captions = {
    "mis_id": ("staffId",),
    "staff_code": ("staffCode",),
    "title": ("title",),
    "legal_forename": ("legalFirstName", "firstName"),
    "legal_surname": ("legalLastName", "lastName"),
    "middle_names": ("middleName",),
    "preferred_forename": ("preferredFirstName",),
    "preferred_surname": ("preferredLastName",),
    "date_of_birth": ("dateOfBirth",),
    "email": ("workEmail",),
    "job_title": ("jobTitle",),
    "starts_on": ("startDate",),
    "leaves_on": ("endDate",),
}

CONTACTS: Captions = {
    "mis_student_id": ("studentId",),
    "mis_contact_id": ("contactId",),
    "title": ("title",),
    "forename": ("firstName",),
    "surname": ("lastName", "contactName"),
    "relationship": ("contactRelationship",),
    "priority": ("contactPriority",),
    "has_parental_responsibility": ("contactParentalResponsibility",),
    "emails": ("contactEmail",),
    "phones": ("contactTelephone",),
}

ATTENDANCE: Captions = {
    "mis_student_id": ("studentId",),
    "marked_on": ("calendarStartDate",),
    "session": ("periodDisplayName",),
    "code": ("mark",),
    "minutes_late": ("minutesLate",),
}

#: A column that this report never has: the file came under another's name.
NOT_IN_STAFF = {"studentId": "Students", "contactId": "Contacts"}
NOT_IN_STUDENTS = {"staffId": "Staff", "contactId": "Contacts", "mark": "Attendance"}
NOT_IN_CONTACTS = {"staffId": "Staff", "upn": "Students"}
