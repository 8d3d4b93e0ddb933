"""What can be wrong with one row of an export: for each code a sentence, a remedy, a severity.

The remedies here speak of "your MIS"; a connector may put them in the words of its own product.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final

from autoupdate.records import Severity

#: Kind of person → how a path for one is brought in beside another's.
_OTHERWISE: Final[Mapping[str, str]] = MappingProxyType(
    {"student": "for a pupil", "staff": "for staff", "contact": "for a contact"}
)


@dataclass(frozen=True, slots=True)
class ProblemText:
    """One row problem: what is wrong, what to do about it, and what it means for the row.

    ``remedy`` is said where nobody knows whose row it is; ``remedies`` has the words for one kind
    of person (``staff``, ``student``, ``contact``), where they are others.
    """

    sentence: str
    remedy: str
    severity: Severity
    remedies: Mapping[str, str] = field(default_factory=dict)

    def remedy_for(self, kind: str) -> str:
        """What to do about it for a person of that kind; "": of any."""
        return self.remedies.get(kind, self.remedy)


@dataclass(frozen=True, slots=True)
class Remedy:
    """What to do in one MIS: in words for anybody, and for each kind of person."""

    for_anybody: str
    by_kind: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordPlace:
    """Where in an MIS the record of a person is opened; "" for a kind that is not meant."""

    student: str = ""
    staff: str = ""
    contact: str = ""

    def remedy(self, words: str) -> Remedy:
        """The words with ``{record}`` filled in, for each kind of person and for anybody."""
        places = {kind: place for kind in _OTHERWISE if (place := getattr(self, kind))}
        first, *rest = places
        others = "; ".join(f"{_OTHERWISE[kind]}, {places[kind]}" for kind in rest)
        return Remedy(
            words.format(record=f"{places[first]} ({others})" if others else places[first]),
            {kind: words.format(record=place) for kind, place in places.items()},
        )


_OUT, _NO_ACCOUNT, _VALUE = Severity.LEFT_OUT, Severity.NO_ACCOUNT, Severity.VALUE_IGNORED

#: code → text. Every code that any parser may give is here.
GENERAL_PROBLEMS: Mapping[str, ProblemText] = MappingProxyType(
    {
        "id_missing": ProblemText(
            "The row has no ID, so nobody can tell which person it is.",
            "Check that the user who runs the export may see ID fields, then run it again.",
            _OUT,
        ),
        "id_too_long": ProblemText(
            "The ID is longer than any ID of this MIS.",
            "Run the export again. If it stays, raise a case.",
            _OUT,
        ),
        "id_shared": ProblemText(
            "The same ID is used for two different people.",
            "Find both people in your MIS and raise it with its support: an ID belongs to one "
            "person only.",
            _NO_ACCOUNT,
        ),
        "rows_disagree": ProblemText(
            "Two rows of one person give different names or dates of birth.",
            "Correct the person’s record in your MIS so that it has one legal name and one date "
            "of birth, then run the export again.",
            _NO_ACCOUNT,
        ),
        "forename_missing": ProblemText(
            "The legal forename is missing.",
            "Enter the legal forename. If the person has one name only, put it in Surname and "
            "a hyphen in Forename.",
            _NO_ACCOUNT,
        ),
        "surname_missing": ProblemText(
            "The legal surname is missing.",
            "Enter the legal surname. If the person has one name only, put it in Surname and "
            "a hyphen in Forename.",
            _NO_ACCOUNT,
        ),
        "name_missing": ProblemText(
            "The person has no name.",
            "Enter the legal forename and surname.",
            _NO_ACCOUNT,
        ),
        "name_without_letters": ProblemText(
            "The name has no letters in it.",
            "Enter the person’s legal name.",
            _NO_ACCOUNT,
        ),
        "name_too_long": ProblemText(
            "The legal name is longer than 100 characters.",
            "Shorten what is entered as the legal name; notes do not belong in a name.",
            _NO_ACCOUNT,
        ),
        "other_name_unusable": ProblemText(
            "A preferred, middle or former name has no letters or is longer than 100 characters, "
            "so it is treated as not given.",
            "Correct the name, or leave it blank.",
            _VALUE,
        ),
        "birth_date_missing": ProblemText(
            "The date of birth is missing.",
            "Enter the date of birth.",
            _NO_ACCOUNT,
        ),
        "birth_date_unreadable": ProblemText(
            "The date of birth cannot be read as a date.",
            "Enter the date of birth as day/month/year, for example 01/09/2012.",
            _NO_ACCOUNT,
        ),
        "birth_date_impossible": ProblemText(
            "The date of birth is not a day of the calendar.",
            "Correct the date of birth.",
            _NO_ACCOUNT,
        ),
        "birth_date_two_digit_year": ProblemText(
            "The date of birth has a year of two digits, so the century is not known.",
            "Set the computer’s short date format to dd/MM/yyyy and run the export again.",
            _NO_ACCOUNT,
        ),
        "birth_date_us_order": ProblemText(
            "The date of birth seems to be in American order, month first, so day and month "
            "cannot be told apart safely.",
            "Set the computer’s region to English (United Kingdom) and run the export again.",
            _NO_ACCOUNT,
        ),
        "birth_date_in_future": ProblemText(
            "The date of birth is in the future.",
            "Correct the date of birth.",
            _NO_ACCOUNT,
        ),
        "birth_date_implausible": ProblemText(
            "The date of birth makes the person too young or too old to be what the report says.",
            "Correct the date of birth, or the report in which the person is.",
            _NO_ACCOUNT,
        ),
        "date_unreadable": ProblemText(
            "A date cannot be read, so it is treated as not given.",
            "Enter the date as day/month/year with four digits for the year.",
            _VALUE,
        ),
        "date_us_order": ProblemText(
            "A date seems to be in American order, month first, so it is treated as not given.",
            "Set the computer’s region to English (United Kingdom) and run the export again.",
            _VALUE,
        ),
        "upn_invalid": ProblemText(
            "The UPN is not a valid one, so it is not used.",
            "Check the UPN against the pupil’s records; its first letter is a check on the rest.",
            _VALUE,
        ),
        "upn_shared": ProblemText(
            "Two pupils in the report have the same UPN, so it is used for neither.",
            "Find out whose UPN it is and correct the other pupil’s.",
            _VALUE,
        ),
        "upn_disagrees": ProblemText(
            "Two rows of one pupil give different UPNs, so neither is used.",
            "Correct the UPN on the pupil’s record.",
            _VALUE,
        ),
        "email_invalid": ProblemText(
            "The e-mail address is not one, so it is not used.",
            "Correct the e-mail address.",
            _VALUE,
        ),
        "telephone_invalid": ProblemText(
            "A telephone number is not one, so it is not used.",
            "Correct the number; notes belong elsewhere.",
            _VALUE,
        ),
        "year_unknown": ProblemText(
            "The year group is not one that USO knows, so it is treated as not given.",
            "Use a National Curriculum year (N1, N2, R or 1 to 14).",
            _VALUE,
        ),
        "value_too_long": ProblemText(
            "A value is longer than it can be, so it is treated as not given.",
            "Shorten the value.",
            _VALUE,
        ),
        "number_unreadable": ProblemText(
            "A value that should be a whole number is not one, so it is treated as not given.",
            "Enter a whole number.",
            _VALUE,
        ),
        "yes_no_unreadable": ProblemText(
            "A value that should say yes or no does neither, so it is treated as not given.",
            "Enter yes or no.",
            _VALUE,
        ),
        "student_missing": ProblemText(
            "The row does not say which student it belongs to.",
            "Check that the user who runs the export may see ID fields, then run it again.",
            _OUT,
        ),
        "contact_name_missing": ProblemText(
            "The contact has no surname that can be used.",
            "Enter the contact’s surname.",
            _OUT,
        ),
        "group_missing": ProblemText(
            "The row does not name a group.",
            "Give the class or registration group a name.",
            _OUT,
        ),
        "member_missing": ProblemText(
            "The row does not say who is in the group.",
            "Check that the user who runs the export may see ID fields, then run it again.",
            _OUT,
        ),
        "mark_date_unusable": ProblemText(
            "The attendance mark has no date that can be used.",
            "Run the export again with the region set to English (United Kingdom).",
            _OUT,
        ),
        "mark_session_missing": ProblemText(
            "The attendance mark does not say for which session it is.",
            "Run the export again.",
            _OUT,
        ),
        "mark_code_unknown": ProblemText(
            "The attendance mark is not one of the codes used in England.",
            "Correct the mark.",
            _OUT,
        ),
    }
)


def with_remedies(remedies: Mapping[str, str | Remedy]) -> Mapping[str, ProblemText]:
    """The general table with some remedies put in the words of one MIS; KeyError on a new code."""
    changed = {code: _put(GENERAL_PROBLEMS[code], said) for code, said in remedies.items()}
    return MappingProxyType({**GENERAL_PROBLEMS, **changed})


def _put(text: ProblemText, said: str | Remedy) -> ProblemText:
    """The text with another remedy."""
    if isinstance(said, str):
        return replace(text, remedy=said)
    return replace(text, remedy=said.for_anybody, remedies=said.by_kind)
