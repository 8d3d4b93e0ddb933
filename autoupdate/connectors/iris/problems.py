"""Row problems in the words of iSAMS and Ed:gen: where each one is put right."""

from __future__ import annotations

from autoupdate.connectors.problems import with_remedies

_PERSON = "Student Manager (or HR Manager for staff), the person’s record"
_AGAIN = "If it stays, raise a case: iSAMS sends it itself, and nobody can leave it out by mistake."

PROBLEMS = with_remedies(
    {
        "id_missing": f"In iSAMS or Ed:gen, open the record and save it again. {_AGAIN}",
        "id_shared": "Look both people up in iSAMS or Ed:gen and report it to IRIS support: an ID "
        "belongs to one person only.",
        "rows_disagree": f"In {_PERSON}: leave one legal name and one date of birth.",
        "forename_missing": f"In {_PERSON}: enter Forename. Somebody with one name only: put it "
        "in Surname and a hyphen in Forename.",
        "surname_missing": f"In {_PERSON}: enter Surname. Somebody with one name only: put it in "
        "Surname and a hyphen in Forename.",
        "name_missing": f"In {_PERSON}: enter Forename and Surname.",
        "name_without_letters": f"In {_PERSON}: enter the legal name.",
        "name_too_long": f"In {_PERSON}: shorten the legal name.",
        "other_name_unusable": f"In {_PERSON}: correct Preferred Name, or leave it blank.",
        "birth_date_missing": f"In {_PERSON}: enter Date of Birth.",
        "birth_date_unreadable": f"In {_PERSON}: correct Date of Birth.",
        "birth_date_impossible": f"In {_PERSON}: correct Date of Birth.",
        "birth_date_two_digit_year": f"In {_PERSON}: enter Date of Birth with four digits.",
        "birth_date_us_order": f"In {_PERSON}: correct Date of Birth.",
        "birth_date_in_future": f"In {_PERSON}: correct Date of Birth.",
        "birth_date_implausible": f"In {_PERSON}: correct Date of Birth.",
        "upn_invalid": "In Student Manager, the student’s record: check Unique Pupil Number. Its "
        "first letter is a check on the rest. It may be left blank.",
        "upn_shared": "In Student Manager, look both students up by the UPN and correct it on the "
        "record to which it does not belong.",
        "email_invalid": f"In {_PERSON}: correct School Email Address.",
        "year_unknown": "In Control Panel > School Manager > Year Groups: give the year group its "
        "Census Year Group.",
        "date_unreadable": f"In {_PERSON}: correct the enrolment or leaving date.",
        "value_too_long": f"In {_PERSON}: shorten the value.",
    }
)
