"""Arbor's property names for our fields, as its GraphQL interface has them. Data only.

A dot leads from an entity to the one it refers to.
"""

from __future__ import annotations

from autoupdate.connectors.declare import Captions

STUDENTS: Captions = {
    "mis_id": ("Student.id",),
    "upn": ("UkDfe_UpnAssignment.upn",),
    "legal_forename": ("legalFirstName",),
    "legal_surname": ("legalLastName",),
    "middle_names": ("legalMiddleNames",),
    "preferred_forename": ("preferredFirstName",),
    "preferred_surname": ("preferredLastName",),
    "date_of_birth": ("dateOfBirth",),
    "admission_number": ("studentNumber",),
    "year_group": ("displayAcademicLevel.displayName",),
    "reg_group": ("RegistrationForm.shortName", "RegistrationForm.registrationFormName"),
    "email": ("EmailAddress.emailAddress",),
    "starts_on": ("mostRecentEntryDate", "EducationalInstitutionEnrolment.entryDate"),
    "leaves_on": ("leavingDate", "EducationalInstitutionEnrolment.leavingDate"),
}

STAFF: Captions = {
    "mis_id": ("Staff.id",),
    "external_id": ("externalPersonId",),
    "staff_code": ("timetableAbbreviation", "staffNumber"),
    "title": ("title",),
    "legal_forename": ("legalFirstName",),
    "legal_surname": ("legalLastName",),
    "middle_names": ("legalMiddleNames",),
    "preferred_forename": ("preferredFirstName",),
    "preferred_surname": ("preferredLastName",),
    "date_of_birth": ("dateOfBirth",),
    "email": ("emailAddresses.displayName",),
    "job_title": ("displayJobTitle",),
    "starts_on": ("joiningDate", "StaffContract.startDate"),
    "leaves_on": ("leavingDate", "StaffContract.endDate"),
}

CONTACTS: Captions = {
    "mis_student_id": ("StudentGuardianRelationship.student",),
    "mis_contact_id": ("Guardian.id",),
    "title": ("title",),
    "forename": ("preferredFirstName", "legalFirstName"),
    "surname": ("preferredLastName", "legalLastName"),
    "relationship": ("guardianRelationshipType",),
    "priority": ("emergencyContactPriority",),
    "has_parental_responsibility": ("isLegalGuardian",),
    "emails": ("EmailAddress.emailAddress",),
    "phones": ("TelephoneNumber.number",),
    "phone_location": ("TelephoneNumber.telephoneNumberType",),
}

_CLASS: Captions = {
    "group_id": ("AcademicUnit.id",),
    "group_name": ("academicUnitName", "teachingGroupName"),
    "subject": ("subject",),
    "academic_year": ("academicYear.code",),
}
_REG: Captions = {
    "group_id": ("RegistrationForm.id",),
    "group_name": ("registrationFormName",),
}

GROUPS: dict[str, Captions] = {
    "class_teachers": {**_CLASS, "mis_id": ("AcademicUnitLead.staff",)},
    "class_students": {**_CLASS, "mis_id": ("AcademicUnitEnrolment.student",)},
    "reg_tutors": {**_REG, "mis_id": ("RegistrationFormTutor.staff",)},
    "reg_students": {**_REG, "mis_id": ("RegistrationFormMembership.student",)},
}

ATTENDANCE: Captions = {
    "mis_student_id": ("student.id",),
    "marked_on": ("startDatetime", "recordDate"),
    "session": ("session",),
    "code": ("attendanceMark.code",),
    "minutes_late": ("minutesLate",),
}
