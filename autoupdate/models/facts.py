"""What stands at each school today, as a database view, and a copy of it from a moment ago.

They know no page. A table of thousands of schools is sorted by the copy; what is shown of a school
is read from the view.
"""

from __future__ import annotations

from django.db import models

from accounts.models import School, SchoolMis


class Facts(models.Model):
    """One school's uploads, runs, holds, queues and cases in figures.

    ``school_mis`` is the MIS in use (None: none), ``num_held`` counts people, ``num_waiting``
    uploads. ``last_rejected_at``: the newest rejected upload that nothing better of its sub-report
    followed, among those of the last 30 days. ``last_run`` is the newest that has ended.
    ``connection_trouble`` is what the last fetching or test met ("": nothing), ``is_changing``
    whether a change of MIS waits for a person. ``staff_file_at`` and ``students_file_at``: when
    the newest file that was processed came.
    """

    product = models.CharField(max_length=20)
    mis_started_at = models.DateTimeField(null=True)
    is_accepting = models.BooleanField()
    num_to_match = models.PositiveIntegerField()
    num_held = models.PositiveIntegerField()
    num_waiting = models.PositiveIntegerField()
    last_upload_at = models.DateTimeField(null=True)
    last_rejected_at = models.DateTimeField(null=True)
    last_run_status = models.CharField(max_length=8)
    last_processed_at = models.DateTimeField(null=True)
    is_changing = models.BooleanField()
    connection_trouble = models.CharField(max_length=40)
    num_with_desk = models.PositiveIntegerField()
    num_with_school = models.PositiveIntegerField()
    staff_file_at = models.DateTimeField(null=True)
    students_file_at = models.DateTimeField(null=True)
    staff_to_match = models.PositiveIntegerField()
    students_to_match = models.PositiveIntegerField()

    class Meta:
        abstract = True


class SchoolFacts(Facts):
    """The facts as they are at this moment: a view, nothing stored."""

    school = models.OneToOneField(
        School, on_delete=models.DO_NOTHING, primary_key=True, related_name="facts"
    )
    school_mis = models.ForeignKey(
        SchoolMis, on_delete=models.DO_NOTHING, null=True, related_name="+"
    )
    last_run = models.ForeignKey(
        "ProcessingRun", on_delete=models.DO_NOTHING, null=True, related_name="+"
    )

    class Meta:
        managed = False
        db_table = "autoupdate_schoolfacts"

    def __str__(self) -> str:
        return f"Facts on {self.school}"


class FactsCopy(Facts):
    """The facts as they were when ``FactsCopied`` says: for sorting and counting all schools.

    With the flags of ``queries.trouble`` and their weight, as they were worked out then.
    """

    is_held = models.BooleanField(default=False)
    has_failed = models.BooleanField(default=False)
    needs_desk = models.BooleanField(default=False)
    needs_school = models.BooleanField(default=False)
    is_rejected = models.BooleanField(default=False)
    is_silent = models.BooleanField(default=False)
    is_delayed = models.BooleanField(default=False)
    is_unused = models.BooleanField(default=False)
    trouble = models.PositiveIntegerField(default=0)

    school = models.OneToOneField(
        School, on_delete=models.CASCADE, primary_key=True, related_name="facts_copy"
    )
    school_mis = models.ForeignKey(
        SchoolMis,
        on_delete=models.DO_NOTHING,
        null=True,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    last_run = models.ForeignKey(
        "ProcessingRun",
        on_delete=models.DO_NOTHING,
        null=True,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )

    def __str__(self) -> str:
        return f"Facts on {self.school} a moment ago"


class FactsCopied(models.Model):
    """When the facts were last copied: one row at most."""

    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Copied {self.at:%d %B %Y %H:%M}"
