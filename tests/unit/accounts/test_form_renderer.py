"""Controls made in Python are those of Django's templates."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.test.html import parse_html

from accounts.form_renderer import FormRenderer, drawn_select

_CHOICES = [
    ("", "Any <one>"),
    ("Years & groups", [("7", "Year 7"), ('"8"', "Year 8")]),
    (9, "Nine"),
]


class Hinted(forms.Select):
    """Options of its own kind."""

    option_template_name = "django/forms/widgets/checkbox_option.html"


class Samples(forms.Form):
    """Controls of every kind."""

    words = forms.CharField(max_length=10, initial="a < b & 'c'")
    number = forms.IntegerField(min_value=1, initial=1000)
    day = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}), required=False)
    email = forms.EmailField(required=False)
    tick = forms.BooleanField(required=False, initial=True)
    password = forms.CharField(widget=forms.PasswordInput)
    kept = forms.CharField(widget=forms.HiddenInput, initial="x")
    one = forms.ChoiceField(choices=_CHOICES, initial='"8"')
    own = forms.ChoiceField(choices=[("1", "One")], widget=Hinted)
    long = forms.CharField(widget=forms.Textarea)
    many = forms.MultipleChoiceField(choices=[("1", "One")], required=False)
    twice = forms.ChoiceField(choices=[(None, "–"), ("1", "One"), ("1", "Again")], initial="1")
    named = forms.ChoiceField(choices=[], widget=forms.Select({"id": "own", "class": "wide"}))


@pytest.mark.parametrize("name", list(Samples.base_fields))
@pytest.mark.parametrize("data", [None, {"words": '"><b>', "one": "9", "tick": "on"}])
def test_a_control_is_the_same(name: str, data: Any) -> None:
    ours, theirs = (Samples(data, renderer=each()) for each in (FormRenderer, DjangoTemplates))
    attrs: dict[str, str | bool] = {
        "class": "govuk-input",
        "placeholder": False,
        "disabled": True,
        "title": 'a "b"',
    }
    made, expected = (each[name].as_widget(attrs=attrs) for each in (ours, theirs))
    assert parse_html(made) == parse_html(expected)


@pytest.mark.parametrize("name", ["one", "twice", "named"])
@pytest.mark.parametrize("data", [None, {}, {"one": "9", "twice": ""}, {"one": "nothing known"}])
@pytest.mark.parametrize("auto_id", ["id_%s", False])
def test_a_choice_that_is_drawn_at_once_is_the_same(name: str, data: Any, auto_id: Any) -> None:
    bound = Samples(data, auto_id=auto_id, renderer=DjangoTemplates())[name]
    attrs: dict[str, str | bool] = {"class": "govuk-select", "placeholder": False}
    assert parse_html(drawn_select(bound, attrs)) == parse_html(bound.as_widget(attrs=attrs))
