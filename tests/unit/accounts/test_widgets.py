"""Dates asked for in three boxes."""

from datetime import date

import pytest
from django import forms

from accounts.widgets import DateParts, DatePartsField


class Born(forms.Form):
    """A required and an optional date."""

    born = DatePartsField(label="Date of birth")
    left = DatePartsField(label="Left on", required=False)


def errors(day: str, month: str, year: str) -> list[str]:
    form = Born({"born_day": day, "born_month": month, "born_year": year})
    return [str(error) for error in form.errors.get("born", [])]


def test_three_numbers_become_a_date() -> None:
    form = Born({"born_day": "27", "born_month": "3", "born_year": "2014"})
    assert form.is_valid()
    assert form.cleaned_data == {"born": date(2014, 3, 27), "left": None}


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        (("", "", ""), "Enter a date, for example 27 3 2014"),
        (("31", "2", ""), "Enter a day, a month and a year"),
        (("31", "2", "2012"), "Enter a real date, for example 27 3 2014"),
        (("1", "1", "14"), "Enter a real date, for example 27 3 2014"),
        (("1", "1", "9" * 300), "Enter a real date, for example 27 3 2014"),
        (("a", "b", "c"), "Enter a real date, for example 27 3 2014"),
    ],
)
def test_what_is_not_a_date_is_said(typed: tuple[str, str, str], message: str) -> None:
    assert errors(*typed) == [message]


def test_a_known_date_fills_the_boxes() -> None:
    assert DateParts().decompress(date(2014, 3, 27)) == [27, 3, 2014]
    assert DateParts().decompress(None) == [None, None, None]
