"""Makes the commonest form controls in Python: thirty choices are sixty templates otherwise.

The markup is that of Django's own templates, which make all others. It knows no form.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from html import escape
from typing import Any, Final

from django.forms import BoundField
from django.forms.renderers import DjangoTemplates
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

_FOLDER: Final = "django/forms/widgets/"
_INPUTS: Final = frozenset(
    f"{_FOLDER}{each}.html"
    for each in ("input", "text", "number", "email", "date", "hidden", "checkbox", "password")
)


class FormRenderer(DjangoTemplates):
    """Django's renderer of forms, quicker for simple inputs."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        """The control's markup."""
        widget = context.get("widget")
        if widget is not None and template_name in _INPUTS:
            return mark_safe(_input(widget))  # noqa: S308 - each part is escaped
        return super().render(template_name, context, request)


def drawn_select(bound: BoundField, attrs: Mapping[str, Any]) -> SafeString:
    """What ``bound.as_widget`` gives where the widget is Django's Select, sooner for many choices.

    Django makes a dict of eight parts of each choice before it is drawn.
    """
    widget = bound.field.widget
    own = bound.build_widget_attrs(dict(attrs), widget)
    if bound.auto_id and "id" not in widget.attrs:
        own.setdefault("id", bound.auto_id)
    attributes = _attrs(widget.build_attrs(widget.attrs, own))
    start = f'<select name="{_escaped(bound.html_name)}"{attributes}>'
    choices = _choices(widget.choices, chosen=widget.format_value(bound.value()))
    return mark_safe("".join([start, *choices, "\n</select>"]))  # noqa: S308 - all escaped


def _choices(choices: Iterable[Any], *, chosen: Collection[str]) -> Iterator[str]:
    """Each choice or group of them as markup; of several that fit, the first is chosen."""
    left = set(chosen)
    for value, label in choices:
        is_group = isinstance(label, (list, tuple))
        if is_group:
            yield f'\n  <optgroup label="{_escaped(value)}">'
        for each, words in label if is_group else [(value, label)]:
            text = "" if each is None else str(each)
            selected = ""
            if text in left:
                left.clear()
                selected = " selected"
            yield f'\n  <option value="{escape(text)}"{selected}>{_escaped(words)}</option>'
        if is_group:
            yield "\n  </optgroup>"


def _input(widget: Mapping[str, Any]) -> str:
    value = widget["value"]
    shown = "" if value is None else f' value="{_escaped(value)}"'
    start = f'<input type="{_escaped(widget["type"])}" name="{_escaped(widget["name"])}"'
    return f"{start}{shown}{_attrs(widget['attrs'])}>"


def _attrs(attrs: Mapping[str, Any]) -> str:
    return "".join(
        f" {_escaped(name)}" if value is True else f' {_escaped(name)}="{_escaped(value)}"'
        for name, value in attrs.items()
        if value is not False
    )


def _escaped(value: Any) -> str:
    return escape(value) if type(value) is str else conditional_escape(value)
