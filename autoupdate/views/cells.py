"""Cells that several tables share. They know how things look, not what they belong to."""

from __future__ import annotations

from datetime import datetime

from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.dates import uk_datetime
from autoupdate.views.words import ago

#: The attributes of a column of numbers.
NUMBER = {"td": {"class": "uso-number"}, "th": {"class": "uso-number"}}


def moment(at: datetime | None, *, now: datetime | None = None, url: str = "") -> SafeString:
    """``3 hours ago``, a link where there is a ``url``, with the exact time under it."""
    if at is None:
        return SafeString("Never")
    words = ago(at, now=now)
    if url:
        words = format_html('<a class="govuk-link" href="{}">{}</a>', url, words)
    return format_html(
        '{}<br><time class="uso-small uso-muted" datetime="{}">{}</time>',
        words,
        at.isoformat(),
        uk_datetime(at),
    )
