"""Columns and the base that every django-tables2 table of the portal shares. Knows how cells
look, never what they hold."""

from functools import lru_cache
from typing import Any

import django_tables2 as tables
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts import dates


class PortalTable(tables.Table):
    """Gives a table our template. Set `caption` and, for a download, `download_url`.

    `empty_text` is said where there is nothing, `unfitting_text` where filters leave nothing.
    """

    caption = ""
    unfitting_text = "Nothing fits these filters. Choose fewer of them, or clear them all."
    download_url = ""

    class Meta:
        template_name = "components/table.html"
        attrs = {"class": "uso-table"}

    def __init_subclass__(cls, **given: Any) -> None:
        """Without options of its own a table has those of the one it is made from."""
        super().__init_subclass__(**given)
        if "Meta" not in vars(cls):
            cls._meta = super(cls, cls)._meta


class RowAddress:
    """The address of a page about each row: ``name`` with ``args``, then the row's id.

    Looked up once for all rows; to look it up takes as long as to draw a cell.
    """

    def __init__(self, name: str, *args: int) -> None:
        self._before, self._after = reverse(name, args=[*args, 0]).rsplit("/0/", 1)

    def of(self, row_id: int) -> str:
        """That of one row."""
        return f"{self._before}/{row_id}/{self._after}"


class SelectColumn(tables.Column):
    """A tick box for each row, named after `input_name`; needs an accessor to the row's id.

    `describe` turns a record into the words that tell its box from the others'.
    """

    is_select = True

    def __init__(self, *, describe: Any = str, input_name: str = "chosen", **extra: Any) -> None:
        self.describe = describe
        self.input_name = input_name
        extra.setdefault("orderable", False)
        extra.setdefault("verbose_name", "Select")
        super().__init__(**extra)

    def render(self, value: Any, record: Any) -> SafeString:
        """Return the box with a label only screen readers meet."""
        box = f"{self.input_name}_{value}"
        return format_html(
            '<span class="uso-tick"><input class="uso-tick__input" type="checkbox" name="{0}" '
            'value="{1}" id="{2}" data-bulk-row><label class="uso-tick__label" for="{2}">'
            '<span class="govuk-visually-hidden">Select {3}</span></label></span>',
            self.input_name,
            value,
            box,
            self.describe(record),
        )


@lru_cache(maxsize=256, typed=True)  # a list has a handful of states, and hundreds of rows
def tag(text: str, tone: str) -> SafeString:
    """The tag component, without the blanks around it."""
    shown = render_to_string("components/tag.html", {"text": text, "tone": tone})
    return SafeString(shown.strip())


class TagColumn(tables.Column):
    """A status pill: `tones` maps the stored value to (words, tone)."""

    def __init__(self, *, tones: Any, **extra: Any) -> None:
        self.tones = tones
        super().__init__(**extra)

    def render(self, value: Any) -> SafeString:
        """Return the pill; a value without a tone is a KeyError."""
        text, tone = self.tones[value]
        return tag(text, tone)

    def value(self, value: Any) -> str:
        """Return the words, for downloads."""
        return str(self.tones[value][0])


class DayColumn(tables.Column):
    """A date as `12 September 2026`."""

    def render(self, value: Any) -> SafeString:
        """Return the day in words that stay on one line."""
        return SafeString(f'<span class="uso-nowrap">{dates.uk_date(value)}</span>')

    def value(self, value: Any) -> str:
        """Return the day in words, for downloads."""
        return dates.uk_date(value)


class MomentColumn(tables.Column):
    """A date and time as `12 September 2026 at 2:14am`."""

    def render(self, value: Any) -> SafeString:
        """Return the moment in words that break, if at all, before the time."""
        return SafeString(
            f'<span class="uso-nowrap">{dates.uk_date(value)}</span> '
            f'<span class="uso-nowrap">at {dates.uk_time(value)}</span>'
        )

    def value(self, value: Any) -> str:
        """Return the moment in words, for downloads."""
        return dates.uk_datetime(value)
