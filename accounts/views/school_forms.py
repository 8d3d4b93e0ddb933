"""The forms that set up a school, change one, and add a local authority. They say beside the field
what speaks against it, and decide nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.forms import PortalForm
from accounts.models import LocalAuthority, Phase, School, Trust
from accounts.queries.authorities import fault_of_code
from accounts.queries.school_details import (
    LONGEST_NAME,
    NO_URN,
    URNS,
    SchoolDetails,
    clashes,
    details_of,
    faults,
    number_of,
)
from accounts.queries.trusts import live_trusts
from accounts.views.trust_forms import ReasonForm

_SHORT = {"class": "govuk-input--width-10", "autocomplete": "off"}
#: What of a school has its own field, but for the number.
_PLAIN = ("name", "urn", "phase", "uses_autotext")


class SchoolForm(PortalForm):
    """What is said of a school. ``holders`` are the schools that have its number or URN already."""

    name = forms.CharField(
        label="Name of the school",
        max_length=LONGEST_NAME,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    local_authority = forms.ModelChoiceField(
        LocalAuthority.objects.all(),
        label="Local authority",
        required=False,
        empty_label="As in the DfE number",
        help_text="Not needed where the DfE number below is typed whole.",
    )
    establishment = forms.CharField(
        label="DfE number",
        help_text="The school’s own four digits, or the whole number, for example 301/2001.",
        widget=forms.TextInput(_SHORT),
    )
    urn = forms.IntegerField(
        label="URN",
        required=False,
        min_value=URNS.start,
        max_value=URNS.stop - 1,
        help_text="Six digits.",
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), NO_URN),
        widget=forms.TextInput({"inputmode": "numeric", **_SHORT}),
    )
    phase = forms.ChoiceField(label="Phase", choices=Phase.choices, initial=Phase.OTHER)
    uses_autotext = forms.BooleanField(
        label="The school uses AutoText",
        required=False,
        help_text="Attendance marks are taken for schools that do.",
    )

    def __init__(self, *args: Any, school: School | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "local_authority" in self.fields:
            field: Any = self.fields["local_authority"]
            field.label_from_instance = _with_code
        self.school = school
        self.holders: list[School] = []

    def clean(self) -> dict[str, Any]:
        """The number with its authority, and then the whole against the other schools."""
        given = super().clean() or self.cleaned_data
        if "establishment" in given:
            self._read_number(given)
        if not self.errors:
            self._compare()
        return given

    @property
    def details(self) -> SchoolDetails:
        """What was said, once it can be read."""
        given = {each: self.cleaned_data[each] for each in _PLAIN}
        return SchoolDetails(
            **given,
            local_authority=self.cleaned_data["local_authority"],
            establishment=self.cleaned_data["establishment"],
        )

    def _read_number(self, given: dict[str, Any]) -> None:
        chosen: LocalAuthority | None = given.get("local_authority")
        try:
            code, establishment = number_of(given["establishment"])
        except ValueError as error:
            self.add_error("establishment", str(error))
            return
        if chosen is None and "local_authority" not in self.errors:
            chosen = LocalAuthority.objects.filter(code=code).first()
            if not code:
                self.add_error("local_authority", "Choose the local authority of the school.")
            elif chosen is None:
                said = f"There is no local authority with the code {code} here. Add it first."
                self.add_error("establishment", said)
        elif chosen is not None and code not in ("", chosen.code):
            said = f"This number begins with {code}, but the code of {chosen} is {chosen.code}."
            self.add_error("establishment", said)
        given.update(local_authority=chosen, establishment=establishment)

    def _compare(self) -> None:
        details = self.details
        for field, said in faults(details, besides=self.school).items():
            self.add_error(field, said)
        self.holders = list(dict.fromkeys(clashes(details, besides=self.school).values()))


def _with_code(authority: LocalAuthority) -> str:
    """What a choice of authorities calls one: the code is what usernames end in."""
    return f"{authority.name} ({authority.code})"


class NewSchoolForm(SchoolForm):
    """A school that is to be set up, and its trust."""

    trust = forms.ModelChoiceField(
        Trust.objects.none(),
        label="Trust",
        required=False,
        empty_label="No trust",
        help_text="Its users see the school’s people. It can be changed later.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["trust"]
        field.queryset = live_trusts()


class ChangeSchoolForm(SchoolForm, ReasonForm):
    """What is to be said of the school ``changed``, and why."""

    #: What the form says of a school.
    SAID = ("name", "local_authority", "establishment", "urn", "phase", "uses_autotext")
    field_order = (*SAID, "reason")

    def __init__(self, *args: Any, changed: School, **kwargs: Any) -> None:
        super().__init__(*args, school=changed, **kwargs)
        self.changed = changed


class FixedSchoolForm(ChangeSchoolForm):
    """The same of a school whose number stays."""

    local_authority = None  # type: ignore[assignment]
    establishment = None  # type: ignore[assignment]

    @property
    def details(self) -> SchoolDetails:
        """With the number that the school has."""
        return replace(
            details_of(self.changed), **{each: self.cleaned_data[each] for each in _PLAIN}
        )


class AuthorityNameForm(PortalForm):
    """What a local authority is called."""

    name = forms.CharField(
        label="Name of the local authority",
        max_length=120,
        widget=forms.TextInput({"autocomplete": "off"}),
    )


class AuthorityForm(AuthorityNameForm):
    """A local authority that is to be added."""

    code = forms.CharField(
        label="Code",
        help_text="DfE’s three digits. Usernames end in it, so it can never be changed.",
        widget=forms.TextInput({"class": "govuk-input--width-3", "autocomplete": "off"}),
    )
    field_order = ("code", "name")

    def clean_code(self) -> str:
        """Three digits that are nobody's yet."""
        code = str(self.cleaned_data["code"])
        if said := fault_of_code(code):
            raise ValidationError(said)
        return code


class RenameAuthorityForm(AuthorityNameForm, ReasonForm):
    """What it is to be called, and why."""

    field_order = ("name", "reason")
