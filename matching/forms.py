"""The forms of the matching pages. They check what was typed, nothing else."""

from __future__ import annotations

from typing import Any

from django import forms

from accounts.models import AccountKind
from accounts.widgets import DatePartsField
from matching.queries.finding import LEAST_LETTERS

_WIDE = {"class": "govuk-input--width-20", "autocomplete": "off"}


class SearchForm(forms.Form):
    """Words to look for an account by."""

    words = forms.CharField(
        label="Name or username",
        max_length=100,
        min_length=LEAST_LETTERS,
        help_text="Any part of a name, or of a username.",
        widget=forms.TextInput(_WIDE),
        error_messages={
            "required": "Enter a name or a username",
            "min_length": "Enter two letters at least",
        },
    )


class FoundForm(forms.Form):
    """Why a match is right that the engine did not think of."""

    reason = forms.CharField(
        label="Why are they the same person?",
        max_length=200,
        help_text="For your colleagues. For example: changed her name by deed poll.",
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"required": "Say why they are the same person"},
    )


class ExcludedNameForm(forms.Form):
    """A name that should not be in USO."""

    forename = forms.CharField(
        label="Forename",
        max_length=100,
        widget=forms.TextInput(_WIDE),
        error_messages={"required": "Enter a forename"},
    )
    surname = forms.CharField(
        label="Surname",
        required=False,
        max_length=100,
        help_text="Leave it empty only for somebody who has one name.",
        widget=forms.TextInput(_WIDE),
    )
    kind = forms.ChoiceField(
        label="Who is it for?",
        required=False,
        choices=[
            ("", "Staff and pupils"),
            (AccountKind.STAFF.value, "Staff only"),
            (AccountKind.STUDENT.value, "Pupils only"),
        ],
        widget=forms.RadioSelect,
    )
    date_of_birth = DatePartsField(
        label="Date of birth",
        required=False,
        help_text="Only if somebody else of the same name should have an account.",
    )
    reason = forms.CharField(
        label="Why?",
        required=False,
        max_length=200,
        help_text="For your colleagues. For example: a test pupil.",
        widget=forms.TextInput({"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, mis: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hint = f"As it is in {mis}. Capitals and accents do not matter."
        self.fields["forename"].help_text = hint
