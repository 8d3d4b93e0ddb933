"""The Service Desk's forms: each asks why. They decide nothing."""

from __future__ import annotations

from typing import Any

from django import forms

from accounts.forms import PortalForm
from autoupdate.queries.reports import FieldStatus, ReportView


class ForceForm(PortalForm):
    """Why a school is processed now."""

    reason = forms.CharField(
        label="Why now?",
        help_text="Kept with the run and in the school’s history.",
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": "Say why the school is processed now"},
    )


class ReasonForm(PortalForm):
    """Why a field is opted out or in."""

    reason = forms.CharField(
        label="Why?",
        help_text="For example, the number of the case in which the school asked for it.",
        max_length=200,
        error_messages={"required": "Say why"},
    )


class OptOutForm(ReasonForm):
    """Which field of which sub-report, and why."""

    field = forms.ChoiceField(
        label="Field", error_messages={"required": "Choose the field that the school opts out of"}
    )
    field_order = ("field", "reason")

    def __init__(self, *args: Any, reports: tuple[ReportView, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["field"].choices = _choices(reports)  # type: ignore[attr-defined]

    @property
    def chosen(self) -> tuple[str, str]:
        """The codes of the sub-report and of the field."""
        sub_report, _, field = self.cleaned_data["field"].partition(".")
        return sub_report, field


def _choices(reports: tuple[ReportView, ...]) -> list[Any]:
    """The fields that may be opted out, under their sub-reports."""
    groups = [
        (
            part.sub_report.label,
            [
                (f"{part.sub_report.code}.{each.field.code}", each.field.label)
                for each in part.fields
                if each.status is FieldStatus.UPLOADED
            ],
        )
        for report in reports
        for part in report.sub_reports
    ]
    return [("", "Choose a field"), *[group for group in groups if group[1]]]
