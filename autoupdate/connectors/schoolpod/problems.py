"""Row problems in SchoolPod's words: where each one is put right."""

from __future__ import annotations

from dataclasses import replace

from autoupdate.connectors.problems import RecordPlace, with_remedies

_PERSON = RecordPlace(
    student="People > the pupil > Edit", staff="People > the member of staff > Edit"
)
_PUPIL = "People > the pupil > Edit"
_GUARDIAN = "People > the pupil > Guardians"
_REACHED = replace(_PERSON, contact=_GUARDIAN)
_AGAIN = "SchoolPod sends every ID itself. If this stays, raise a case."

PROBLEMS = with_remedies(
    {
        "id_missing": _AGAIN,
        "student_missing": _AGAIN,
        "id_shared": "Look both people up in SchoolPod and report it to SchoolPod’s support: an ID "
        "belongs to one person only.",
        "rows_disagree": _PERSON.remedy(
            "In SchoolPod, {record}: leave one legal name and one date of birth."
        ),
        "forename_missing": _PERSON.remedy(
            "In SchoolPod, {record}: enter the first name. Somebody with one name only: put "
            "it in the last name and a hyphen in the first."
        ),
        "surname_missing": _PERSON.remedy(
            "In SchoolPod, {record}: enter the last name. Somebody with one name only: put "
            "it in the last name and a hyphen in the first."
        ),
        "name_missing": _PERSON.remedy(
            "In SchoolPod, {record}: enter the first and the last name."
        ),
        "name_without_letters": _PERSON.remedy("In SchoolPod, {record}: enter the legal name."),
        "name_too_long": _PERSON.remedy("In SchoolPod, {record}: shorten the legal name."),
        "other_name_unusable": _PERSON.remedy(
            "In SchoolPod, {record}: correct “Known as”, or leave it blank."
        ),
        "birth_date_missing": _PERSON.remedy("In SchoolPod, {record}: enter the date of birth."),
        "birth_date_unreadable": _PERSON.remedy(
            "In SchoolPod, {record}: correct the date of birth."
        ),
        "birth_date_impossible": _PERSON.remedy(
            "In SchoolPod, {record}: correct the date of birth."
        ),
        "birth_date_in_future": _PERSON.remedy(
            "In SchoolPod, {record}: correct the date of birth."
        ),
        "birth_date_implausible": _PERSON.remedy(
            "In SchoolPod, {record}: correct the date of birth."
        ),
        "upn_invalid": f"In SchoolPod, {_PUPIL}: check the UPN. Its first letter is a check on the "
        "rest. It may be left blank.",
        "upn_shared": f"In SchoolPod, look both pupils up by the UPN and correct it in {_PUPIL} of "
        "the one to whom it does not belong.",
        "email_invalid": _REACHED.remedy("In SchoolPod, {record}: correct the e-mail address."),
        "telephone_invalid": f"In SchoolPod, {_GUARDIAN}: correct the number.",
        "year_unknown": f"In SchoolPod, {_PUPIL}: choose a year that stands for a National "
        "Curriculum year.",
        "date_unreadable": _PERSON.remedy(
            "In SchoolPod, {record}: correct the day of joining or leaving."
        ),
        "contact_name_missing": f"In SchoolPod, {_GUARDIAN}: enter the last name.",
        "yes_no_unreadable": f"In SchoolPod, {_GUARDIAN}: choose whether the guardian has parental "
        "responsibility.",
        "value_too_long": _PERSON.remedy("In SchoolPod, {record}: shorten the value."),
    }
)
