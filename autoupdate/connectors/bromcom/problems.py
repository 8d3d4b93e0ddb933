"""Row problems in Bromcom's words: where in Bromcom each one is put right."""

from __future__ import annotations

from autoupdate.connectors.problems import with_remedies

_PERSON = "Modules > Student > Student Details (or Staff > Staff Details), panel Basic Details"
_STUDENT = "Modules > Student > Student Details, panel Enrolment"
_CONTACT = "Modules > Student > Student Details, panel Contacts"
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
        "rows_disagree": f"In Bromcom, {_PERSON}: leave one legal name and one date of birth.",
        "forename_missing": f"In Bromcom, {_PERSON}: enter Legal First Name. Somebody with one "
        "name only: put it in Legal Last Name and a hyphen in Legal First Name.",
        "surname_missing": f"In Bromcom, {_PERSON}: enter Legal Last Name. Somebody with one name "
        "only: put it in Legal Last Name and a hyphen in Legal First Name.",
        "name_missing": f"In Bromcom, {_PERSON}: enter Legal First Name and Legal Last Name.",
        "name_without_letters": f"In Bromcom, {_PERSON}: enter the legal name.",
        "name_too_long": f"In Bromcom, {_PERSON}: shorten the legal name.",
        "other_name_unusable": f"In Bromcom, {_PERSON}: correct the preferred name, or leave it "
        "blank.",
        "birth_date_missing": f"In Bromcom, {_PERSON}: enter Date of Birth.",
        "birth_date_unreadable": f"In Bromcom, {_PERSON}: correct Date of Birth.",
        "birth_date_impossible": f"In Bromcom, {_PERSON}: correct Date of Birth.",
        "birth_date_two_digit_year": f"In Bromcom, {_PERSON}: enter Date of Birth with four "
        "digits for the year.",
        "birth_date_us_order": f"In Bromcom, {_PERSON}: correct Date of Birth.",
        "birth_date_in_future": f"In Bromcom, {_PERSON}: correct Date of Birth.",
        "birth_date_implausible": f"In Bromcom, {_PERSON}: correct Date of Birth, or see why the "
        "person is in this report.",
        "date_us_order": f"In Bromcom, {_PERSON}: correct the start or end date.",
        "date_unreadable": f"In Bromcom, {_PERSON}: correct the start or end date.",
        "upn_invalid": f"In Bromcom, {_STUDENT}: check the UPN. Its first letter is a check on the "
        "rest.",
        "upn_shared": f"In Bromcom, look both pupils up by the UPN and correct it in {_STUDENT} "
        "of the one to whom it does not belong.",
        "upn_disagrees": f"In Bromcom, {_STUDENT}: leave one UPN.",
        "email_invalid": f"In Bromcom, {_PERSON} (for a contact, panel Contacts): correct the "
        "e-mail address.",
        "telephone_invalid": f"In Bromcom, {_CONTACT}: correct the number; notes belong elsewhere.",
        "year_unknown": f"In Bromcom, {_STUDENT}: choose a year group that stands for a National "
        "Curriculum year.",
        "contact_name_missing": f"In Bromcom, {_CONTACT}: enter the last name.",
        "mark_date_unusable": _AGAIN,
        "mark_session_missing": _AGAIN,
        "mark_code_unknown": "In Bromcom, Modules > Attendance: correct the mark.",
    }
)
