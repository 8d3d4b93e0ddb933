"""The table of a school's pulls. It knows how cells look, no page."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from accounts.models import School
from accounts.tables import PortalTable
from autoupdate.models import Pull, PullStatus
from autoupdate.queries.pull_page import summary, why
from autoupdate.queries.pulls import pulls_of
from autoupdate.views.cells import ChoiceTagColumn, moment
from autoupdate.views.words import lasted

#: status → (words, tone) of a pull's tag.
PULL_TAGS = {
    PullStatus.QUEUED: ("Waiting", "wait"),
    PullStatus.RUNNING: ("Fetching", "info"),
    PullStatus.DONE: ("Done", "good"),
    PullStatus.FAILED: ("Failed", "bad"),
}
NUM_NEWEST = 5


class PullTable(PortalTable):
    """A row for each pull."""

    caption = "Fetched from the MIS"

    queued_at = tables.Column(verbose_name="When")
    cause = tables.Column(verbose_name="Why")
    status = ChoiceTagColumn(verbose_name="State", tones=PULL_TAGS)
    took = tables.Column(verbose_name="Took", empty_values=())
    summary = tables.Column(verbose_name="What came", empty_values=())

    class Meta(PortalTable.Meta):
        empty_text = "Nothing has been fetched yet."

    def render_queued_at(self, record: Pull) -> SafeString:
        """How long ago, as the link to the pull's page."""
        url = reverse("autoupdate:pull", args=[record.school_id, record.pk])
        return moment(record.queued_at, now=timezone.now(), url=url)

    def render_cause(self, record: Pull) -> str:
        """Every evening, or who pressed Force run."""
        return why(record)

    def render_took(self, record: Pull) -> str:
        """From its queueing to its end: what somebody waited for."""
        if record.finished_at is None:
            return "–"
        return capfirst(lasted(record.finished_at - record.queued_at))

    def render_summary(self, record: Pull) -> str:
        """What was read, or why it failed."""
        return summary(record)


def newest_pulls(school: School, **options: Any) -> PullTable | None:
    """The school's newest pulls as a table; None where there never was one.

    Include ``autoupdate/pulls/list.html`` with it as ``pull_table``.
    """
    newest = list(pulls_of(school)[:NUM_NEWEST])
    return PullTable(newest, **{"orderable": False, "prefix": "f", **options}) if newest else None
