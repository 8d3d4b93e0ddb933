"""Row problems in the words of iSAMS and Ed:gen: where each one is put right."""

from __future__ import annotations

from autoupdate.connectors.problems import RecordPlace, with_remedies

_PERSON = RecordPlace(
    student="Student Manager, the student’s record",
    staff="HR Manager, the member of staff’s record",
)
_AGAIN = "If it stays, raise a case: iSAMS sends it itself, and nobody can leave it out by mistake."

PROBLEMS = with_remedies(
    {
        "id_missing": f"In iSAMS or Ed:gen, open the record and save it again. {_AGAIN}",
        "id_shared": "Look both people up in iSAMS or Ed:gen and report it to IRIS support: an ID "
        "belongs to one person only.",
        "rows_disagree": _PERSON.remedy("In {record}: leave one legal name and one date of birth."),
        "forename_missing": _PERSON.remedy(
            "In {record}: enter Forename. Somebody with one name only: put it in Surname "
            "and a hyphen in Forename."
        ),
        "surname_missing": _PERSON.remedy(
            "In {record}: enter Surname. Somebody with one name only: put it in Surname and "
            "a hyphen in Forename."
        ),
        "name_missing": _PERSON.remedy("In {record}: enter Forename and Surname."),
        "name_without_letters": _PERSON.remedy("In {record}: enter the legal name."),
        "name_too_long": _PERSON.remedy("In {record}: shorten the legal name."),
        "other_name_unusable": _PERSON.remedy(
            "In {record}: correct Preferred Name, or leave it blank."
        ),
        "birth_date_missing": _PERSON.remedy("In {record}: enter Date of Birth."),
        "birth_date_unreadable": _PERSON.remedy("In {record}: correct Date of Birth."),
        "birth_date_impossible": _PERSON.remedy("In {record}: correct Date of Birth."),
        "birth_date_two_digit_year": _PERSON.remedy(
            "In {record}: enter Date of Birth with four digits."
        ),
        "birth_date_us_order": _PERSON.remedy("In {record}: correct Date of Birth."),
        "birth_date_in_future": _PERSON.remedy("In {record}: correct Date of Birth."),
        "birth_date_implausible": _PERSON.remedy("In {record}: correct Date of Birth."),
        "upn_invalid": "In Student Manager, the student’s record: check Unique Pupil Number. Its "
        "first letter is a check on the rest. It may be left blank.",
        "upn_shared": "In Student Manager, look both students up by the UPN and correct it on the "
        "record to which it does not belong.",
        "email_invalid": _PERSON.remedy("In {record}: correct School Email Address."),
        "year_unknown": "In Control Panel > School Manager > Year Groups: give the year group its "
        "Census Year Group.",
        "date_unreadable": _PERSON.remedy("In {record}: correct the enrolment or leaving date."),
        "value_too_long": _PERSON.remedy("In {record}: shorten the value."),
    }
)
