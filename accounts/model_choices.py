"""Filters by something of which there are some hundreds at most, all offered to choose from.

Django reads choices through a cursor on the server, which takes four messages. It knows no page.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django_filters import ModelChoiceFilter
from django_filters.fields import ModelChoiceField, ModelChoiceIterator


class FewIterator(ModelChoiceIterator):
    """The choices, read in one message and once for a form."""

    def __iter__(self) -> Iterator[tuple[Any, str]]:
        """The words for no choice, then each."""
        if self.field.empty_label is not None:
            yield ("", self.field.empty_label)
        for each in self.queryset:
            yield self.choice(each)


class FewField(ModelChoiceField):
    """A field of such a choice."""

    iterator = FewIterator


class FewFilter(ModelChoiceFilter):
    """A filter by such a choice."""

    field_class = FewField
