"""Review Non-MIS Accounts: the list of what the school holds without its MIS, and why.

It works nothing out itself; what is done to the ticked rows is in ``non_mis_settle``.
"""

from __future__ import annotations

from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.dates import NEVER, uk_date
from accounts.permissions import Permission, can
from accounts.tables import DayColumn, TagColumn
from accounts.views.lists import PeopleListPage
from accounts.words import HEADINGS, year_rank
from autoupdate.models import NonMisReview, ReviewOccasion
from autoupdate.queries.non_mis import WHYS, held_without_mis, to_review, with_reasons
from autoupdate.queries.reviews import due_of, last_review
from autoupdate.views.account_rows import AccountRowFilters, AccountRowTable
from autoupdate.views.mis_pages import MisPage
from autoupdate.views.words import plural
from matching.models import LinkEnd

#: What else than those to review can be shown.
KEPT, ALL = "kept", "all"
ACTIONS = (
    {"label": "Keep", "name": "do", "value": "keep", "kind": "secondary"},
    {"label": "End", "name": "do", "value": "end", "kind": "danger"},
)
STOP = {"label": "No longer keep", "name": "do", "value": "stop", "kind": "secondary"}
#: Occasion → why the page asks for a review.
ASKING = {
    ReviewOccasion.MIS_CHANGED: "The change of MIS was confirmed on {since}.",
    ReviewOccasion.SCHOOL_YEAR: "A new school year began on {since}.",
}


class NonMisFilters(AccountRowFilters):
    """By name or username, kind, why, and whether they are kept."""

    kind = django_filters.ChoiceFilter(
        label="Who",
        empty_label="Everybody",
        field_name="account__kind",
        choices=list(HEADINGS.items()),
    )
    why = django_filters.ChoiceFilter(
        label="Why",
        empty_label="Anything",
        choices=[(code, text) for code, (text, _) in WHYS.items()],
    )
    show = django_filters.ChoiceFilter(
        label="Show",
        empty_label="To review",
        choices=[(KEPT, "Kept"), (ALL, "All of them")],
        method="shown",
    )

    def shown(self, held: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """The page has chosen the rows already: without this filter it shows those to review."""
        return held


class NonMisTable(AccountRowTable):
    """A row for each account; boxes for those who may review."""

    caption = "Non-MIS accounts"
    page_of_account = "autoupdate:non_mis_account"

    why = TagColumn(verbose_name="Why", tones=dict(WHYS))
    last_seen_at = DayColumn(verbose_name="Last in the MIS", empty_values=())
    since = DayColumn(verbose_name="Not in it since")
    kept_until = tables.Column(verbose_name="Kept", empty_values=())

    class Meta(AccountRowTable.Meta):
        empty_text = "No account waits to be reviewed."

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.today = timezone.localdate()
        super().__init__(*args, **kwargs)

    def render_last_seen_at(self, record: Any) -> str:
        """The day, or never."""
        return uk_date(record.last_seen_at) if record.last_seen_at else "Never"

    def value_last_seen_at(self, record: Any) -> str:
        """The same in downloads."""
        return self.render_last_seen_at(record)

    def render_kept_until(self, record: Any) -> SafeString | str:
        """Until when and why, or since when no more."""
        words = kept_words(record, today=self.today)
        if not words:
            return NEVER
        return format_html(
            '{}<br><span class="uso-small uso-muted">{}</span>', words, record.kept_for
        )

    def value_kept_until(self, record: Any) -> str:
        """The same in downloads."""
        words = kept_words(record, today=self.today)
        return f"{words}: {record.kept_for}" if words else ""


def kept_words(held: Any, *, today: Any) -> str:
    """``Until 3 March 2027``, ``Was kept until 3 March 2026``, or "" for nothing."""
    if held.kept_until is None:
        return ""
    until = uk_date(held.kept_until)
    return f"Until {until}" if held.kept_until >= today else f"Was kept until {until}"


def why_words(held: Any, *, mis: str) -> str:
    """Why the account has no live link, in a sentence."""
    if held.why == "ended":
        reason = LinkEnd(held.link_end).label.lower()
        return f"Its link to {mis} ended on {uk_date(held.since)}: {reason}."
    if held.why == "hand":
        return f"It was made by hand, and {mis} has not named this person."
    return f"It is held by hand, and {mis} has never named this person."


class NonMisPage(PeopleListPage, MisPage):
    """The list, with when it was last reviewed."""

    permission = Permission.SEE_ACCOUNTS
    table_class = NonMisTable
    filterset_class = NonMisFilters
    template_name = "autoupdate/non_mis/list.html"
    download_name = "non-mis-accounts"

    @property
    def may_review(self) -> bool:
        """Whether something can be done here."""
        return can(self.by, Permission.REVIEW_ACCOUNTS, self.school)

    def get_rows(self) -> QuerySet[Any]:
        """Those to review, those kept, or all; by name."""
        today, show = timezone.localdate(), self.request.GET.get("show", "")
        is_wide = show in (KEPT, ALL)
        held = held_without_mis(self.school) if is_wide else to_review(self.school, today=today)
        rows = with_reasons(held, school=self.school)
        if show == KEPT:
            rows = rows.filter(kept_until__gte=today)
        rows = rows.annotate(year=year_rank())
        ordered: QuerySet[Any] = rows.order_by(
            "account__legal_surname", "account__legal_forename", "pk"
        )
        return ordered

    def table_options(self) -> dict[str, Any]:
        """No boxes where nothing could be done with them, nor in a download."""
        is_download = self.request.GET.get("download") == "csv"
        return {
            "school": self.school,
            "exclude": ("chosen",) if is_download or not self.may_review else (),
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add when it was last reviewed, and whether that is due."""
        listed = None if self.request.GET else len(kwargs["table"].rows)
        due = due_of(self.school, now=timezone.now(), counted=listed)
        is_kept = self.request.GET.get("show") == KEPT
        shown = {
            "settle_url": reverse("autoupdate:non_mis_settle", args=[self.school.pk]),
            "actions": [STOP] if is_kept else list(ACTIONS),
            "may_review": self.may_review,
            "last_review": review_words(last_review(self.school)),
            "due": due_words(due) if due else "",
        }
        return super().get_context_data(**{**shown, **kwargs})


def review_words(review: NonMisReview | None) -> str:
    """When the list was last reviewed, by whom, and how many were left."""
    if review is None:
        return "Nobody has marked a review as done yet."
    left = f"{plural(review.num_left, 'account')} left on the list" if review.num_left else ""
    left = left or "nothing left on the list"
    return f"Reviewed by {review.reviewed_by} on {uk_date(review.reviewed_at)}, with {left}."


def due_words(due: Any) -> str:
    """Why a review is due."""
    since = ASKING[due.occasion].format(since=uk_date(due.since))
    wait = "waits" if due.num == 1 else "wait"
    return f"{since} {plural(due.num, 'account')} {wait} to be reviewed."
