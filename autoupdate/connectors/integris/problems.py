"""Row problems in Integris's words: where in Integris each one is put right."""

from __future__ import annotations

from dataclasses import replace

from autoupdate.connectors.problems import RecordPlace, with_remedies

_PERSON = RecordPlace(
    student="Modules > Pupil > Pupil Details", staff="Modules > Staff > Staff Details"
)
_PUPIL = "Modules > Pupil > Pupil Details"
_CONTACT = "Modules > Pupil > Pupil Details, tab Contacts"
_REACHED = replace(_PERSON, contact=_CONTACT)
_GRANT = (
    "In Modules > System Management > Integris Datashare, open AutoUpdate and see that its ID "
    "fields are ticked. If it stays, raise a case."
)

PROBLEMS = with_remedies(
    {
        "id_missing": _GRANT,
        "student_missing": _GRANT,
        "member_missing": _GRANT,
        "id_shared": "Look both people up in Integris and report it to RM support: an ID belongs "
        "to one person only.",
        "rows_disagree": _PERSON.remedy(
            "In Integris, {record}: leave one legal name and one date of birth."
        ),
        "forename_missing": _PERSON.remedy(
            "In Integris, {record}: enter Forename. Somebody with one name only: put it in "
            "Surname and a hyphen in Forename."
        ),
        "surname_missing": _PERSON.remedy(
            "In Integris, {record}: enter Surname. Somebody with one name only: put it in "
            "Surname and a hyphen in Forename."
        ),
        "name_missing": _PERSON.remedy("In Integris, {record}: enter Forename and Surname."),
        "name_without_letters": _PERSON.remedy("In Integris, {record}: enter the legal name."),
        "name_too_long": _PERSON.remedy("In Integris, {record}: shorten the legal name."),
        "other_name_unusable": _PERSON.remedy(
            "In Integris, {record}: correct Known Name, or leave it blank."
        ),
        "birth_date_missing": _PERSON.remedy("In Integris, {record}: enter DOB."),
        "birth_date_unreadable": _PERSON.remedy("In Integris, {record}: correct DOB."),
        "birth_date_impossible": _PERSON.remedy("In Integris, {record}: correct DOB."),
        "birth_date_in_future": _PERSON.remedy("In Integris, {record}: correct DOB."),
        "birth_date_implausible": _PERSON.remedy("In Integris, {record}: correct DOB."),
        "birth_date_two_digit_year": _PERSON.remedy(
            "In Integris, {record}: enter DOB with four digits for the year."
        ),
        "birth_date_us_order": _PERSON.remedy(
            "In Integris, {record}: correct DOB: the day comes first."
        ),
        "date_us_order": _PERSON.remedy(
            "In Integris, {record}: correct the start or leaving date."
        ),
        "date_unreadable": _PERSON.remedy(
            "In Integris, {record}: correct the start or leaving date."
        ),
        "upn_invalid": f"In Integris, {_PUPIL}: check the UPN. Its first letter is a check on the "
        "rest.",
        "upn_shared": f"In Integris, look both pupils up by the UPN and correct it in {_PUPIL} of "
        "the one to whom it does not belong.",
        "email_invalid": _REACHED.remedy("In Integris, {record}: correct the e-mail address."),
        "telephone_invalid": f"In Integris, {_CONTACT}: correct the number; notes belong "
        "elsewhere.",
        "year_unknown": f"In Integris, {_PUPIL}: choose a year group that stands for a National "
        "Curriculum year.",
        "contact_name_missing": f"In Integris, {_CONTACT}: enter the surname.",
        "group_missing": "In Integris, Modules > Classes: give the class a name.",
        "mark_code_unknown": "In Integris, Modules > Attendance: correct the mark.",
        "mark_date_unusable": "In Integris, Modules > Attendance: correct the date of the mark.",
    }
)
