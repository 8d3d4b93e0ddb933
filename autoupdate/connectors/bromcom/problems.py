"""Row problems in Bromcom's words: where in Bromcom each one is put right."""

from __future__ import annotations

from dataclasses import replace

from autoupdate.connectors.problems import RecordPlace, with_remedies

_PERSON = RecordPlace(
    student="Modules > Student > Student Details, panel Basic Details",
    staff="Modules > Staff > Staff Details, panel Basic Details",
)
_STUDENT = "Modules > Student > Student Details, panel Enrolment"
_CONTACT = "Modules > Student > Student Details, panel Contacts"
_REACHED = replace(_PERSON, contact=_CONTACT)
_AGAIN = (
    "In Bromcom, open Config > Setup > Atomwide Integration Settings and send again. If it stays, "
    "raise a case: Bromcom sends every ID itself."
)

PROBLEMS = with_remedies(
    {
        "id_missing": _AGAIN,
        "student_missing": _AGAIN,
        "id_shared": "Look both people up in Bromcom and report it to Bromcom support: an ID "
        "belongs to one person only.",
        "rows_disagree": _PERSON.remedy(
            "In Bromcom, {record}: leave one legal name and one date of birth."
        ),
        "forename_missing": _PERSON.remedy(
            "In Bromcom, {record}: enter Legal First Name. Somebody with one name only: put "
            "it in Legal Last Name and a hyphen in Legal First Name."
        ),
        "surname_missing": _PERSON.remedy(
            "In Bromcom, {record}: enter Legal Last Name. Somebody with one name only: put "
            "it in Legal Last Name and a hyphen in Legal First Name."
        ),
        "name_missing": _PERSON.remedy(
            "In Bromcom, {record}: enter Legal First Name and Legal Last Name."
        ),
        "name_without_letters": _PERSON.remedy("In Bromcom, {record}: enter the legal name."),
        "name_too_long": _PERSON.remedy("In Bromcom, {record}: shorten the legal name."),
        "other_name_unusable": _PERSON.remedy(
            "In Bromcom, {record}: correct the preferred name, or leave it blank."
        ),
        "birth_date_missing": _PERSON.remedy("In Bromcom, {record}: enter Date of Birth."),
        "birth_date_unreadable": _PERSON.remedy("In Bromcom, {record}: correct Date of Birth."),
        "birth_date_impossible": _PERSON.remedy("In Bromcom, {record}: correct Date of Birth."),
        "birth_date_two_digit_year": _PERSON.remedy(
            "In Bromcom, {record}: enter Date of Birth with four digits for the year."
        ),
        "birth_date_us_order": _PERSON.remedy("In Bromcom, {record}: correct Date of Birth."),
        "birth_date_in_future": _PERSON.remedy("In Bromcom, {record}: correct Date of Birth."),
        "birth_date_implausible": _PERSON.remedy(
            "In Bromcom, {record}: correct Date of Birth, or see why the person is in this report."
        ),
        "date_us_order": _PERSON.remedy("In Bromcom, {record}: correct the start or end date."),
        "date_unreadable": _PERSON.remedy("In Bromcom, {record}: correct the start or end date."),
        "upn_invalid": f"In Bromcom, {_STUDENT}: check the UPN. Its first letter is a check on the "
        "rest.",
        "upn_shared": f"In Bromcom, look both pupils up by the UPN and correct it in {_STUDENT} "
        "of the one to whom it does not belong.",
        "upn_disagrees": f"In Bromcom, {_STUDENT}: leave one UPN.",
        "email_invalid": _REACHED.remedy("In Bromcom, {record}: correct the e-mail address."),
        "telephone_invalid": f"In Bromcom, {_CONTACT}: correct the number; notes belong elsewhere.",
        "year_unknown": f"In Bromcom, {_STUDENT}: choose a year group that stands for a National "
        "Curriculum year.",
        "contact_name_missing": f"In Bromcom, {_CONTACT}: enter the last name.",
        "mark_date_unusable": _AGAIN,
        "mark_session_missing": _AGAIN,
        "mark_code_unknown": "In Bromcom, Modules > Attendance: correct the mark.",
    }
)
