"""The forms of cases: the kind, its typed fields, a message. What may be typed the table of kinds
says; they decide nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from django import forms

from accounts.forms import PortalForm
from accounts.models import PortalUser, SchoolMis
from autoupdate.actions.case_writing import MOST_SIGNS
from autoupdate.casework.fields import checked
from autoupdate.casework.kinds import CaseField, Kind, Shape
from autoupdate.queries.case_choices import Groups, groups_of, values_of


class KindForm(forms.Form):
    """What is it about?"""

    kind = forms.ChoiceField(
        label="What is it about?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what it is about"},
    )

    def __init__(self, *args: Any, offered: Sequence[Kind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["kind"]
        field.choices = [(each.code, each.choice) for each in offered]
        field.widget.option_hints = {each.code: each.choice_hint for each in offered}


class DetailsForm(PortalForm):
    """The typed fields of one kind, and nothing else."""

    def __init__(self, *args: Any, kind: Kind, school_mis: SchoolMis | None, **kwargs: Any) -> None:
        self.kind, self.school_mis = kind, school_mis
        super().__init__(*args, **kwargs)
        for each in kind.fields:
            self.fields[each.code] = _field(each, school_mis)

    @property
    def given(self) -> dict[str, str]:
        """What was typed, by field code."""
        return {each.code: self.cleaned_data.get(each.code, "") for each in self.kind.fields}

    def clean(self) -> dict[str, Any]:
        """Say of every field at once what is wrong, as the action would."""
        cleaned: dict[str, Any] = super().clean() or {}
        found = checked(
            self.kind,
            {code: str(text or "") for code, text in cleaned.items()},
            choosable=values_of(self.kind, school_mis=self.school_mis),
        )
        for code, error in found.errors.items():
            if code not in self.errors:
                self.add_error(code, error)
        return cleaned


class RaiseForm(DetailsForm):
    """The typed fields of a kind, and the school's own words."""

    message_help: ClassVar[str] = "Please write no passwords here: what you write can be read."

    def __init__(self, *args: Any, kind: Kind, **kwargs: Any) -> None:
        super().__init__(*args, kind=kind, **kwargs)
        self.fields["message"] = forms.CharField(
            label=kind.message_label,
            help_text=self.message_help,
            required=bool(kind.message_missing),
            max_length=MOST_SIGNS,
            widget=forms.Textarea({"rows": 5}),
            error_messages={"required": kind.message_missing},
        )


class RaiseForSchoolForm(RaiseForm):
    """The same, by the desk, which says who of the school asked."""

    message_help = "The school reads this. Please write no passwords here."

    field_order = ("asked_by",)
    asked_by = forms.CharField(
        label="Who of the school asked?",
        help_text="Their name, what they are there, and how they asked: for example, Ms Okafor, "
        "school office, by telephone. The school reads this.",
        max_length=120,
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"required": "Say who of the school asked"},
    )


def _words(label: str, *, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=MOST_SIGNS,
        widget=forms.Textarea({"rows": 5}),
        error_messages={"required": "Write something first"},
    )


class WriteForm(PortalForm):
    """A message in a case."""

    text = _words("Your answer")


class DeskAnswerForm(WriteForm):
    """The desk's answer."""

    text = _words("Answer to the school")


class NoteForm(WriteForm):
    """A note among the desk."""

    prefix = "note"
    text = _words("Note for the Service Desk", help_text="The school never sees it.")


class ReopenForm(WriteForm):
    """Why a case is opened again."""

    text = _words("What is still wrong?")


class ResolveForm(PortalForm):
    """Last words to the school."""

    text = forms.CharField(
        label="What do you want to tell the school?",
        required=False,
        max_length=MOST_SIGNS,
        widget=forms.Textarea({"rows": 4}),
    )


class AssignForm(PortalForm):
    """Who looks after the case."""

    to = forms.ModelChoiceField(
        label="Colleague",
        queryset=PortalUser.objects.none(),
        empty_label="Choose somebody",
        error_messages={"required": "Choose who looks after the case"},
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["to"]
        field.queryset = people


def _field(asked: CaseField, school_mis: SchoolMis | None) -> forms.Field:
    """The form field of a typed field; the table of kinds checks, not Django."""
    shared: dict[str, Any] = {"label": asked.label, "help_text": asked.hint, "required": True}
    shared["error_messages"] = {"required": asked.missing}
    if asked.choices is not None:
        field = forms.ChoiceField(**shared, choices=_options(asked, school_mis))
        field.error_messages["invalid_choice"] = asked.missing
        return field
    return forms.CharField(**shared, widget=_WIDGETS[asked.shape]())


def _options(asked: CaseField, school_mis: SchoolMis | None) -> list[Any]:
    groups: Groups = groups_of(asked.choices, school_mis=school_mis) if asked.choices else []
    flat = [
        option
        for heading, group in groups
        for option in ([(heading, list(group))] if heading else group)
    ]
    return [("", "Choose one"), *flat]


def _secret_box() -> forms.Widget:
    """Never filled in again, by us or by a browser that remembers passwords."""
    return forms.PasswordInput({"autocomplete": "new-password", "spellcheck": "false"})


_WIDGETS: Mapping[Shape, Callable[[], forms.Widget]] = {
    Shape.SEALED: _secret_box,
    Shape.TEXT: lambda: forms.TextInput({"autocomplete": "off"}),
}
