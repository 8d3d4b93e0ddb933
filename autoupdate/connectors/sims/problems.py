"""Row problems in SIMS's words: where in SIMS each one is put right."""

from __future__ import annotations

from autoupdate.connectors.problems import RecordPlace, with_remedies

_BASIC = RecordPlace(
    student="Focus > Pupil > Pupil Details, panel Basic Details",
    staff="Focus > Person > Staff, panel Basic Details",
)
_REACHED = RecordPlace(
    student="Focus > Pupil > Pupil Details, panel Telephones and Email Addresses",
    staff="Focus > Person > Staff, panel Telephones and Email Addresses",
    contact="Focus > Person > Contacts, panel Telephones and Email Addresses",
)
_THIRD_PARTY = (
    "Put the SIMS user of the AutoUpdate software in the group Third Party Reporting, which may "
    "see IDs, and run the export again."
)
_REGION = (
    "On the computer with the AutoUpdate software, set the Windows region to English (United "
    "Kingdom) with the short date dd/MM/yyyy, and run the export again."
)
_ONE_NAME = "Somebody with one name only: put it in Surname and a hyphen in Forename."

PROBLEMS = with_remedies(
    {
        "id_missing": _THIRD_PARTY,
        "student_missing": _THIRD_PARTY,
        "member_missing": _THIRD_PARTY,
        "id_shared": (
            "Look both people up in SIMS and report it to your SIMS support: a Person ID belongs "
            "to one person only."
        ),
        "rows_disagree": _BASIC.remedy(
            "In SIMS, {record}: leave one legal name and one date of birth."
        ),
        "forename_missing": _BASIC.remedy("In SIMS, {record}: enter Legal Forename. " + _ONE_NAME),
        "surname_missing": _BASIC.remedy("In SIMS, {record}: enter Legal Surname. " + _ONE_NAME),
        "name_missing": _BASIC.remedy("In SIMS, {record}: enter Legal Forename and Legal Surname."),
        "name_without_letters": _BASIC.remedy("In SIMS, {record}: enter the legal name."),
        "name_too_long": _BASIC.remedy("In SIMS, {record}: shorten the legal name."),
        "birth_date_missing": _BASIC.remedy("In SIMS, {record}: enter Date of Birth."),
        "birth_date_unreadable": _BASIC.remedy("In SIMS, {record}: correct Date of Birth."),
        "birth_date_impossible": _BASIC.remedy("In SIMS, {record}: correct Date of Birth."),
        "birth_date_in_future": _BASIC.remedy("In SIMS, {record}: correct Date of Birth."),
        "birth_date_implausible": _BASIC.remedy(
            "In SIMS, {record}: correct Date of Birth, or see why the person is in this report."
        ),
        "birth_date_two_digit_year": _REGION,
        "birth_date_us_order": _REGION,
        "date_us_order": _REGION,
        "mark_date_unusable": _REGION,
        "upn_invalid": (
            "In SIMS, Focus > Pupil > Pupil Details, panel Registration: check the UPN. Its first "
            "letter is a check on the rest."
        ),
        "upn_shared": (
            "In SIMS, look both pupils up by the UPN and correct it in panel Registration of the "
            "one to whom it does not belong."
        ),
        "upn_disagrees": (
            "In SIMS, Focus > Pupil > Pupil Details, panel Registration: leave one UPN."
        ),
        "email_invalid": _REACHED.remedy("In SIMS, {record}: correct the address."),
        "year_unknown": (
            "In SIMS, Focus > Pupil > Pupil Details, panel Registration: choose a year group that "
            "stands for a National Curriculum year."
        ),
        "contact_name_missing": (
            "In SIMS, Focus > Person > Contacts, panel Basic Details: enter the surname."
        ),
        "group_missing": "In SIMS, Academic Management: give the class or group a name.",
        "mark_code_unknown": "In SIMS, Attendance: correct the mark.",
    }
)
