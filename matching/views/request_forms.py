"""The forms of User Request Single, one for each kind. They check what was typed, nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.forms import NameField, PortalForm
from accounts.models import AccountKind
from accounts.widgets import DatePartsField
from accounts.words import YEARS

#: So far ahead an account may be asked for.
FURTHEST_START = timedelta(days=550)
#: Kind → the youngest and the oldest that anybody of it can be, in years.
AGES: Final[Mapping[str, tuple[int, int]]] = {
    AccountKind.STUDENT: (1, 25),
    AccountKind.STAFF: (14, 100),
}
_WIDE = {"class": "govuk-input--width-20", "autocomplete": "off"}
_LONG = {"autocomplete": "off"}


def _text(
    label: str,
    *,
    longest: int = 100,
    missing: str = "",
    field: type[forms.CharField] = forms.CharField,
    **more: Any,
) -> forms.CharField:
    """A line of text; it must be filled in where ``missing`` says so."""
    messages = {"required": missing, "max_length": f"{label}: use {longest} letters or fewer"}
    return field(
        label=label,
        max_length=longest,
        required=bool(missing),
        widget=forms.TextInput(more.pop("attrs", _WIDE)),
        error_messages=messages,
        **more,
    )


class RequestForm(PortalForm):
    """What an account needs, whoever it is for."""

    kind: str
    legal_forename = _text("Legal forename", missing="Enter the legal forename", field=NameField)
    legal_surname = _text(
        "Legal surname",
        field=NameField,
        help_text="Leave it empty only for somebody who has one name.",
    )
    preferred_forename = _text(
        "Preferred forename", field=NameField, help_text="If they use another one."
    )
    preferred_surname = _text(
        "Preferred surname", field=NameField, help_text="If they use another one."
    )
    date_of_birth = DatePartsField(
        label="Date of birth",
        help_text="As it is, or will be, in the MIS: by names and date of birth the account is "
        "linked once the MIS names this person.",
        error_messages={"required": "Enter the date of birth, for example 27 3 2014"},
    )
    starts_on = DatePartsField(
        label="Start date",
        required=False,
        error_messages=DatePartsField.AHEAD,
        help_text="If they have not started yet. The account is made at once either way.",
    )
    reason = _text(
        "Why is it needed?",
        longest=200,
        missing="Say why the account is needed",
        help_text="For your colleagues. For example: starts before the office can enter her in the "
        "MIS.",
        attrs=_LONG,
    )

    def clean(self) -> dict[str, Any]:
        """Take a preferred name that is the legal one for none."""
        super().clean()
        for name in ("forename", "surname"):
            if self.cleaned_data.get(f"preferred_{name}") == self.cleaned_data.get(f"legal_{name}"):
                self.cleaned_data[f"preferred_{name}"] = ""
        return self.cleaned_data

    def clean_date_of_birth(self) -> date:
        """Refuse a day at which nobody of this kind was born."""
        born: date = self.cleaned_data["date_of_birth"]
        today = timezone.localdate()
        if born >= today:
            raise ValidationError("The date of birth must be in the past")
        youngest, oldest = AGES[self.kind]
        years = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
        if not youngest <= years <= oldest:
            raise ValidationError(
                f"Somebody born on this day is {years} years old. Check the date of birth"
            )
        return born

    def clean_starts_on(self) -> date | None:
        """Refuse a day that is too far ahead, or lies before a life began."""
        starts: date | None = self.cleaned_data["starts_on"]
        born = self.cleaned_data.get("date_of_birth")
        if starts and starts > timezone.localdate() + FURTHEST_START:
            raise ValidationError("The start date must be within the next year and a half")
        if starts and born and starts < born:
            raise ValidationError("The start date must be after the date of birth")
        return starts


class StaffForm(RequestForm):
    """For a member of staff."""

    kind = AccountKind.STAFF.value
    title = _text("Title", longest=20, attrs={"class": "govuk-input--width-5"})
    job_title = _text(
        "Role or job title",
        missing="Enter the role, for example Supply teacher",
        help_text="For example: Supply teacher.",
    )


class PupilForm(RequestForm):
    """For a pupil."""

    kind = AccountKind.STUDENT.value
    year_group = forms.ChoiceField(
        label="Year",
        choices=[("", "Choose a year"), *YEARS.items()],
        error_messages={"required": "Choose the year"},
    )
    reg_group = _text("Class", longest=40, help_text="If you know it.")


FORMS: Final[Mapping[str, type[RequestForm]]] = {
    AccountKind.STAFF: StaffForm,
    AccountKind.STUDENT: PupilForm,
}
#: Kind → its fields in the order in which they are asked for.
ORDER: Final[Mapping[str, tuple[str, ...]]] = {
    AccountKind.STAFF: (
        *("title", "legal_forename", "legal_surname", "preferred_forename", "preferred_surname"),
        *("date_of_birth", "job_title", "starts_on", "reason"),
    ),
    AccountKind.STUDENT: (
        *("legal_forename", "legal_surname", "preferred_forename", "preferred_surname"),
        *("date_of_birth", "year_group", "reg_group", "starts_on", "reason"),
    ),
}
