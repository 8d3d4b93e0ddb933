"""What can be asked of the user list: the form, and its answers as a question.

It knows no list.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone

from accounts.forms import SaysWhich
from accounts.models import LatestMove
from accounts.words import HEADINGS, YEARS
from autoupdate.queries.user_list import OF_ACCOUNTS, SOURCES, WITHOUT_ACCOUNT, Asked


def _choices(first: str, others: Mapping[str, str]) -> list[tuple[str, str]]:
    return [("", first), *others.items()]


def _day() -> forms.DateField:
    return forms.DateField(
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Enter a date, such as 12/09/2026"},
    )


class UserFilterForm(SaysWhich, forms.Form):
    """Everything by which the user list can be narrowed down; nothing is required."""

    q = forms.CharField(label="Name or username", required=False, max_length=100)
    kind = forms.ChoiceField(
        label="Who", required=False, choices=_choices("Everybody", dict(HEADINGS))
    )
    state = forms.ChoiceField(
        label="State",
        required=False,
        choices=[
            ("", "Any account"),
            ("Accounts", list(OF_ACCOUNTS.items())),
            ("In the MIS, without an account", list(WITHOUT_ACCOUNT.items())),
        ],
    )
    source = forms.ChoiceField(label="Source", required=False, choices=_choices("Any", SOURCES))
    year_group = forms.ChoiceField(
        label="Year", required=False, choices=_choices("Any year", YEARS)
    )
    group = forms.CharField(label="Registration group or class", required=False, max_length=100)
    mis_id = forms.CharField(label="MIS ID", required=False, max_length=64)
    move = forms.ChoiceField(
        label="Latest move or create",
        required=False,
        choices=_choices("Either", {each.value: each.label for each in LatestMove}),
    )
    moved_from = _day()
    moved_to = _day()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["moved_from"].label = "Moved or made from"
        self.fields["moved_to"].label = "Moved or made until"

    def clean_q(self) -> str:
        """The name, which has something in it to look for."""
        typed = str(self.cleaned_data["q"]).strip()
        if typed and not any(each.isalnum() for each in typed):
            raise ValidationError("Type letters of a name, or of a username")
        return typed


#: Fields that are always in view; the others are one press away.
FIRST: Final = ("q", "kind", "state")


@dataclass(frozen=True, slots=True)
class FilterSet:
    """The bound form in the shape that the filter panel takes, and what it asks."""

    form: UserFilterForm
    asked: Asked
    query: str

    @property
    def has_more(self) -> bool:
        """Whether anything is asked for beyond the fields in view."""
        return any(getattr(self.asked, name) for name in self.form.fields if name not in FIRST)


def filters_of(given: QueryDict) -> FilterSet:
    """The form as it was sent; what cannot be understood is not asked, and said at its field."""
    form = UserFilterForm(given.copy())
    form.is_valid()
    answers = {name: value for name, value in form.cleaned_data.items() if value}
    return FilterSet(form, _asked(answers), _query(answers))


def _asked(answers: Mapping[str, Any]) -> Asked:
    details = dict(answers)
    until = details.get("moved_to")
    moments = {
        "moved_from": _start_of(details.get("moved_from")),
        "moved_to": _start_of(until + timedelta(days=1) if until else None),
    }
    return Asked(**{**details, **moments})


def _start_of(day: date | None) -> datetime | None:
    return timezone.make_aware(datetime.combine(day, time())) if day else None


def _query(answers: Mapping[str, Any]) -> str:
    """The end of an address that asks the same."""
    query = QueryDict(mutable=True)
    query.update({name: str(value) for name, value in answers.items()})
    return query.urlencode()
