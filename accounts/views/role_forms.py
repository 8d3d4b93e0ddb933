"""The forms of the pages about roles. They check what was typed, nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from accounts.actions.invitations import Invitee
from accounts.forms import NameField, PortalForm
from accounts.models import SCHOOL_ROLES, PortalUser, Role, School
from accounts.widgets import DatePartsField

_WIDE = {"class": "govuk-input--width-20"}


class InviteForm(PortalForm):
    """Whom to invite, and to which of the roles that the viewer may give."""

    email = forms.EmailField(
        label="E-mail address",
        help_text="Their own address at work. The invitation goes there, and to no other address.",
        widget=forms.EmailInput({"autocomplete": "off"}),
    )
    forename = NameField(label="Forename", max_length=100, widget=forms.TextInput(_WIDE))
    surname = NameField(label="Surname", max_length=100, widget=forms.TextInput(_WIDE))
    role = forms.ChoiceField(label="Role", widget=forms.RadioSelect)

    def __init__(self, *args: Any, roles: Iterable[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(each.value, each.label) for each in roles]
        self.fields["role"].choices = choices  # type: ignore[attr-defined]
        if len(choices) == 1:
            self.fields["role"].initial = choices[0][0]

    @property
    def invitee(self) -> Invitee:
        """Whom it is for."""
        given = self.cleaned_data
        return Invitee(given["email"], given["forename"], given["surname"])


class KeepForm(PortalForm):
    """Until when a role goes on."""

    until = DatePartsField(
        label="Last day",
        required=False,
        error_messages=DatePartsField.AHEAD,
        help_text="Leave it empty for a role without an end. You are asked again in a year.",
    )


class EndForm(PortalForm):
    """Why a role ends."""

    reason = forms.CharField(
        label="Why?", required=False, max_length=200, help_text="Kept in the history."
    )


class RefuseForm(PortalForm):
    """Why a request is refused."""

    reason = forms.CharField(
        label="Why not?", max_length=300, help_text="They are told this in a mail."
    )


class QuotaForm(PortalForm):
    """How many may hold a role."""

    number = forms.IntegerField(
        label="How many people may hold it?",
        min_value=1,
        max_value=50,
        widget=forms.NumberInput({"class": "govuk-input--width-3"}),
    )


class AskForm(PortalForm):
    """Which role somebody asks for, and where."""

    dfe_number = forms.CharField(
        label="DfE number of the school",
        help_text="Three digits, a slash and four digits, for example 301/2001.",
        widget=forms.TextInput({"class": "govuk-input--width-10"}),
    )
    role = forms.ChoiceField(
        label="Role",
        choices=[(each.value, each.label) for each in SCHOOL_ROLES],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(label="What do you do at the school?", required=False, max_length=300)

    def clean_dfe_number(self) -> School:
        """The school of that number."""
        digits = "".join(each for each in self.cleaned_data["dfe_number"] if each not in " /-")
        code, establishment = digits[:3], digits[3:]
        schools = School.objects.filter(local_authority__code=code, establishment=establishment)
        school = schools.select_related("local_authority").first()
        if school is None:
            raise ValidationError("There is no school with this DfE number here.")
        return school


class ComeInForm(PortalForm):
    """How somebody new will sign in."""

    username = forms.CharField(
        label="Username",
        max_length=150,
        help_text="With it, or with your e-mail address, you sign in.",
        widget=forms.TextInput({"autocomplete": "username", **_WIDE}),
    )
    password = forms.CharField(
        label="Password",
        help_text="At least 12 characters. Three words that do not belong together are good.",
        widget=forms.PasswordInput({"autocomplete": "new-password", **_WIDE}),
    )
    again = forms.CharField(
        label="Password again",
        widget=forms.PasswordInput({"autocomplete": "new-password", **_WIDE}),
    )

    def clean_username(self) -> str:
        """One that can be one, and is nobody's."""
        username: str = self.cleaned_data["username"]
        PortalUser.username_validator(username)
        if PortalUser.objects.filter(username__iexact=username).exists():
            raise ValidationError("Somebody has this username. Choose another.")
        return username

    def clean(self) -> dict[str, Any]:
        """The same password twice, and a good one."""
        given = super().clean() or self.cleaned_data
        password, again = given.get("password"), given.get("again")
        if password and again and password != again:
            self.add_error("again", "The two passwords are not the same.")
        if password:
            try:
                validate_password(password, PortalUser(username=given.get("username", "")))
            except ValidationError as error:
                self.add_error("password", error)
        return given
