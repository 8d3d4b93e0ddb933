"""Rows with something wrong: what is said of each, and what becomes of the person or row.

For the parsers' own tests and for those that look at pages and nights.
"""

from __future__ import annotations

from dataclasses import dataclass

from tests.unit.connectors.exports import ADA, BEN, MEG, Fields, csv_text, xml

CONTACT = {
    "Student ID": "1234",
    "Contact ID": "9",
    "Contact Title": "Mr",
    "Contact Forename": "Emeka",
    "Contact Surname": "Okonkwo",
    "Relationship": "Father",
    "Priority": "1",
    "Parental Responsibility": "Yes",
    "Contact Email": "emeka@home.example",
    "Telephone": "020 7946 0000",
}
PLACE = {"Class": "7A/Ma1", "Student ID": "1234", "Subject": "Mathematics"}
MARK = {
    "Student ID": "1234",
    "Mark Date": "23/11/2026",
    "Session": "AM",
    "Mark": "/",
    "Minutes Late": "",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class BadRow:
    """An export, the one problem code it must give, and how many records must remain of it."""

    name: str
    export: str
    code: str
    field: str
    num_records: int
    sub_report: str = "students"
    num_problems: int = 1


def _student(name: str, code: str, field: str, *, times: int = 1, **changes: str) -> BadRow:
    """A student of whom something is wrong; the student remains."""
    row = {**ADA, **{caption.replace("_", " "): text for caption, text in changes.items()}}
    return BadRow(
        name=name,
        export=csv_text(row, BEN),
        code=code,
        field=field,
        num_records=2,
        num_problems=times,
    )


def _member(name: str, code: str, field: str, **changes: str) -> BadRow:
    row = {**MEG, **{caption.replace("_", " "): text for caption, text in changes.items()}}
    return BadRow(
        name=name, export=xml(row), code=code, field=field, num_records=1, sub_report="staff"
    )


def _other(
    name: str, row: Fields, code: str, field: str, *, sub_report: str, num_records: int
) -> BadRow:
    return BadRow(
        name=name,
        export=csv_text(row),
        code=code,
        field=field,
        num_records=num_records,
        sub_report=sub_report,
    )


IDENTITY = (
    BadRow(
        name="no ID",
        export=csv_text({**ADA, "ID": ""}, BEN),
        code="id_missing",
        field="mis_id",
        num_records=1,
    ),
    BadRow(
        name="an endless ID",
        export=csv_text({**ADA, "ID": "1" * 65}, BEN),
        code="id_too_long",
        field="mis_id",
        num_records=1,
    ),
    BadRow(
        name="two people with one ID",
        export=xml(ADA, {**BEN, "ID": "1234"}),
        code="id_shared",
        field="mis_id",
        num_records=1,
    ),
    BadRow(
        name="one person with two dates of birth",
        export=xml(ADA, {**ADA, "DOB": "2015-03-05T00:00:00"}),
        code="rows_disagree",
        field="date_of_birth",
        num_records=1,
    ),
    BadRow(
        name="one person with two surnames",
        export=xml(ADA, {**ADA, "Legal Surname": "Hart"}),
        code="rows_disagree",
        field="legal_surname",
        num_records=1,
    ),
    BadRow(
        name="one pupil with two UPNs",
        export=xml(ADA, {**ADA, "UPN": BEN["UPN"]}),
        code="upn_disagrees",
        field="upn",
        num_records=1,
    ),
    BadRow(
        name="a UPN that two pupils have",
        export=xml(ADA, {**BEN, "UPN": ADA["UPN"]}),
        code="upn_shared",
        field="upn",
        num_records=2,
        num_problems=2,
    ),
    _student("a UPN with a wrong check letter", "upn_invalid", "upn", UPN="A801200005001"),
    _student("a UPN cut short", "upn_invalid", "upn", UPN="B80120000500"),
)

NAMES = (
    _student("no forename", "forename_missing", "legal_forename", Forename=""),
    _student("no legal surname", "surname_missing", "legal_surname", Legal_Surname=""),
    _student("no name", "name_missing", "legal_surname", Forename="", Legal_Surname=""),
    _student("hyphens for names", "name_missing", "legal_surname", Forename="-", Legal_Surname="-"),
    _student("digits for a name", "name_without_letters", "legal_forename", Forename="12345"),
    _student("a name of 300 letters", "name_too_long", "legal_surname", Legal_Surname="Ba" * 150),
    _student("digits for a known name", "other_name_unusable", "preferred_surname", Surname="77"),
    _student(
        "a known name of 300 letters", "other_name_unusable", "preferred_surname", Surname="a" * 300
    ),
)

DATES = (
    _student("no date of birth", "birth_date_missing", "date_of_birth", DOB=""),
    _student("words for a date", "birth_date_unreadable", "date_of_birth", DOB="last spring"),
    _student("31 February", "birth_date_impossible", "date_of_birth", DOB="31/02/2012"),
    _student("a year of two digits", "birth_date_two_digit_year", "date_of_birth", DOB="04/03/15"),
    _student("the month first", "birth_date_us_order", "date_of_birth", DOB="03/24/2015"),
    _student("born tomorrow", "birth_date_in_future", "date_of_birth", DOB="24/11/2026"),
    _student("a pupil of 36", "birth_date_implausible", "date_of_birth", DOB="01/01/1990"),
    _student("a pupil of nine months", "birth_date_implausible", "date_of_birth", DOB="01/02/2026"),
    _member("a teacher of six", "birth_date_implausible", "date_of_birth", DOB="2020-01-01"),
    _member("a teacher of 120", "birth_date_implausible", "date_of_birth", DOB="1906-01-01"),
    _member("a teacher without one", "birth_date_missing", "date_of_birth", DOB="0001-01-01"),
    _member("no such start", "date_unreadable", "starts_on", Employment_Start_Date="Easter"),
    _member("start, month first", "date_us_order", "starts_on", Employment_Start_Date="9/23/2010"),
)

VALUES = (
    _member("no e-mail address", "email_invalid", "email", Work_Email="see office"),
    _student("an unknown year", "year_unknown", "year_group", Year="Year 27"),
    _student("an endless house", "value_too_long", "house", House="K" * 41),
    _member("an endless title", "value_too_long", "title", Title="The Right Honourable Lady"),
)

OTHERS = (
    _other(
        "contact without ID",
        {**CONTACT, "Contact ID": ""},
        "id_missing",
        "mis_contact_id",
        sub_report="contacts",
        num_records=0,
    ),
    _other(
        "contact with an endless ID",
        {**CONTACT, "Contact ID": "9" * 65},
        "id_too_long",
        "mis_contact_id",
        sub_report="contacts",
        num_records=0,
    ),
    _other(
        "contact of nobody",
        {**CONTACT, "Student ID": ""},
        "student_missing",
        "mis_student_id",
        sub_report="contacts",
        num_records=0,
    ),
    _other(
        "contact without surname",
        {**CONTACT, "Contact Surname": "-"},
        "contact_name_missing",
        "surname",
        sub_report="contacts",
        num_records=0,
    ),
    _other(
        "priority in words",
        {**CONTACT, "Priority": "first"},
        "number_unreadable",
        "priority",
        sub_report="contacts",
        num_records=1,
    ),
    _other(
        "responsibility unclear",
        {**CONTACT, "Parental Responsibility": "perhaps"},
        "yes_no_unreadable",
        "has_parental_responsibility",
        sub_report="contacts",
        num_records=1,
    ),
    _other(
        "note for a number",
        {**CONTACT, "Telephone": "ask grandmother"},
        "telephone_invalid",
        "phones",
        sub_report="contacts",
        num_records=1,
    ),
    _other(
        "note for an address",
        {**CONTACT, "Contact Email": "none"},
        "email_invalid",
        "emails",
        sub_report="contacts",
        num_records=1,
    ),
    _other(
        "class without name",
        {**PLACE, "Class": " "},
        "group_missing",
        "group_name",
        sub_report="class_students",
        num_records=0,
    ),
    _other(
        "class with nobody",
        {**PLACE, "Student ID": ""},
        "member_missing",
        "mis_id",
        sub_report="class_students",
        num_records=0,
    ),
    _other(
        "endless subject",
        {**PLACE, "Subject": "x" * 101},
        "value_too_long",
        "subject",
        sub_report="class_students",
        num_records=1,
    ),
    _other(
        "mark of nobody",
        {**MARK, "Student ID": ""},
        "student_missing",
        "mis_student_id",
        sub_report="attendance",
        num_records=0,
    ),
    _other(
        "mark of tomorrow",
        {**MARK, "Mark Date": "24/11/2026"},
        "mark_date_unusable",
        "marked_on",
        sub_report="attendance",
        num_records=0,
    ),
    _other(
        "mark without date",
        {**MARK, "Mark Date": ""},
        "mark_date_unusable",
        "marked_on",
        sub_report="attendance",
        num_records=0,
    ),
    _other(
        "mark without session",
        {**MARK, "Session": ""},
        "mark_session_missing",
        "session",
        sub_report="attendance",
        num_records=0,
    ),
    _other(
        "mark of no meaning",
        {**MARK, "Mark": "?"},
        "mark_code_unknown",
        "code",
        sub_report="attendance",
        num_records=0,
    ),
    _other(
        "minutes in words",
        {**MARK, "Mark": "L", "Minutes Late": "some"},
        "number_unreadable",
        "minutes_late",
        sub_report="attendance",
        num_records=1,
    ),
)

BAD_ROWS: tuple[BadRow, ...] = (*IDENTITY, *NAMES, *DATES, *VALUES, *OTHERS)
