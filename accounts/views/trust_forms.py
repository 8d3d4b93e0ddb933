"""The forms and filters of the pages about trusts. They check what was typed, nothing else."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet

from accounts.forms import PortalForm
from accounts.models import Trust
from accounts.queries.schools import is_called, named

_WIDE = {"class": "govuk-input--width-20", "autocomplete": "off"}
#: What a choice of trusts calls being in none.
NO_TRUST = "none"
REMOVED = "removed"


class TrustForm(PortalForm):
    """What a trust is called."""

    name = forms.CharField(
        label="Name of the trust", max_length=120, widget=forms.TextInput({"autocomplete": "off"})
    )


class ReasonForm(PortalForm):
    """Why something is done."""

    reason = forms.CharField(
        label="Why?", max_length=200, help_text="Kept in the history, with your name."
    )


class RenameForm(TrustForm, ReasonForm):
    """What it is to be called, and why."""

    field_order = ("name", "reason")


class WhichTrustForm(PortalForm):
    """Which of the trusts a school is to be in."""

    to = forms.ChoiceField(label="Trust", help_text="A school is in one trust, or in none.")

    def __init__(self, *args: Any, trusts: QuerySet[Trust], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["to"]
        field.choices = [(NO_TRUST, "No trust"), *((str(each.pk), each.name) for each in trusts)]


class GroupFilters(django_filters.FilterSet):
    """By name, or by the code of a local authority."""

    q = django_filters.CharFilter(label="Name or code", method="by_name")

    def by_name(self, groups: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Those whose name has all the words, or whose code it is."""
        return groups.filter(is_called(value) | Q(code=value.strip()))


class TrustFilters(django_filters.FilterSet):
    """By name, and those that were removed."""

    q = django_filters.CharFilter(label="Name", method="by_name")
    state = django_filters.ChoiceFilter(
        label="Show", empty_label="Current trusts", choices=[(REMOVED, "Removed")], method="passed"
    )

    @property
    def qs(self) -> QuerySet[Any]:
        """Those there are, unless the removed ones are asked for."""
        is_asked = self.is_bound and self.form.is_valid() and self.form.cleaned_data["state"]
        rows: QuerySet[Any] = super().qs
        return rows.filter(removed_at__isnull=not is_asked)

    def by_name(self, groups: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Those whose name has all the words."""
        return groups.filter(is_called(value))

    def passed(self, groups: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """All of them: ``qs`` decides."""
        return groups


class SchoolNameFilters(django_filters.FilterSet):
    """Schools by name or number."""

    q = django_filters.CharFilter(label="Name, DfE number or URN", method="by_name")

    def by_name(self, schools: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Those whose name has all the words, or whose number it is."""
        return named(schools, value)
