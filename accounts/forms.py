"""The base of the portal's forms: error messages that name the field. Knows no particular form."""

from typing import Any, Final

from django import forms

# What the first fitting kind of field asks for, where its form does not say it better.
ASKS: Final[tuple[tuple[type[forms.Field], str], ...]] = (
    (forms.BooleanField, "Tick the box: {label}"),
    (forms.MultipleChoiceField, "Choose at least one: {label}"),
    (forms.ChoiceField, "Choose an answer: {label}"),
    (forms.ModelChoiceField, "Choose an answer: {label}"),
    (forms.FileField, "Choose a file: {label}"),
    (forms.Field, "Fill this in: {label}"),
)
UNSAID: Final = forms.Field.default_error_messages["required"]


class PortalForm(forms.Form):
    """A form in which a missing answer is asked for by the field's own name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for bound in self:
            field = bound.field
            if field.error_messages.get("required") is UNSAID:
                ask = next(words for kind, words in ASKS if isinstance(field, kind))
                field.error_messages["required"] = ask.format(label=bound.label)
