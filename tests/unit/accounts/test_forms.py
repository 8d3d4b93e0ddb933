"""Error messages that name the field."""

import pytest
from django import forms

from accounts.forms import ASKS, PortalForm


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
