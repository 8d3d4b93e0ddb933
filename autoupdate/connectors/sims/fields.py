"""SIMS's captions for our fields, sub-report by sub-report. Data only.

The report definition "Atomwide USO Export" is not public. The first caption of a field is the one
this portal asks for; the others occur in public report models of SIMS and are accepted as well.
"""

from __future__ import annotations

from autoupdate.connectors.declare import Captions

STUDENTS: Captions = {
    "mis_id": ("ID", "primary_id", "Person ID"),
    "external_id": ("External ID",),
    "upn": ("UPN",),
    "legal_forename": ("Legal Forename", "LegalForename", "FirstNameLegal", "Forename"),
    "legal_surname": ("Legal Surname", "LegalSurname", "LastNameLegal"),
    "middle_names": ("Middle Names", "Middle Name(s)", "Middle Name", "Middlenames"),
    "preferred_forename": (
        "Preferred Forename",
        "PreferredForename",
        "Chosen Name",
        "ChosenName",
    ),
    "preferred_surname": ("Preferred Surname", "PreferredSurname", "Surname"),
    "former_surname": ("Former Surname",),
    "date_of_birth": ("DOB", "Date of Birth", "DateOfBirth", "Birth Date"),
    "admission_number": ("Adno", "Admission Number", "Admission no.", "Admission No"),
    "year_group": ("Year", "Year Group", "NC Year", "Year taught in Code", "Year taught in"),
    "reg_group": ("Reg", "Reg Group", "Registration Group"),
    "house": ("House",),
    "email": ("Primary Email", "Email", "Email Address"),
    "starts_on": ("Start Date", "Date of Admission", "Admission Date"),
    "leaves_on": ("Leaving Date", "Date of Leaving"),
}

STAFF: Captions = {
    "mis_id": ("ID", "primary_id", "Person ID"),
    "external_id": ("External ID",),
    "staff_code": ("Staff Code", "ShortName", "Short Name"),
    "title": ("Title", "Title Code"),
    "legal_forename": ("Legal Forename", "LegalForename", "FirstNameLegal", "Forename"),
    "legal_surname": ("Legal Surname", "LegalSurname", "LastNameLegal", "Surname"),
    "middle_names": ("Middle Names", "Middle Name(s)", "Middle Name", "Middlenames"),
    "preferred_forename": ("Preferred Forename", "PreferredForename"),
    "preferred_surname": ("Preferred Surname", "PreferredSurname"),
    "former_surname": ("Former Surname",),
    "date_of_birth": ("DOB", "Date of Birth", "DateOfBirth", "Birth Date"),
    "email": ("Work Email", "Primary Email", "Email", "Email Address"),
    "job_title": ("Role Text", "Role", "Post", "Job Title"),
    "starts_on": ("Employment Start Date", "Employment Start", "Start Date"),
    "leaves_on": ("Employment End Date", "Employment End", "Leaving Date", "End Date"),
}

CONTACTS: Captions = {
    "mis_student_id": ("Student ID", "Pupil ID", "ID", "primary_id"),
    "mis_contact_id": ("Contact ID", "Contact Person ID"),
    "title": ("Contact Title", "Title"),
    "forename": ("Contact Forename", "Forename"),
    "surname": ("Contact Surname", "Surname"),
    "relationship": ("Relationship", "Relationship to Student"),
    "priority": ("Priority", "Contact Priority", "Order"),
    "has_parental_responsibility": ("Parental Responsibility", "Responsibility"),
    "emails": ("Contact Email", "Email", "Email Address", "Home Email"),
    "mobiles": ("Mobile", "Mobile Number", "Mobile Telephone"),
    "phones": ("Telephone", "Telephone Number", "Home Telephone"),
    "phone_location": ("Telephone Location", "Telephone Type", "Location"),
}

# In these, ``primary_id`` is the row's own key: of the class or group, not of its member.
CLASS_TEACHERS: Captions = {
    "group_name": ("Class", "Class Name"),
    "group_id": ("Class ID",),
    "mis_id": ("Staff ID", "ID"),
    "subject": ("Subject",),
    "academic_year": ("Academic Year",),
}

CLASS_STUDENTS: Captions = {
    "group_name": ("Class", "Class Name"),
    "group_id": ("Class ID",),
    "mis_id": ("Student ID", "Pupil ID", "ID"),
    "subject": ("Subject",),
    "academic_year": ("Academic Year",),
}

REG_TUTORS: Captions = {
    "group_name": ("Reg", "Reg Group", "Registration Group"),
    "group_id": ("Reg Group ID",),
    "mis_id": ("Staff ID", "ID"),
    "academic_year": ("Academic Year",),
}

REG_STUDENTS: Captions = {
    "group_name": ("Reg", "Reg Group", "Registration Group"),
    "group_id": ("Reg Group ID",),
    "mis_id": ("Student ID", "Pupil ID", "ID"),
    "academic_year": ("Academic Year",),
}

ATTENDANCE: Captions = {
    "mis_student_id": ("Student ID", "Pupil ID", "ID", "primary_id"),
    "marked_on": ("Mark Date", "Date"),
    "session": ("Session", "Period", "AM/PM"),
    "code": ("Mark", "Attendance Code", "Code"),
    "minutes_late": ("Minutes Late",),
}

#: A column that no staff report has, and the other way about: the file went to the wrong place.
NOT_IN_STAFF = {
    "UPN": "Students",
    "Adno": "Students",
    "Admission Number": "Students",
    "Year Group": "Students",
    "Contact ID": "Contacts",
}
NOT_IN_STUDENTS = {
    "Staff Code": "Staff",
    "Employment Start Date": "Staff",
    "Work Email": "Staff",
    "Role Text": "Staff",
    "Contact ID": "Contacts",
    "Mark Date": "Attendance",
}
NOT_IN_CONTACTS = {"UPN": "Students", "Staff Code": "Staff"}
