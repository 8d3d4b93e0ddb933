"""The tables of cases, for a school and for the Service Desk. They know how cells look, no page."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.tables import PortalTable, RowAddress, tag
from autoupdate.models import Case, CaseState
from autoupdate.queries.cases import TURNS
from autoupdate.views.cells import moment


def _exactly(at: Any) -> str:
    """A moment, for downloads."""
    return "" if at is None else timezone.localtime(at).strftime("%Y-%m-%d %H:%M")


class SchoolCaseTable(PortalTable):
    """A row for each case of a school. ``turns``: state → whose turn it is, for the reader."""

    caption = "Cases"

    subject = tables.Column(verbose_name="Case", order_by=("pk",))
    state = tables.Column(verbose_name="Whose turn it is")
    raised_at = tables.Column(verbose_name="Raised")
    last_at = tables.Column(verbose_name="Last message", empty_values=())

    class Meta(PortalTable.Meta):
        empty_text = "No case has been raised yet."
        order_by = "-raised_at"

    def __init__(self, *args: Any, turns: Any, **kwargs: Any) -> None:
        self.turns, self.now = turns, timezone.now()
        super().__init__(*args, **kwargs)

    def render_subject(self, record: Case) -> SafeString:
        """The name, leading to the case, and its number."""
        return format_html(
            '<a class="govuk-link" href="{}">{}</a><br>'
            '<span class="uso-small uso-muted">Case {}, by {}</span>',
            reverse("autoupdate:case", args=[record.school_id, record.pk]),
            record.subject,
            record.pk,
            record.raised_words,
        )

    def value_subject(self, record: Case) -> str:
        """The name, for downloads."""
        return str(record)

    def render_state(self, record: Case) -> SafeString:
        """A tag."""
        state = CaseState(record.state)
        return tag(self.turns[state], TURNS[state][2])

    def value_state(self, record: Case) -> str:
        """Its words, for downloads."""
        return str(self.turns[CaseState(record.state)])

    def render_raised_at(self, value: Any) -> SafeString:
        """When, in both ways of saying it."""
        return moment(value, now=self.now)

    def value_raised_at(self, value: Any) -> str:
        """The moment, for downloads."""
        return _exactly(value)

    def render_last_at(self, record: Any) -> SafeString:
        """When somebody last wrote."""
        return moment(record.last_at, now=self.now) if record.last_at else SafeString("–")

    def value_last_at(self, record: Any) -> str:
        """The moment, for downloads."""
        return _exactly(record.last_at)


class DeskCaseTable(PortalTable):
    """A row for each case of any school, sorted by the queue's ``turn``."""

    caption = "Cases"

    subject = tables.Column(verbose_name="Case", order_by=("pk",))
    school = tables.Column(verbose_name="School", order_by=("school__name", "pk"))
    state = tables.Column(verbose_name="Whose turn it is", order_by=("turn", "state_at", "pk"))
    state_at = tables.Column(verbose_name="Since")
    raised_at = tables.Column(verbose_name="Raised")
    assigned_to = tables.Column(
        verbose_name="Looked after by",
        empty_values=(),
        order_by=("assigned_to__first_name", "assigned_to__last_name", "pk"),
    )

    class Meta(PortalTable.Meta):
        empty_text = "No case is open."
        order_by = "state"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.now, self.page_of_case = timezone.now(), RowAddress("autoupdate:desk_case")
        super().__init__(*args, **kwargs)

    def render_subject(self, record: Case) -> SafeString:
        """The name, leading to the desk's page of the case."""
        return format_html(
            '<a class="govuk-link" href="{}">{}</a><br>'
            '<span class="uso-small uso-muted">Case {}</span>',
            self.page_of_case.of(record.pk),
            record.subject,
            record.pk,
        )

    def value_subject(self, record: Case) -> str:
        """The name, for downloads."""
        return str(record)

    def render_school(self, record: Case) -> SafeString:
        """The name, with the number that tells two schools of one name apart."""
        return format_html(
            '{}<br><span class="uso-small uso-muted">{}</span>',
            record.school.name,
            record.school.dfe_number,
        )

    def value_school(self, record: Case) -> str:
        """The same, for downloads."""
        return f"{record.school.name} ({record.school.dfe_number})"

    def render_state(self, record: Case) -> SafeString:
        """A tag."""
        _, words, tone = TURNS[CaseState(record.state)]
        return tag(words, tone)

    def value_state(self, record: Case) -> str:
        """Its words, for downloads."""
        return TURNS[CaseState(record.state)][1]

    def render_assigned_to(self, record: Case) -> str:
        """Whoever looks after it."""
        return str(record.assigned_to or "Nobody yet")

    def render_state_at(self, value: Any) -> SafeString:
        """When, in both ways of saying it."""
        return moment(value, now=self.now)

    def value_state_at(self, value: Any) -> str:
        """The moment, for downloads."""
        return _exactly(value)

    render_raised_at = render_state_at
    value_raised_at = value_state_at
