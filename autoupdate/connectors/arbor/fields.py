"""Arbor's properties for our fields, as its GraphQL interface has them. Data only.

Each is an entity and the way from it; what is asked of Arbor is made from these, so a field that is
not here, or not uploaded, is not asked for. A list (``emailAddresses``) gives one text.
"""

from __future__ import annotations

from autoupdate.connectors.declare import Captions

STUDENTS: Captions = {
    "mis_id": ("Student.id",),
    "upn": ("UkDfe_UpnAssignment.upn",),
    "legal_forename": ("Student.legalFirstName",),
    "legal_surname": ("Student.legalLastName",),
    "middle_names": ("Student.legalMiddleNames",),
    "preferred_forename": ("Student.preferredFirstName",),
    "preferred_surname": ("Student.preferredLastName",),
    "date_of_birth": ("Student.dateOfBirth",),
    "admission_number": ("Student.studentNumber",),
    "year_group": ("Student.displayAcademicLevel.displayName",),
    "reg_group": ("RegistrationForm.registrationFormName",),
    "email": ("Student.emailAddresses.displayName",),
    "starts_on": ("Student.mostRecentEntryDate",),
    "leaves_on": ("Student.leavingDate",),
}

STAFF: Captions = {
    "mis_id": ("Staff.id",),
    "external_id": ("Staff.externalPersonId",),
    "staff_code": ("Staff.timetableAbbreviation",),
    "title": ("Staff.title",),
    "legal_forename": ("Staff.legalFirstName",),
    "legal_surname": ("Staff.legalLastName",),
    "middle_names": ("Staff.legalMiddleNames",),
    "preferred_forename": ("Staff.preferredFirstName",),
    "preferred_surname": ("Staff.preferredLastName",),
    "date_of_birth": ("Staff.dateOfBirth",),
    "email": ("Staff.emailAddresses.displayName",),
    "job_title": ("Staff.displayJobTitle",),
    "starts_on": ("Staff.joiningDate",),
    "leaves_on": ("Staff.leavingDate",),
}

#: The legal names: free school meals are decided by them.
CONTACTS: Captions = {
    "mis_student_id": ("StudentGuardianRelationship.student.id",),
    "mis_contact_id": ("StudentGuardianRelationship.guardian.id",),
    "title": ("Guardian.title",),
    "forename": ("Guardian.legalFirstName",),
    "surname": ("Guardian.legalLastName",),
    "relationship": ("StudentGuardianRelationship.guardianRelationshipType",),
    "priority": ("StudentGuardianRelationship.emergencyContactPriority",),
    "has_parental_responsibility": ("StudentGuardianRelationship.isLegalGuardian",),
    "emails": ("EmailAddress.emailAddress",),
    "phones": ("TelephoneNumber.number",),
    "phone_location": ("TelephoneNumber.telephoneNumberType",),
}

_CLASS: Captions = {
    "group_id": ("AcademicUnit.id",),
    "group_name": ("AcademicUnit.academicUnitName",),
    "subject": ("AcademicUnit.subject.displayName",),
    "academic_year": ("AcademicUnit.academicYear.code",),
}
_FORM: Captions = {
    "group_id": ("RegistrationForm.id",),
    "group_name": ("RegistrationForm.registrationFormName",),
    "academic_year": ("RegistrationForm.academicYear.code",),
}

GROUPS: dict[str, Captions] = {
    "class_teachers": {**_CLASS, "mis_id": ("AcademicUnitLead.staff.id",)},
    "class_students": {**_CLASS, "mis_id": ("AcademicUnitEnrolment.student.id",)},
    "reg_tutors": {**_FORM, "mis_id": ("RegistrationFormTutor.staff.id",)},
    "reg_students": {**_FORM, "mis_id": ("RegistrationFormMembership.student.id",)},
}

ATTENDANCE: Captions = {
    "mis_student_id": ("AttendanceRecord.student.id",),
    "marked_on": ("AttendanceRecord.startDatetime",),
    "session": ("session",),
    "code": ("AttendanceRecord.attendanceMark.code",),
    "minutes_late": ("AttendanceRecord.minutesLate",),
}
