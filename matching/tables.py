"""The tables of the matching pages. They know how cells look, no page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from accounts.dates import uk_date
from accounts.tables import PortalTable
from accounts.words import HEADINGS
from matching.models import ExcludedName, MisPerson, Standing


class ExcludedTable(PortalTable):
    """A row for each name; ``concerned`` is name's id → the people it concerns now."""

    caption = "Names"

    name = tables.Column(
        verbose_name="Name", accessor="surname", order_by=("surname", "forename"), empty_values=()
    )
    kind = tables.Column(verbose_name="For", empty_values=())
    concerns = tables.Column(verbose_name="Concerns now", empty_values=(), orderable=False)
    added_at = tables.Column(verbose_name="Added")
    action = tables.Column(verbose_name="Change", empty_values=(), orderable=False)

    class Meta(PortalTable.Meta):
        empty_text = "No name is on the list."

    def __init__(
        self,
        names: Iterable[ExcludedName],
        *,
        school_id: int,
        mis: str,
        concerned: Mapping[int, list[MisPerson]],
        **kwargs: Any,
    ) -> None:
        self.school_id, self.mis, self.concerned = school_id, mis, concerned
        super().__init__(names, **kwargs)

    def render_name(self, record: ExcludedName) -> SafeString:
        """The name, with the date of birth where one was given."""
        if record.date_of_birth is None:
            return format_html("{}", record)
        born = uk_date(record.date_of_birth)
        return format_html('{}<br><span class="uso-small uso-muted">Born {}</span>', record, born)

    def render_kind(self, record: ExcludedName) -> str:
        """Staff, pupils or both."""
        return HEADINGS.get(record.kind, "Staff and pupils")

    def render_concerns(self, record: ExcludedName) -> SafeString:
        """The people of that name in the MIS, and what the list means for each."""
        people = self.concerned.get(record.pk, [])
        if not people:
            return format_html("Nobody in {}", self.mis)
        cells = (
            (
                reverse("matching:person", args=[self.school_id, each.pk]),
                each.display_name,
                "keeps the account" if each.standing == Standing.LINKED else "gets no account",
            )
            for each in people
        )
        return format_html_join(
            SafeString("<br>"),
            '<a class="govuk-link" href="{}">{}</a> <span class="uso-muted">{}</span>',
            cells,
        )

    def render_added_at(self, record: ExcludedName) -> SafeString:
        """When, by whom and why."""
        cell = '{}<br><span class="uso-small uso-muted">{}</span>'
        told = [f"by {record.added_by}", record.reason]
        return format_html(cell, uk_date(record.added_at), ". ".join(each for each in told if each))

    def render_action(self, record: ExcludedName) -> SafeString:
        """The way to take it off the list."""
        url = reverse("matching:excluded_remove", args=[self.school_id, record.pk])
        hidden = '<span class="govuk-visually-hidden"> {}</span>'
        return format_html(
            '<a class="govuk-link" href="{}">Take off{}</a>', url, format_html(hidden, record)
        )
