"""The commonest form field as markup, made in Python: a panel of filters has six of them, which are
24 templates otherwise. Knows what ``accounts.markup`` tells of a field, no form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

#: Shapes that are a label over a control; see templates/components/fields.
_PLAIN: Final = frozenset({"input", "select"})


def drawn_field(told: Mapping[str, Any]) -> SafeString:
    """The field; with a hint or errors, or of another shape, by its template."""
    if told["shape"] in _PLAIN and not told["hint"] and not told["errors"]:
        return _plain(told)
    return SafeString(render_to_string("components/field.html", {"field": told}))


def _plain(told: Mapping[str, Any]) -> SafeString:
    optional = told["optional_text"]
    return format_html(
        '<div class="govuk-form-group"><label class="govuk-label{}" for="{}">{}{}</label>{}</div>',
        f" govuk-label{told['label_class']}" if told["label_class"] else "",
        told["id"],
        told["label"],
        format_html(' <span class="uso-optional">{}</span>', optional) if optional else "",
        told["control"],
    )
