"""Turns form fields into what the field templates show: shape, ids, hint, errors. Knows forms
and widgets only, never a particular form."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django import forms
from django.forms import BaseForm, BoundField
from django.forms.utils import flatatt
from django.http import QueryDict
from django.utils.safestring import SafeString

from accounts.dates import uk_date
from accounts.form_renderer import drawn_select
from accounts.widgets import DateParts

# The first widget class that fits decides (shape, class of the control).
SHAPES: Final[tuple[tuple[type[forms.Widget], str, str], ...]] = (
    (DateParts, "date", ""),
    (forms.CheckboxSelectMultiple, "checkboxes", ""),
    (forms.RadioSelect, "radios", ""),
    (forms.CheckboxInput, "checkbox", "govuk-checkboxes__input"),
    (forms.Select, "select", "govuk-select"),
    (forms.Textarea, "textarea", "govuk-textarea"),
    (
        forms.PasswordInput,
        "password",
        "govuk-input govuk-password-input__input govuk-js-password-input-input",
    ),
    (forms.FileInput, "file", "govuk-file-upload"),
    (forms.Widget, "input", "govuk-input"),
)
FIRST_OF_MANY: Final = frozenset({"date", "checkboxes", "radios"})
ERROR_CLASSES: Final = {
    "select": "govuk-select--error",
    "textarea": "govuk-textarea--error",
    "password": "govuk-input--error",
    "file": "govuk-file-upload--error",
    "input": "govuk-input--error",
}


def flat_attrs(attrs: Mapping[str, str]) -> SafeString:
    """Return HTML attributes with a leading space, values escaped, `_` in names as `-`."""
    return flatatt({name.replace("_", "-"): value for name, value in attrs.items() if value != ""})


def shape_of(widget: forms.Widget) -> tuple[str, str]:
    """Return (shape, class of the control) of a widget; every widget has one."""
    return next((shape, css) for kind, shape, css in SHAPES if isinstance(widget, kind))


def describe(bound: BoundField, *, optional_text: str, label_size: str) -> dict[str, Any]:
    """Return everything components/field.html and its parts need of one field."""
    shape, css_class = shape_of(bound.field.widget)
    marked_optional = not bound.field.required and shape != "checkbox"
    return {
        "bound": bound,
        "shape": shape,
        "template": f"components/fields/{shape}.html",
        "id": bound.auto_id,
        "label": bound.label,
        "label_class": f"--{label_size}" if label_size else "",
        "optional_text": optional_text if marked_optional else "",
        "hint": bound.help_text,
        "hint_id": f"{bound.auto_id}_helptext",
        "errors": list(bound.errors),
        "error_id": f"{bound.auto_id}_error",
        "described_by": described_by(bound),
        "control": _control(bound, shape=shape, css_class=css_class),
        "options": _options(bound) if shape in FIRST_OF_MANY else [],
    }


def described_by(bound: BoundField) -> str:
    """Return the ids of the hint and the errors, in reading order."""
    ids = []
    if bound.help_text:
        ids.append(f"{bound.auto_id}_helptext")
    if bound.errors:
        ids.append(f"{bound.auto_id}_error")
    return " ".join(ids)


def error_links(form: BaseForm) -> list[dict[str, str]]:
    """Return each error as `text` and `href` ("" for errors of the whole form)."""
    links = [{"text": str(text), "href": ""} for text in form.non_field_errors()]
    for bound in form.visible_fields():
        links += [{"text": str(text), "href": f"#{focus_id(bound)}"} for text in bound.errors]
    for bound in form.hidden_fields():
        links += [{"text": str(text), "href": ""} for text in bound.errors]
    return links


def focus_id(bound: BoundField) -> str:
    """Return the id of the control that an error's link should move to."""
    shape, _ = shape_of(bound.field.widget)
    return f"{bound.auto_id}_0" if shape in FIRST_OF_MANY else bound.auto_id


def active_filters(form: BaseForm, *, query: QueryDict) -> list[dict[str, str]]:
    """Return the filters in force: `label`, `value` in words, and the `url` without it."""
    if not form.is_valid():
        return []
    chosen = []
    for bound in form.visible_fields():
        value = form.cleaned_data.get(bound.name)
        if value in (None, "", [], ()) or bound.html_name not in query:
            continue
        rest = query.copy()
        rest.pop(bound.html_name)
        rest.pop("page", None)
        url = f"?{rest.urlencode()}"
        chosen.append({"label": str(bound.label), "value": _words(bound, value), "url": url})
    return chosen


def _words(bound: BoundField, value: Any) -> str:
    if isinstance(value, date):
        return uk_date(value)
    choices = getattr(bound.field, "choices", None)
    if not choices:
        return str(value)
    names = {str(key): str(name) for key, name in choices}
    values = value if isinstance(value, (list, tuple, set)) else [value]
    return ", ".join(names.get(str(getattr(each, "pk", each)), str(each)) for each in values)


def _control(bound: BoundField, *, shape: str, css_class: str) -> SafeString:
    if shape in FIRST_OF_MANY:
        return SafeString("")
    own = bound.field.widget.attrs.get("class", "")
    error = ERROR_CLASSES.get(shape, "") if bound.errors else ""
    css = " ".join(part for part in (css_class, own, error) if part)
    # A placeholder vanishes while one types and is too pale to read: labels and hints say it.
    attrs: dict[str, str | bool] = {"class": css, "placeholder": False}
    if type(bound.field.widget) is forms.Select:
        return drawn_select(bound, attrs)
    return bound.as_widget(attrs=attrs)


def _options(bound: BoundField) -> list[dict[str, Any]]:
    if isinstance(bound.field.widget, DateParts):
        context = bound.field.widget.get_context(
            bound.html_name, bound.value(), {"id": bound.auto_id}
        )
        return DateParts.parts_shown(context["widget"]["subwidgets"])
    hints = getattr(bound.field.widget, "option_hints", {})
    return [
        {
            "id": option.data["attrs"].get("id", ""),
            "name": option.data["name"],
            "value": option.data["value"],
            "label": option.data["label"],
            "checked": option.data["selected"],
            "disabled": option.data["attrs"].get("disabled", False),
            "hint": hints.get(str(option.data["value"]), ""),
        }
        for option in bound.subwidgets
    ]
