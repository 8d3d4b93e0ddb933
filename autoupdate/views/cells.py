"""Cells that several tables share. They know how things look, not what they belong to."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from accounts.dates import clock_words, day_words
from accounts.tables import TagColumn
from autoupdate.help_pages import ARTICLES, HELP_FOR
from autoupdate.processing.reasons import Code
from autoupdate.views.words import ago

#: The attributes of a column of numbers.
NUMBER = {"td": {"class": "uso-number"}, "th": {"class": "uso-number"}}


class ChoiceTagColumn(TagColumn):
    """A tag for a model's choice field, whose own display words django-tables2 would put first."""

    def render(self, record: Any, bound_column: Any) -> SafeString:  # type: ignore[override]
        """Return the pill of the stored value."""
        return super().render(bound_column.accessor.resolve(record))

    def value(self, record: Any, bound_column: Any) -> str:  # type: ignore[override]
        """Return its words, for downloads."""
        return super().value(bound_column.accessor.resolve(record))


def moment(at: datetime | None, *, now: datetime | None = None, url: str = "") -> SafeString:
    """``3 hours ago``, a link where there is a ``url``, with the exact time under it."""
    if at is None:
        return SafeString("Never")
    words = ago(at, now=now)
    if url:
        words = f'<a class="govuk-link" href="{conditional_escape(url)}">{words}</a>'
    local = timezone.localtime(at) if timezone.is_aware(at) else at
    told = (
        f'{words}<br><time class="uso-small uso-muted" datetime="{at.isoformat()}">'
        f'<span class="uso-nowrap">{day_words(local)}</span> '
        f'<span class="uso-nowrap">at {clock_words(local)}</span></time>'
    )  # hundreds on a page; nothing in the words needs to be escaped
    return mark_safe(told)  # noqa: S308 - see above


def help_link(code: str) -> SafeString:
    """A link to what the help says of a reason code, or nothing."""
    place = HELP_FOR.get(Code(code), "")
    if not place:
        return SafeString("")
    slug, _, part = place.partition("#")
    url = reverse("autoupdate:help_article", args=[slug]) + (f"#{part}" if part else "")
    about = ARTICLES[slug].title
    hidden = (
        '<a class="govuk-link" href="{}">Help<span class="govuk-visually-hidden">: {}</span></a>'
    )
    return format_html(hidden, url, about)


def moment_value(at: datetime | None) -> str:
    """A moment as a spreadsheet sorts it, or ""."""
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M") if at else ""
