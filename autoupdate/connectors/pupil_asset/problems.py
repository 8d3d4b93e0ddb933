"""Row problems in Pupil Asset's words: where each blank is filled in.

Other programs drop rows with blanks; here they are kept, and each is named.
"""

from __future__ import annotations

from dataclasses import replace

from autoupdate.connectors.problems import RecordPlace, with_remedies

_PERSON = RecordPlace(
    student="Pupils > the pupil > Edit details", staff="Admin > Users > the member of staff"
)
_PUPIL = "Pupils > the pupil > Edit details"
_PARENT = "Pupils > the pupil > Parents"
_REACHED = replace(_PERSON, contact=_PARENT)
_AGAIN = "Pupil Asset sends every ID itself. If this stays, raise a case."

PROBLEMS = with_remedies(
    {
        "id_missing": _AGAIN,
        "student_missing": _AGAIN,
        "id_shared": "Look both people up in Pupil Asset and report it to Juniper support: an ID "
        "belongs to one person only.",
        "rows_disagree": _PERSON.remedy(
            "In Pupil Asset, {record}: leave one legal name and one date of birth."
        ),
        "forename_missing": _PERSON.remedy(
            "In Pupil Asset, {record}: fill in Firstname. Somebody with one name only: put "
            "it in Surname and a hyphen in Firstname."
        ),
        "surname_missing": _PERSON.remedy(
            "In Pupil Asset, {record}: fill in Surname. Somebody with one name only: put it "
            "in Surname and a hyphen in Firstname."
        ),
        "name_missing": _PERSON.remedy("In Pupil Asset, {record}: fill in Firstname and Surname."),
        "name_without_letters": _PERSON.remedy("In Pupil Asset, {record}: enter the legal name."),
        "name_too_long": _PERSON.remedy("In Pupil Asset, {record}: shorten the legal name."),
        "other_name_unusable": _PERSON.remedy(
            "In Pupil Asset, {record}: correct the preferred name, or leave it blank."
        ),
        "birth_date_missing": _PERSON.remedy("In Pupil Asset, {record}: fill in DOB."),
        "birth_date_unreadable": _PERSON.remedy("In Pupil Asset, {record}: correct DOB."),
        "birth_date_impossible": _PERSON.remedy("In Pupil Asset, {record}: correct DOB."),
        "birth_date_in_future": _PERSON.remedy("In Pupil Asset, {record}: correct DOB."),
        "birth_date_implausible": _PERSON.remedy("In Pupil Asset, {record}: correct DOB."),
        "birth_date_two_digit_year": _PERSON.remedy(
            "In Pupil Asset, {record}: enter DOB with four digits for the year."
        ),
        "birth_date_us_order": _PERSON.remedy("In Pupil Asset, {record}: correct DOB."),
        "upn_invalid": f"In Pupil Asset, {_PUPIL}: check the UPN. Its first letter is a check on "
        "the rest.",
        "upn_shared": f"In Pupil Asset, look both pupils up by the UPN and correct it in {_PUPIL} "
        "of the one to whom it does not belong.",
        "email_invalid": _REACHED.remedy("In Pupil Asset, {record}: correct the e-mail address."),
        "telephone_invalid": f"In Pupil Asset, {_PARENT}: correct the number.",
        "year_unknown": f"In Pupil Asset, {_PUPIL}: choose a year group that stands for a National "
        "Curriculum year.",
        "contact_name_missing": f"In Pupil Asset, {_PARENT}: fill in Surname.",
        "yes_no_unreadable": f"In Pupil Asset, {_PARENT}: choose Yes or No for PR.",
    }
)
