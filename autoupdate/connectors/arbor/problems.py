"""Row problems in Arbor's words: where in Arbor each one is put right."""

from __future__ import annotations

from dataclasses import replace

from autoupdate.connectors.problems import RecordPlace, with_remedies

_PERSON = RecordPlace(
    student="Students > All Students > the pupil’s profile",
    staff="School > Staff > the member of staff’s profile",
)
_PUPIL = "open the pupil’s profile (Students > All Students) and"
_GUARDIAN = "open the guardian’s profile (Students > All Students > the pupil > Guardians) and"
_ONE_NAME = (
    "Somebody with one name only: put it in Legal Last Name and a hyphen in Legal First Name."
)
_BORN = _PERSON.remedy("In Arbor, open {record} and, in Identity, correct Date of Birth.")
_SUPPORT = (
    "Arbor gives every person an ID of its own, so this is for the Service Desk: raise a case."
)
_REACHED = replace(
    _PERSON, contact="Students > All Students > the pupil > Guardians > the guardian’s profile"
)
_DATE = RecordPlace(
    student="Students > All Students > the pupil’s profile > Enrolment",
    staff="School > Staff > the member of staff’s profile > Employment",
).remedy("In Arbor, open {record} and correct the date there.")

PROBLEMS = with_remedies(
    {
        "id_missing": _SUPPORT,
        "id_too_long": _SUPPORT,
        "id_shared": _SUPPORT,
        "student_missing": _SUPPORT,
        "member_missing": _SUPPORT,
        "rows_disagree": _SUPPORT,
        "forename_missing": _PERSON.remedy(
            "In Arbor, open {record} and, in Identity, enter Legal First Name. " + _ONE_NAME
        ),
        "surname_missing": _PERSON.remedy(
            "In Arbor, open {record} and, in Identity, enter Legal Last Name. " + _ONE_NAME
        ),
        "name_missing": _PERSON.remedy(
            "In Arbor, open {record} and, in Identity, enter Legal First Name and Legal Last Name."
        ),
        "name_without_letters": _PERSON.remedy(
            "In Arbor, open {record} and, in Identity, enter the legal name."
        ),
        "name_too_long": _PERSON.remedy(
            "In Arbor, open {record} and, in Identity, shorten the legal name."
        ),
        "other_name_unusable": _PERSON.remedy(
            "In Arbor, open {record} and, in Identity, correct the preferred or middle name."
        ),
        "birth_date_missing": _PERSON.remedy(
            "In Arbor, open {record} and, in Identity, enter Date of Birth."
        ),
        "birth_date_unreadable": _BORN,
        "birth_date_impossible": _BORN,
        "birth_date_in_future": _BORN,
        "birth_date_implausible": _BORN,
        "birth_date_two_digit_year": _BORN,
        "birth_date_us_order": _BORN,
        "date_unreadable": _DATE,
        "date_us_order": _DATE,
        "upn_invalid": (
            f"In Arbor, {_PUPIL}, in Enrolment > UPN, check the UPN. Its first letter is a check "
            "on the rest."
        ),
        "upn_shared": (
            f"In Arbor, {_PUPIL}, in Enrolment > UPN, end the UPN of the pupil to whom it does "
            "not belong."
        ),
        "upn_disagrees": f"In Arbor, {_PUPIL}, in Enrolment > UPN, leave one that has no end.",
        "email_invalid": _REACHED.remedy(
            "In Arbor, open {record} and correct it in Contact Details."
        ),
        "telephone_invalid": f"In Arbor, {_GUARDIAN} correct it in Contact Details.",
        "year_unknown": (
            f"In Arbor, {_PUPIL}, in Enrolment, choose a year group that stands for a National "
            "Curriculum year."
        ),
        "number_unreadable": f"In Arbor, {_GUARDIAN} correct the priority.",
        "contact_name_missing": f"In Arbor, {_GUARDIAN}, in Identity, enter Legal Last Name.",
        "group_missing": (
            "In Arbor, School > Programmes > Courses (or Registration Forms): give the class or "
            "form a name."
        ),
        "mark_code_unknown": "In Arbor, Students > Attendance: correct the mark.",
    }
)
