"""The tables of the matching pages. They know how cells look, no page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from accounts.dates import uk_date
from accounts.tables import MomentColumn, PortalTable
from accounts.words import HEADINGS
from matching.models import ExcludedName, MatchDecision, MisPerson, Standing


class ExcludedTable(PortalTable):
    """A row for each name; ``concerned`` is name's id → the people it concerns now."""

    caption = "Names"

    name = tables.Column(
        verbose_name="Name", accessor="surname", order_by=("surname", "forename"), empty_values=()
    )
    kind = tables.Column(verbose_name="For", empty_values=())
    concerns = tables.Column(verbose_name="Who has this name", empty_values=(), orderable=False)
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


class DecidedTable(PortalTable):
    """A row for each decision; ``undoable`` are the ids of those with a way to take them back."""

    caption = "Decisions"

    decided_at = MomentColumn(verbose_name="When")
    person = tables.Column(
        verbose_name="Person",
        accessor="mis_person__display_name",
        order_by=("mis_person__legal_surname", "mis_person__legal_forename", "-pk"),
    )
    decision = tables.Column(verbose_name="Decision")
    account = tables.Column(verbose_name="Account", accessor="account__username")
    decided_by = tables.Column(
        verbose_name="By", order_by=("decided_by__last_name", "decided_by__first_name", "-pk")
    )
    action = tables.Column(verbose_name="Change", empty_values=(), orderable=False)

    class Meta(PortalTable.Meta):
        empty_text = "Nothing has been decided yet."

    def __init__(self, *args: Any, school_id: int, **kwargs: Any) -> None:
        self.school_id = school_id
        self.undoable: frozenset[int] = frozenset()
        super().__init__(*args, **kwargs)

    def render_person(self, record: MatchDecision) -> SafeString:
        """The name, leading to the person."""
        url = reverse("matching:person", args=[self.school_id, record.mis_person_id])
        link = '<a class="govuk-link" href="{}">{}</a>'
        return format_html(link, url, record.mis_person.display_name)

    def value_person(self, record: MatchDecision) -> str:
        """The name, for downloads."""
        return record.mis_person.display_name

    def render_decision(self, record: MatchDecision) -> SafeString:
        """What was decided, and why where somebody said so."""
        words = record.get_decision_display()
        if not record.reason:
            return format_html("{}", words)
        cell = '{}<br><span class="uso-small uso-muted">{}</span>'
        return format_html(cell, words, record.reason)

    def value_decision(self, record: MatchDecision) -> str:
        """What was decided, for downloads."""
        return str(record.get_decision_display())

    def render_action(self, record: MatchDecision) -> SafeString:
        """The way to take it back, where there is one."""
        if record.pk not in self.undoable:
            return SafeString("")
        url = reverse("matching:undo", args=[self.school_id, record.pk])
        hidden = '<span class="govuk-visually-hidden"> {}: {}</span>'
        about = format_html(hidden, record.get_decision_display(), record.mis_person)
        link = format_html('<a class="govuk-link" href="{}">Undo{}</a>', url, about)
        if record.together is None:
            return link
        all_url = reverse("matching:undo_together", args=[self.school_id, record.together])
        about = format_html(hidden, "created together with", record.mis_person)
        all_link = '{}<br><a class="govuk-link" href="{}">Undo all{}</a>'
        return format_html(all_link, link, all_url, about)
