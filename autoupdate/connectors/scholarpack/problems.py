"""Row problems in ScholarPack's words: where in ScholarPack each one is put right."""

from __future__ import annotations

from autoupdate.connectors.problems import RecordPlace, with_remedies

_PERSON = RecordPlace(
    student="Pupils > the pupil > Basic Details",
    staff="Staff > the member of staff > Personal Details",
)
_PUPIL = "Pupils > the pupil > Basic Details"
_CONTACT = "Pupils > the pupil > Contacts > the contact"
_REACHED = RecordPlace(staff="Staff > the member of staff > Contact Details", contact=_CONTACT)
_ONE_NAME = "Somebody with one name only: put it in Legal Surname and a hyphen in Forename."
_BORN = _PERSON.remedy("In ScholarPack, {record}: correct Date of Birth.")
_SUPPORT = (
    "ScholarPack gives everybody an ID of its own, so this is for the Service Desk: raise a case."
)

PROBLEMS = with_remedies(
    {
        "id_missing": _SUPPORT,
        "id_too_long": _SUPPORT,
        "id_shared": _SUPPORT,
        "student_missing": _SUPPORT,
        "member_missing": _SUPPORT,
        "rows_disagree": _SUPPORT,
        "forename_missing": _PERSON.remedy(
            "In ScholarPack, {record}: enter Forename. " + _ONE_NAME
        ),
        "surname_missing": _PERSON.remedy(
            "In ScholarPack, {record}: enter Legal Surname. " + _ONE_NAME
        ),
        "name_missing": _PERSON.remedy(
            "In ScholarPack, {record}: enter Forename and Legal Surname."
        ),
        "name_without_letters": _PERSON.remedy("In ScholarPack, {record}: enter the legal name."),
        "name_too_long": _PERSON.remedy("In ScholarPack, {record}: shorten the legal name."),
        "other_name_unusable": _PERSON.remedy(
            "In ScholarPack, {record}: correct the preferred name."
        ),
        "birth_date_missing": _PERSON.remedy(
            "In ScholarPack, {record}: enter Date of Birth. Where everybody lacks it, share "
            "dates of birth: authorise again as somebody with Admin and System Admin."
        ),
        "birth_date_unreadable": _BORN,
        "birth_date_impossible": _BORN,
        "birth_date_in_future": _BORN,
        "birth_date_implausible": _BORN,
        "birth_date_two_digit_year": _BORN,
        "birth_date_us_order": _BORN,
        "upn_invalid": (
            f"In ScholarPack, {_PUPIL}: check the UPN. Its first letter is a check on the rest."
        ),
        "upn_shared": (
            f"In ScholarPack, {_PUPIL}: correct the UPN of the pupil to whom it does not belong."
        ),
        "upn_disagrees": f"In ScholarPack, {_PUPIL}: leave one UPN.",
        "email_invalid": _REACHED.remedy("In ScholarPack, {record}: correct the e-mail address."),
        "telephone_invalid": f"In ScholarPack, {_CONTACT}: correct the number.",
        "number_unreadable": f"In ScholarPack, {_CONTACT}: correct SOS Priority.",
        "year_unknown": f"In ScholarPack, {_PUPIL}: choose a National Curriculum year group.",
        "contact_name_missing": f"In ScholarPack, {_CONTACT}: enter the surname.",
        "group_missing": "In ScholarPack, Admin > School > Classes: give the form group a name.",
        "mark_code_unknown": "In ScholarPack, Attendance > Registers: correct the mark.",
    }
)
