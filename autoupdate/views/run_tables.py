"""The table of a school's runs. It knows how cells look, no page."""

from __future__ import annotations

import django_tables2 as tables
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from accounts.tables import PortalTable
from autoupdate.models import ProcessingRun, RunCause, RunStatus
from autoupdate.processing.reasons import Code
from autoupdate.queries.runs import LEFT, failure_of, num_with, took
from autoupdate.views.cells import ChoiceTagColumn, moment
from autoupdate.views.words import lasted

#: status → (words, tone) of a run's tag.
RUN_TAGS = {
    RunStatus.QUEUED: ("Waiting", "wait"),
    RunStatus.RUNNING: ("Under way", "info"),
    RunStatus.DONE: ("Done", "good"),
    RunStatus.FAILED: ("Failed", "bad"),
}
_TOLD = (
    ("created", (Code.CREATED,)),
    ("updated", (Code.UPDATED,)),
    ("left", LEFT),
    ("to match", (Code.REQUIRES_MATCHING,)),
    ("held", (Code.REMOVAL_HELD, Code.KEPT_FOR_CHANGE)),
)


#: cause → why a run was made, with who asked for it.
_WHY = {
    RunCause.NIGHT: "Overnight",
    RunCause.FORCE: "Forced by {by}",
    RunCause.PULL: "After a Force run by {by}",
}


def why(run: ProcessingRun) -> str:
    """Why the school is processed, in a few words."""
    return _WHY[RunCause(run.cause)].format(by=run.requested_by)


class RunTable(PortalTable):
    """A row for each run."""

    caption = "Last runs"

    queued_at = tables.Column(verbose_name="When")
    cause = tables.Column(verbose_name="Why")
    status = ChoiceTagColumn(verbose_name="State", tones=RUN_TAGS)
    took = tables.Column(verbose_name="Took", empty_values=())
    summary = tables.Column(verbose_name="What came of it", empty_values=())

    class Meta(PortalTable.Meta):
        empty_text = "The school has never been processed."

    def render_queued_at(self, record: ProcessingRun) -> SafeString:
        """How long ago, as the link to the run's page."""
        url = reverse("autoupdate:run", args=[record.pk])
        return moment(record.queued_at, now=timezone.now(), url=url)

    def render_cause(self, record: ProcessingRun) -> SafeString:
        """Overnight, or who asked for it and why."""
        if not record.reason:
            return format_html("{}", why(record))
        return format_html(
            '{}<br><span class="uso-small uso-muted">{}</span>', why(record), record.reason
        )

    def render_took(self, record: ProcessingRun) -> str:
        """How long it worked."""
        return capfirst(lasted(took(record))) or "–"

    def render_summary(self, record: ProcessingRun) -> str:
        """The counts that matter, or why it failed."""
        failure = failure_of(record)
        if failure:
            return f"{failure.turn}: {failure.sentence}"
        if record.is_live:
            return "–"
        counted = [f"{num_with(record, *codes):,} {word}" for word, codes in _TOLD]
        told = [each for each in counted if not each.startswith("0 ")]
        return ", ".join(told) or "Nothing changed"


class RunsOfSchoolsTable(RunTable):
    """The runs of several schools, each under the name of its school."""

    caption = "Schools"

    school = tables.Column(verbose_name="School")

    class Meta(RunTable.Meta):
        sequence = ("school", "...")
        exclude = ("cause",)
        empty_text = "No school was chosen."

    def render_school(self, record: ProcessingRun) -> SafeString:
        """The school, as the link to the desk's page of it."""
        url = reverse("autoupdate:desk_school", args=[record.school_id])
        return format_html('<a class="govuk-link" href="{}">{}</a>', url, record.school)
