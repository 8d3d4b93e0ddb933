"""Error messages that name the field."""

import pytest
from django import forms

from accounts.forms import ASKS, NO_ADDRESS, NameField, PortalForm


class Everything(PortalForm):
    """One field of each kind that is asked for in its own words."""

    surname = forms.CharField(label="Surname")
    kind = forms.ChoiceField(label="Kind", choices=[("a", "A")])
    reports = forms.MultipleChoiceField(label="Reports", choices=[("a", "A")])
    agree = forms.BooleanField(label="I may do this")
    scan = forms.FileField(label="A scan")
    reason = forms.CharField(label="Reason", error_messages={"required": "Say why"})
    note = forms.CharField(required=False)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("surname", "Fill this in: Surname"),
        ("kind", "Choose an answer: Kind"),
        ("reports", "Choose at least one: Reports"),
        ("agree", "Tick the box: I may do this"),
        ("scan", "Choose a file: A scan"),
        ("reason", "Say why"),
    ],
)
def test_a_missing_answer_is_asked_for_by_name(name: str, message: str) -> None:
    assert Everything({}).errors[name] == [message]


def test_two_forms_do_not_share_messages() -> None:
    Everything({})
    assert forms.CharField().error_messages["required"] == "This field is required."


def test_every_kind_of_field_has_words() -> None:
    assert ASKS[-1][0] is forms.Field


class Limited(PortalForm):
    """Fields with limits, and one that says its own words of one."""

    forename = NameField(label="Forename", max_length=5)
    reason = forms.CharField(label="Why?", max_length=5)
    own = forms.CharField(label="Own", max_length=5, error_messages={"max_length": "Too long"})
    number = forms.IntegerField(label="Number", min_value=1, max_value=9)
    email = forms.EmailField(label="E-mail address")


@pytest.mark.parametrize(
    ("name", "typed", "message"),
    [
        ("forename", "x" * 6, "Forename: use 5 characters or fewer"),
        ("forename", "😀", "Forename: a name has letters in it"),
        ("reason", "x" * 6, "Why? Use 5 characters or fewer"),
        ("own", "x" * 6, "Too long"),
        ("number", "10", "Number: use 9 or less"),
        ("number", "0", "Number: use 1 or more"),
        ("number", "x", "Enter a whole number."),
        ("email", "x", NO_ADDRESS),
    ],
)
def test_a_limit_that_is_passed_names_the_field(name: str, typed: str, message: str) -> None:
    assert Limited({name: typed}).errors[name] == [message]


def test_a_name_has_single_blanks() -> None:
    assert NameField().clean("  Anna   Maria ") == "Anna Maria"
    assert NameField(required=False).clean("") == ""
