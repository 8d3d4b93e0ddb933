"""The base of the portal's forms: error messages that name the field, and refusals of what was
sent. Knows no particular form."""

from collections.abc import Mapping
from typing import Any, ClassVar, Final

from django import forms
from django.core.exceptions import ValidationError

from accounts.actions.refused import ActionRefused

# What the first fitting kind of field asks for, where its form does not say it better.
ASKS: Final[tuple[tuple[type[forms.Field], str], ...]] = (
    (forms.BooleanField, "Tick the box: {label}"),
    (forms.MultipleChoiceField, "Choose at least one: {label}"),
    (forms.ChoiceField, "Choose an answer: {label}"),
    (forms.ModelChoiceField, "Choose an answer: {label}"),
    (forms.FileField, "Choose a file: {label}"),
    (forms.Field, "Fill this in: {label}"),
)
#: A field's attribute → the code of its error, and what it says of the field.
LIMITS: Final[tuple[tuple[str, str, str], ...]] = (
    ("max_length", "max_length", "use {limit} characters or fewer"),
    ("min_length", "min_length", "use {limit} characters or more"),
    ("max_value", "max_value", "use {limit} or less"),
    ("min_value", "min_value", "use {limit} or more"),
)
NO_ADDRESS: Final = "Enter an e-mail address, for example name@school.example"
UNKNOWN: Final = forms.ChoiceField.default_error_messages["invalid_choice"]
UNSAID: Final = forms.Field.default_error_messages["required"]


class SaysWhich(forms.BaseForm):
    """A form whose errors say which field is meant; ``asks`` has better words for a missing one."""

    asks: ClassVar[Mapping[str, str]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for bound in self:
            said = bound.field.error_messages
            if said.get("required") is UNSAID:
                said["required"] = self.asks.get(bound.name) or _asked(
                    bound.field, str(bound.label)
                )
            said.update({**_limits(bound.field, str(bound.label)), **_own(said)})


class PortalForm(SaysWhich, forms.Form):
    """A form of the portal's own."""


class NameField(forms.CharField):
    """A person's name: with letters in it, and single blanks between its words."""

    def clean(self, value: Any) -> str:
        """The name, or ``""`` where it may be empty."""
        text = " ".join(super().clean(value).split())
        if text and not any(letter.isalpha() for letter in text):
            raise ValidationError(f"{self.label}: a name has letters in it")
        return text


def say_why(form: forms.BaseForm, refused: ActionRefused) -> None:
    """Put a refusal beside the field that it is about, or over the form.

    Shown again, the form has what was typed, so that nobody types it twice.
    """
    form.add_error(refused.field if refused.field in form.fields else None, refused.message)


def _asked(field: forms.Field, label: str) -> str:
    ask = next(words for kind, words in ASKS if isinstance(field, kind))
    return ask.format(label=label)


def _limits(field: forms.Field, label: str) -> dict[str, str]:
    """What is said where the field's limits are passed, and of what is no address."""
    said = {
        code: _of(label, words.format(limit=limit))
        for attribute, code, words in LIMITS
        if (limit := getattr(field, attribute, None)) is not None
    }
    if isinstance(field, forms.EmailField):
        said["invalid"] = NO_ADDRESS
    if field.error_messages.get("invalid_choice") is UNKNOWN:
        said["invalid_choice"] = f"Choose one of the answers that there are: {label}"
    return said


def _of(label: str, words: str) -> str:
    """``Forename: use …``; after a question, ``Why? Use …``."""
    if label.endswith("?"):
        return f"{label} {words[0].upper()}{words[1:]}"
    return f"{label}: {words}"


def _own(said: Mapping[str, Any]) -> dict[str, Any]:
    """What the form said by itself of limits, which goes first."""
    codes = {"invalid", *(code for _, code, _ in LIMITS)}
    return {code: words for code, words in said.items() if code in codes}
