"""The made-up forms and tables of the style page."""

from typing import Any

import django_tables2 as tables
from django import forms
from django.http import QueryDict

from accounts.forms import PortalForm
from accounts.tables import DayColumn, MomentColumn, PortalTable, SelectColumn, TagColumn
from accounts.widgets import DatePartsField

KINDS = [("staff", "Staff"), ("student", "Students")]
YEARS = [("", "Any year"), *[(str(year), f"Year {year}") for year in range(7, 14)]]


class ReasonRadios(forms.RadioSelect):
    """Radios with a hint under one of them."""

    option_hints = {"left": "Their account becomes unallocated tonight."}


class SampleForm(PortalForm):
    """One field of every shape."""

    surname = forms.CharField(
        label="Surname",
        help_text="As it is written in SIMS.",
        error_messages={"required": "Enter a surname"},
    )
    email = forms.EmailField(label="Work e-mail", required=False)
    password = forms.CharField(label="Your password", widget=forms.PasswordInput)
    year = forms.ChoiceField(label="Year group", choices=YEARS)
    born = DatePartsField(label="Date of birth", help_text="For example, 27 3 2014")
    reason = forms.ChoiceField(
        label="Why should this person not have an account?",
        choices=[("left", "They have left the school"), ("other", "Another reason")],
        widget=ReasonRadios,
        error_messages={"required": "Choose a reason"},
    )
    reports = forms.MultipleChoiceField(
        label="Reports to accept",
        choices=[("staff", "Staff"), ("students", "Students"), ("groups", "Groups & Classes")],
        widget=forms.CheckboxSelectMultiple,
    )
    notes = forms.CharField(
        label="Anything we should know",
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )
    agree = forms.BooleanField(
        label="I am the headteacher, or act for them",
        error_messages={"required": "Say that you may do this"},
    )


class FilterForm(forms.Form):
    """What django-filter would make of two choices and a text."""

    q = forms.CharField(label="Name", required=False)
    kind = forms.ChoiceField(label="Kind", choices=[("", "Everyone"), *KINDS], required=False)
    year = forms.ChoiceField(label="Year group", choices=YEARS, required=False)


class SampleFilters:
    """Stands in for a FilterSet: all the component asks of one is its bound form."""

    def __init__(self, data: QueryDict | dict[str, Any]) -> None:
        self.form = FilterForm(data)


class PeopleTable(PortalTable):
    """People to choose from."""

    caption = "Students unallocated"
    download_url = "?download=csv"

    chosen = SelectColumn(accessor="id", describe=lambda record: record["name"])
    name = tables.Column(verbose_name="Name")
    username = tables.Column(verbose_name="Username")
    year = tables.Column(verbose_name="Year")
    ended_on = DayColumn(verbose_name="Unallocated on")
    state = TagColumn(
        verbose_name="State",
        tones={"restorable": ("Can be restored", "info"), "held": ("Held", "wait")},
    )

    class Meta(PortalTable.Meta):
        """How the table behaves."""

        order_by_field = "sort"
        empty_text = "Nobody was unallocated."


class UploadsTable(PortalTable):
    """A wide table that scrolls sideways on a phone."""

    caption = "Upload History"

    arrived_at = MomentColumn(verbose_name="Arrived")
    report = tables.Column(verbose_name="Report")
    num_rows = tables.Column(
        verbose_name="Rows", attrs={"td": {"class": "uso-number"}, "th": {"class": "uso-number"}}
    )
    num_problems = tables.Column(
        verbose_name="Problems",
        attrs={"td": {"class": "uso-number"}, "th": {"class": "uso-number"}},
    )
    sent_by = tables.Column(verbose_name="Sent by")
    state = TagColumn(
        verbose_name="State",
        tones={
            "processed": ("Processed", "good"),
            "ready": ("Ready for tonight", "info"),
            "rejected": ("Rejected", "bad"),
            "superseded": ("Superseded", "neutral"),
        },
    )

    class Meta(PortalTable.Meta):
        """How the table behaves."""

        attrs = {"class": "uso-table uso-table--wide"}
